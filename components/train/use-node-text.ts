'use client';
import { useCallback, useSyncExternalStore } from 'react';
import { useDocument } from '#components/editor/documents.tsx';
import { useFiles } from '#components/shell/project-files.tsx';
import type { TextEdit } from './recipe.ts';

export interface NodeText {
  readonly text: string;
  /** False until the live document is here, and for those who only read. */
  readonly mayEdit: boolean;
  /** One replacement in the live document: everybody sees it, the editor too. */
  readonly edit: (make: (text: string) => TextEdit | undefined) => void;
}

const NEVER = () => () => {};

/** A file's text as it is now, live, with the way to edit it. */
export function useNodeText(path: string): NodeText {
  const document = useDocument(path);
  const { byPath } = useFiles();
  const live = document?.synced ? document.live : undefined;
  const subscribe = useCallback(
    (changed: () => void) => {
      if (!live) return () => {};
      live.text.observe(changed);
      const leave = live.subscribe(changed);
      return () => {
        live.text.unobserve(changed);
        leave();
      };
    },
    [live],
  );
  const stored = byPath.get(path)?.text ?? '';
  const text = useSyncExternalStore(
    live ? subscribe : NEVER,
    () => live?.text.toString() ?? stored,
    () => stored,
  );
  const edit = useCallback(
    (make: (now: string) => TextEdit | undefined) => {
      const target = live?.text;
      const change = target && make(target.toString());
      if (!change) return;
      const replace = () => {
        if (change.to > change.from) target.delete(change.from, change.to - change.from);
        if (change.insert !== '') target.insert(change.from, change.insert);
      };
      if (target.doc) target.doc.transact(replace);
      else replace();
    },
    [live],
  );
  return { text, mayEdit: live !== undefined && !live.readOnly(), edit };
}
