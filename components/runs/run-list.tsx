'use client';
import { type KeyboardEvent, useRef } from 'react';
import { formatAgo, formatCount, formatDuration } from '#components/charts/format.ts';
import { Avatar, EmptyState, StateMark } from '#components/ui/index.ts';
import type { RunSummary } from '#lib/contracts/api.ts';
import { CommandChip } from './command-chip.tsx';
import { RUN_WORDS, runMark, selectText, whatRan } from './marks.ts';
import styles from './run-list.module.css';

/** All runs, newest first. J/K or arrows move, Enter opens. */
export function RunList({
  runs,
  now,
  hrefOf,
  onOpen,
}: {
  readonly runs: readonly RunSummary[];
  readonly now: number;
  readonly hrefOf: (run: RunSummary) => string;
  readonly onOpen: (run: RunSummary) => void;
}) {
  const body = useRef<HTMLTableSectionElement>(null);
  const onKeyDown = (event: KeyboardEvent<HTMLTableSectionElement>) => {
    const step =
      event.key === 'j' || event.key === 'ArrowDown' ? 1 : event.key === 'k' || event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    const links = [...(body.current?.querySelectorAll<HTMLElement>('a') ?? [])];
    const from = links.findIndex((link) => link.matches(':focus'));
    links[from + step]?.focus();
    event.preventDefault();
  };
  if (runs.length === 0) return <NoRuns />;
  return (
    <div className={styles.listBox}>
      <table className={styles.list}>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">What</th>
            <th scope="col" className={styles.wide}>
              By
            </th>
            <th scope="col" className={`${styles.right} ${styles.wide}`}>
              Version
            </th>
            <th scope="col" className={styles.right}>
              Steps
            </th>
            <th scope="col" className={styles.right}>
              Time
            </th>
            <th scope="col" className={`${styles.right} ${styles.wide}`}>
              Started
            </th>
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={onKeyDown}>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} now={now} href={hrefOf(run)} onOpen={() => onOpen(run)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RunRow({
  run,
  now,
  href,
  onOpen,
}: {
  readonly run: RunSummary;
  readonly now: number;
  readonly href: string;
  readonly onOpen: () => void;
}) {
  const going = run.status === 'running' || run.status === 'queued';
  const ms = run.ms ?? (going && run.startedAt ? now - Date.parse(run.startedAt) : undefined);
  return (
    <tr onClick={onOpen}>
      <td>
        <a
          href={href}
          className={styles.runLink}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey) return;
            event.preventDefault();
            event.stopPropagation();
            onOpen();
          }}
        >
          <StateMark status={runMark(run.status)} />
          <span className={styles.number}>{run.number}</span>
          <span className={styles.word} data-status={run.status}>
            {RUN_WORDS[run.status]}
          </span>
        </a>
      </td>
      <td className={styles.what}>
        <CommandChip>{run.command}</CommandChip>
        <code title={selectText(run.select)}>{whatRan(run)}</code>
      </td>
      <td className={styles.wide}>
        <span className={styles.by}>
          <Avatar person={run.by} size={16} />
          {run.by.name}
        </span>
      </td>
      <td className={`${styles.right} ${styles.wide}`}>{run.versionNumber}</td>
      <td className={styles.right}>
        {formatCount(run.done)} of {formatCount(run.steps)}
        {run.failed > 0 && <span className={styles.failedCount}>, {run.failed} failed</span>}
      </td>
      <td className={styles.right}>{ms === undefined ? '–' : formatDuration(ms)}</td>
      <td className={`${styles.right} ${styles.wide}`}>{formatAgo(run.startedAt ?? run.queuedAt, now)}</td>
    </tr>
  );
}

function NoRuns() {
  return (
    <EmptyState
      title="Nothing has run yet"
      text="Press ⌘Enter in the workbench to look at a node, or Run to build it with its tests. Each run is kept here with its steps, its log and the version it ran on."
    />
  );
}
