'use client';
import { createContext, type ReactNode, useContext, useMemo, useRef } from 'react';
import { useLanguageActs } from '#components/language/use-language.tsx';
import { useFiles } from '#components/shell/project-files.tsx';
import { useRefusal, useToast } from '#components/ui/index.ts';
import type { Answer } from '#lib/contracts/api.ts';
import type { FileMove } from '#lib/contracts/file.ts';
import { useCollab } from './documents.tsx';
import { type Opened, openTexts } from './live/open-texts.ts';
import { type FileEdit, type ProjectEdit, takeBack, writeProjectEdit } from './project-edits.ts';

/** What was done to files and texts in one step. */
interface Step {
  /** As it stands behind "Undo:": `Rename a.sql to b.sql`. */
  readonly label: string;
  readonly moves: readonly FileMove[];
  readonly edit: ProjectEdit;
  readonly at: number;
}

export interface ProjectEdits {
  /** Moves files and edits texts as one step that can be taken back; everyone sees it at once. */
  readonly write: (
    label: string,
    edits: readonly FileEdit[],
    moves?: readonly FileMove[],
  ) => Promise<Answer<ProjectEdit & { readonly undo: () => void }>>;
  /** Takes the last step back, where that step came to a document, or moved it, later than what was typed there; says whether it did. */
  readonly undoIn: (documentId: string | undefined, typedAt: number) => boolean;
  readonly redoIn: (documentId: string | undefined) => boolean;
  /** Takes the last step back, wherever it was made. */
  readonly undoLast: () => void;
  readonly redoLast: () => void;
}

const backwards = ({ from, to, node }: FileMove): FileMove => ({
  from: to,
  to: from,
  ...(node ? { node: { from: node.to, to: node.from } } : {}),
});

const Context = createContext<ProjectEdits | null>(null);

/** Edits over several files: written into the live documents, taken back as a whole. */
export function ProjectEditsProvider({ children }: { readonly children: ReactNode }) {
  const collab = useCollab();
  const files = useFiles();
  const { setText } = useLanguageActs();
  const toast = useToast();
  const refuse = useRefusal();
  const done = useRef<Step[]>([]);
  const undone = useRef<Step[]>([]);
  const latest = useRef(files);
  latest.current = files;
  const scope = useMemo<ProjectEdits>(() => {
    const open = (ids: readonly string[]): Promise<Answer<readonly Opened[]>> => {
      const wanted = latest.current.files.filter(({ documentId }) => ids.includes(documentId));
      return openTexts(collab, wanted);
    };
    const finish = (texts: readonly Opened[], moves: readonly FileMove[]) => {
      const movedTo = new Map(moves.map(({ from, to }) => [from, to]));
      latest.current.says(new Map(texts.map(({ documentId, live }) => [documentId, live.text.toString()])));
      for (const { path, live } of texts) setText(movedTo.get(path) ?? path, live.text.toString());
      for (const { live } of texts) live.release();
    };
    const perform = async (
      ids: readonly string[],
      moves: readonly FileMove[],
      work: (texts: readonly Opened[]) => ProjectEdit,
    ): Promise<Answer<ProjectEdit>> => {
      // Every document is here before the first is written: it is one edit or none.
      const texts = await open(ids);
      if (!texts.ok) return texts;
      const moved = moves.length > 0 ? await latest.current.move(moves) : { ok: true as const, value: null };
      if (!moved.ok) {
        for (const { live } of texts.value) live.release();
        return moved;
      }
      const edit = work(texts.value);
      finish(texts.value, moves);
      return { ok: true, value: edit };
    };
    const revert = async (step: Step, to: Step[], word: 'Undone' | 'Done again'): Promise<void> => {
      const moves = step.moves.map(backwards);
      const ids = step.edit.files.map(({ documentId }) => documentId);
      const answer = await perform(ids, moves, (texts) => takeBack(step.edit, texts));
      if (!answer.ok) return refuse(answer.problem);
      to.push({ ...step, moves, edit: answer.value, at: Date.now() });
      const { left } = answer.value;
      toast({ text: `${word}: ${step.label}.${left > 0 ? ` ${left} places say something else by now.` : ''}` });
    };
    const touches = ({ edit, moves }: Step, documentId: string | undefined) => {
      const path = latest.current.files.find((file) => file.documentId === documentId)?.path;
      return moves.some(({ to }) => to === path) || edit.files.some((file) => file.documentId === documentId);
    };
    const undo = (step: Step) => {
      if (!done.current.includes(step)) return;
      done.current = done.current.filter((each) => each !== step);
      void revert(step, undone.current, 'Undone');
    };
    const redo = (step: Step) => {
      undone.current = undone.current.filter((each) => each !== step);
      void revert(step, done.current, 'Done again');
    };
    const lastOf = (steps: readonly Step[], act: (step: Step) => void) => {
      const step = steps.at(-1);
      if (step) act(step);
    };
    return {
      write: async (label, edits, moves = []) => {
        const ids = edits.map(({ documentId }) => documentId);
        const answer = await perform(ids, moves, (texts) => writeProjectEdit(edits, texts));
        if (!answer.ok) return answer;
        const step = { label, moves, edit: answer.value, at: Date.now() };
        done.current = [...done.current.slice(-19), step];
        undone.current = [];
        return { ok: true, value: { ...answer.value, undo: () => undo(step) } };
      },
      undoIn: (documentId, typedAt) => {
        const step = done.current.at(-1);
        if (!step || !touches(step, documentId) || step.at < typedAt) return false;
        undo(step);
        return true;
      },
      redoIn: (documentId) => {
        const step = undone.current.at(-1);
        if (!step || !touches(step, documentId)) return false;
        redo(step);
        return true;
      },
      undoLast: () => lastOf(done.current, undo),
      redoLast: () => lastOf(undone.current, redo),
    };
  }, [collab, setText, toast, refuse]);
  return <Context value={scope}>{children}</Context>;
}

/**
 * The edits over several files of the project around.
 * @throws outside a ProjectEditsProvider
 */
export function useProjectEdits(): ProjectEdits {
  const scope = useContext(Context);
  if (!scope) throw new Error('useProjectEdits needs a ProjectEditsProvider above it.');
  return scope;
}
