'use client';
import { type KeyboardEvent, useRef } from 'react';
import { formatAgo, formatCount, formatDuration } from '#components/charts/format.ts';
import { useKeyLabel } from '#components/shell/platform.tsx';
import { Avatar, Chip, EmptyState, type RowHead, RowTable, StateMark } from '#components/ui/index.ts';
import type { RunSummary } from '#lib/contracts/api.ts';
import { RUN_WORDS, runMark, selectText, whatRan } from './marks.ts';
import styles from './run-list.module.css';

const HEADS: readonly RowHead[] = [
  { name: 'Run' },
  { name: 'What' },
  { name: 'By', wide: true },
  { name: 'Version', end: true, wide: true },
  { name: 'Steps', end: true },
  { name: 'Time', end: true },
  { name: 'Started', end: true, wide: true },
];

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
    <RowTable heads={HEADS} body={body} onKeyDown={onKeyDown}>
      {runs.map((run) => (
        <RunRow key={run.id} run={run} now={now} href={hrefOf(run)} onOpen={() => onOpen(run)} />
      ))}
    </RowTable>
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
        <Chip>{run.command}</Chip>
        <code title={selectText(run.select)}>{whatRan(run)}</code>
      </td>
      <td data-wide>
        <span className={styles.by}>
          <Avatar person={run.by} size={16} />
          {run.by.name}
        </span>
      </td>
      <td data-end data-wide>
        {run.versionNumber}
      </td>
      <td data-end>
        {formatCount(run.done)} of {formatCount(run.steps)}
        {run.failed > 0 && <span className={styles.failedCount}>, {run.failed} failed</span>}
      </td>
      <td data-end>{ms === undefined ? '–' : formatDuration(ms)}</td>
      <td data-end data-wide>
        {formatAgo(run.startedAt ?? run.queuedAt, now)}
      </td>
    </tr>
  );
}

function NoRuns() {
  const keys = useKeyLabel();
  return (
    <EmptyState
      title="Nothing has run yet"
      text={`Press ${keys('mod+enter')} in the workbench to look at a node, or Run here to build the project with its tests. Each run is kept with its steps, its log and the version it ran on.`}
    />
  );
}
