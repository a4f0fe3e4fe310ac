'use client';
import { useEffect, useRef } from 'react';
import { languageOf } from '#components/editor/monaco/address.ts';
import { editorOptions } from '#components/editor/monaco/options.ts';
import { applyTheme } from '#components/editor/monaco/theme.ts';
import { useMonaco } from '#components/editor/use-monaco.ts';
import { useTheme } from '#components/shell/theme.ts';
import { useMedia } from '#components/shell/use-media.ts';
import styles from './versions.module.css';

/** Two texts of one file: side by side, on a phone one in the other. */
export function DiffView({
  path,
  before,
  after,
}: {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const { monaco } = useMonaco();
  const { shown } = useTheme();
  const wide = useMedia('(min-width: 1024px)', true);
  useEffect(() => {
    if (monaco) applyTheme(monaco, shown);
  }, [monaco, shown]);
  useEffect(() => {
    if (!monaco || !box.current) return;
    const view = monaco.editor.createDiffEditor(box.current, {
      ...editorOptions(monaco),
      readOnly: true,
      originalEditable: false,
      renderSideBySide: wide,
      hideUnchangedRegions: { enabled: before !== after },
      // A diff that is computed for longer than this is shown as far as it came.
      maxComputationTime: 3_000,
    });
    const language = languageOf(path);
    const models = {
      original: monaco.editor.createModel(before, language),
      modified: monaco.editor.createModel(after, language),
    };
    view.setModel(models);
    return () => {
      view.dispose();
      models.original.dispose();
      models.modified.dispose();
    };
  }, [monaco, path, before, after, wide]);
  return <div ref={box} className={styles.diff} data-diff={path} />;
}
