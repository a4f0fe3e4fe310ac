'use client';
import { useEffect, useRef, useState } from 'react';
import styles from './explorer.module.css';
import { EntryIcon, Guides } from './tree-row.tsx';

/** A row that is being named: a new file, or one that gets another name. Enter takes it, Escape leaves it. */
export function NameRow({
  what = 'file',
  depth,
  folder,
  initial,
  faultOf,
  onDone,
  onCancel,
}: {
  readonly what?: 'file' | 'folder';
  readonly depth: number;
  readonly folder: string;
  readonly initial: string;
  readonly faultOf: (path: string) => string | undefined;
  readonly onDone: (path: string) => void;
  readonly onCancel: () => void;
}) {
  const [name, setName] = useState(initial);
  const input = useRef<HTMLInputElement>(null);
  // Enter takes the row away, and a row that goes loses the focus: only the first of both counts.
  const over = useRef(false);
  const path = folder === '' ? name : `${folder}/${name}`;
  const fault = name === '' || name === initial ? undefined : faultOf(path);
  useEffect(() => {
    const field = input.current;
    if (!field) return;
    field.focus();
    const dot = what === 'file' ? field.value.lastIndexOf('.') : 0;
    field.setSelectionRange(0, dot > 0 ? dot : field.value.length);
  }, [what]);
  const cancel = () => {
    if (over.current) return;
    over.current = true;
    onCancel();
  };
  const finish = () => {
    if (over.current) return;
    if (name === initial || name.trim() === '') cancel();
    else if (!faultOf(path)) {
      over.current = true;
      onDone(path);
    }
  };
  return (
    <>
      <div className={styles.row} style={{ paddingLeft: 8 + depth * 12 }}>
        <Guides depth={depth} />
        <span className={styles.twist} />
        <EntryIcon entry={{ type: what, open: false, path }} kind={undefined} />
        <input
          ref={input}
          className={styles.input}
          value={name}
          aria-label={`Name of the ${what}`}
          aria-invalid={fault ? true : undefined}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
          onBlur={finish}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === 'Enter') finish();
            if (event.key === 'Escape') cancel();
          }}
        />
      </div>
      {fault && (
        <div className={styles.fault} role="alert">
          {fault}
        </div>
      )}
    </>
  );
}
