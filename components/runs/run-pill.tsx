'use client';
import Link from 'next/link';
import { Meter, StateMark } from '#components/ui/index.ts';
import { countSteps } from './live.ts';
import styles from './run-pill.module.css';
import type { ActiveRun } from './use-live-run.ts';

/** What runs now, in the top bar: name, steps done, a bar. It leads to the run. */
export function RunPill({
  active,
  hrefOf,
}: {
  readonly active: ActiveRun;
  readonly hrefOf: (number: number) => string;
}) {
  const { summary, run, going } = active;
  if (!going || !summary) return null;
  const counts = countSteps(run);
  const all = counts.all || summary.steps;
  const word = summary.command.charAt(0).toUpperCase() + summary.command.slice(1);
  return (
    <Link href={hrefOf(summary.number)} className={styles.pill} aria-live="polite">
      <StateMark status={run.status === 'queued' ? 'queued' : 'running'} silent />
      <b>
        {word} {summary.number}
      </b>
      <span>
        {counts.done} of {all}
      </span>
      <Meter label={`Run ${summary.number}`} value={all === 0 ? 0 : counts.done / all} tone="running" width={56} />
    </Link>
  );
}
