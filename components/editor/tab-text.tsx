'use client';
import { useEffect, useRef } from 'react';
import { useFiles } from '#components/shell/project-files.tsx';
import { useDocument, useEarlyText } from './documents.tsx';
import type { TabModels } from './models.ts';
import type { Monaco } from './monaco/load.ts';

/** Keeps one open tab's model and document; draws nothing. */
export function TabText({
  path,
  monaco,
  models,
}: {
  readonly path: string;
  readonly monaco: Monaco;
  readonly models: TabModels;
}) {
  const { byPath, complete } = useFiles();
  const exists = complete && byPath.has(path);
  const early = useEarlyText();
  const open = useDocument(path);
  const document = useRef(open?.live);
  if (open) document.current = open.live;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text counts when the tab opens; later the document says it
  useEffect(() => {
    if (!exists) return;
    const file = byPath.get(path);
    return models.open(monaco, { path, documentId: file?.documentId }, file?.text ?? '', {
      onTyped: (text) => early.typed(path, text),
      onClosed: (base, text) => early.closed(path, document.current, base, text),
    });
  }, [monaco, models, path, exists]);
  const live = open?.synced ? open.live : undefined;
  useEffect(() => {
    if (!live || !exists) return;
    const unbind = models.bind(path, live);
    early.taken(path);
    return unbind;
  }, [live, exists, models, path, early]);
  return null;
}
