'use client';
import { ChevronDown, ChevronRight, Replace, ReplaceAll, X } from 'lucide-react';
import { useState } from 'react';
import { iconOf } from '#components/shell/file-kind.ts';
import { IconButton, KindIcon } from '#components/ui/index.ts';
import styles from './search.module.css';
import type { FileMatches, Match } from './search.ts';

/** Rows that are drawn: more would only make the page slow; all of them are replaced all the same. */
const MOST_ROWS = 1_000;

export interface ResultsProps {
  readonly files: readonly FileMatches[];
  /** Shows what each match becomes, with the buttons that do it. */
  readonly replacing: boolean;
  readonly onGo: (path: string, line: number, column: number) => void;
  readonly onReplace: (files: readonly FileMatches[]) => void;
  /** Puts files (`path`) or matches (`path:line:column`) aside. */
  readonly onPass: (keys: readonly string[]) => void;
}

/** What was found, by file. */
export function Results(props: ResultsProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const toggle = (path: string) => {
    const next = new Set(closed);
    if (!next.delete(path)) next.add(path);
    setClosed(next);
  };
  let room = MOST_ROWS;
  const shown = props.files.flatMap((file) => {
    if (room <= 0) return [];
    const matches = file.matches.slice(0, room);
    room -= matches.length;
    return [{ file, matches }];
  });
  const hidden = props.files.reduce((sum, { matches }) => sum + matches.length, 0) - (MOST_ROWS - Math.max(0, room));
  return (
    <ul className={styles.results} aria-label="Found">
      {shown.map(({ file, matches }) => (
        <li key={file.path} className={styles.group}>
          <FileHead {...props} file={file} open={!closed.has(file.path)} onToggle={() => toggle(file.path)} />
          {!closed.has(file.path) && (
            <ul>
              {matches.map((match) => (
                <MatchRow key={match.start} {...props} path={file.path} match={match} />
              ))}
            </ul>
          )}
        </li>
      ))}
      {hidden > 0 && <li className={styles.said}>and {hidden} more</li>}
    </ul>
  );
}

function FileHead({
  file,
  open,
  onToggle,
  replacing,
  onReplace,
  onPass,
}: ResultsProps & { readonly file: FileMatches; readonly open: boolean; readonly onToggle: () => void }) {
  const Icon = open ? ChevronDown : ChevronRight;
  const parts = file.path.split('/');
  return (
    <div className={styles.head}>
      <button type="button" className={styles.open} aria-expanded={open} title={file.path} onClick={onToggle}>
        <Icon size={12} strokeWidth={1.6} aria-hidden="true" />
        <KindIcon kind={iconOf(file.path, undefined)} />
        <b>{parts.at(-1)}</b>
        <span>{parts.slice(0, -1).join('/')}</span>
      </button>
      <span className={styles.count}>{file.matches.length}</span>
      <span className={styles.acts}>
        {replacing && (
          <IconButton label={`Replace all in ${file.path}`} onClick={() => onReplace([file])}>
            <ReplaceAll size={13} strokeWidth={1.6} />
          </IconButton>
        )}
        <IconButton label={`Leave out ${file.path}`} onClick={() => onPass([file.path])}>
          <X size={13} strokeWidth={1.6} />
        </IconButton>
      </span>
    </div>
  );
}

function MatchRow({
  path,
  match,
  replacing,
  onGo,
  onReplace,
  onPass,
}: ResultsProps & { readonly path: string; readonly match: Match }) {
  const { line, column, preview, from, to, put } = match;
  return (
    <li className={styles.row}>
      <button
        type="button"
        className={styles.match}
        aria-label={`Line ${line}: ${preview}`}
        onClick={() => onGo(path, line, column)}
      >
        <span className={styles.number}>{line}</span>
        <code>
          {preview.slice(0, from)}
          {replacing ? <del>{preview.slice(from, to)}</del> : <mark>{preview.slice(from, to)}</mark>}
          {replacing && put !== '' && <ins>{put}</ins>}
          {preview.slice(to)}
        </code>
      </button>
      <span className={styles.acts}>
        {replacing && (
          <IconButton label={`Replace in line ${line}`} onClick={() => onReplace([{ path, matches: [match] }])}>
            <Replace size={13} strokeWidth={1.6} />
          </IconButton>
        )}
        <IconButton label={`Leave out line ${line}`} onClick={() => onPass([`${path}:${line}:${column}`])}>
          <X size={13} strokeWidth={1.6} />
        </IconButton>
      </span>
    </li>
  );
}
