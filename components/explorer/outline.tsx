'use client';
import { useMemo } from 'react';
import styles from './explorer.module.css';
import { outlineOf } from './outline.ts';
import { Guides } from './tree-row.tsx';

/** The parts of the open file; a click goes there. */
export function Outline({
  path,
  text,
  onGo,
}: {
  readonly path: string;
  readonly text: string;
  readonly onGo: (line: number) => void;
}) {
  const items = useMemo(() => outlineOf(path, text), [path, text]);
  if (items.length === 0)
    return <p className={styles.note}>Name a part of the query in a WITH, and it is listed here.</p>;
  return items.map(({ name, what, line, depth }) => (
    <button
      key={`${line}:${name}`}
      type="button"
      className={styles.row}
      style={{ paddingLeft: 26 + depth * 12 }}
      onClick={() => onGo(line)}
    >
      <Guides depth={depth} />
      <span className={styles.name}>{name}</span>
      <span className={styles.type}>{what}</span>
    </button>
  ));
}
