'use client';
import { Copy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { applyTheme } from '#components/editor/monaco/theme.ts';
import { useMonaco } from '#components/editor/use-monaco.ts';
import { useLanguageActs } from '#components/language/use-language.tsx';
import { useTheme } from '#components/shell/theme.ts';
import { EmptyState, IconButton } from '#components/ui/index.ts';
import type { ProjectGraph } from '#lib/contracts/graph.ts';
import styles from './panel.module.css';

/** The SQL that PostgreSQL gets for the open file, as the text is now. */
export function CompiledTab({
  path,
  graph,
}: {
  readonly path: string | undefined;
  readonly graph: ProjectGraph | null;
}) {
  const { compiled } = useLanguageActs();
  const [file, setFile] = useState<{ readonly path: string; readonly sql?: string; readonly message?: string }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new graph is a new compilation
  useEffect(() => {
    if (path === undefined) return;
    let gone = false;
    void compiled(path).then(({ sql, problems }) => {
      if (!gone) setFile({ path, sql, message: problems[0]?.message });
    });
    return () => {
      gone = true;
    };
  }, [path, graph, compiled]);
  if (!path || !file || file.path !== path) return <div className={styles.fill} />;
  if (file.sql === undefined) {
    return (
      <EmptyState
        title={file.message ? 'It does not compile yet' : 'This file makes no SQL'}
        text={file.message ?? 'Models, tests and training nodes do; YAML, Python cells and macros are read by them.'}
      />
    );
  }
  return <Sql sql={file.sql} />;
}

/** A text to read. @param line is marked and stands in sight */
export function Sql({ sql, line }: { readonly sql: string; readonly line?: number }) {
  const box = useRef<HTMLPreElement>(null);
  const { monaco } = useMonaco();
  const { shown } = useTheme();
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    element.textContent = sql;
    element.dataset.lang = 'insitu-sql';
    if (!monaco) return;
    // On a phone no editor has made it; without a name it would give the whole page Monaco's own light theme.
    applyTheme(monaco, shown);
    void monaco.editor.colorizeElement(element, { theme: `insitu-${shown}` });
  }, [monaco, sql, shown]);
  const mark = useRef<HTMLSpanElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another line is what goes there
  useEffect(() => {
    // Not returned: newer browsers answer with a promise, which React would call as the way to clean up.
    mark.current?.scrollIntoView({ block: 'center' });
  }, [line, sql]);
  return (
    <div className={styles.scroll}>
      <span className={styles.copy}>
        <IconButton label="Copy the SQL" onClick={() => void navigator.clipboard.writeText(sql)}>
          <Copy size={14} strokeWidth={1.6} />
        </IconButton>
      </span>
      <div className={styles.text}>
        {line !== undefined && <span ref={mark} className={styles.at} style={{ '--line': line - 1 }} />}
        <pre ref={box} className={styles.sql} />
      </div>
    </div>
  );
}
