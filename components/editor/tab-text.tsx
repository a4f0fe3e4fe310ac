'use client';
import { useEffect } from 'react';
import { useFiles } from '#components/shell/project-files.tsx';
import { useDocument } from './documents.tsx';
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
  const { byPath } = useFiles();
  const exists = byPath.has(path);
  const open = useDocument(path);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text counts when the tab opens; later the document says it
  useEffect(() => {
    if (!exists) return;
    return models.open(monaco, path, byPath.get(path)?.text ?? '');
  }, [monaco, models, path, exists]);
  const live = open?.synced ? open.live : undefined;
  useEffect(() => {
    if (!live || !exists) return;
    return models.bind(path, live);
  }, [live, exists, models, path]);
  return null;
}
