import { formatDuration, formatTime } from '#components/charts/format.ts';
import { Avatar, Chip, StateMark } from '#components/ui/index.ts';
import { VersionLink } from '#components/versions/version-link.tsx';
import type { RunDetail } from '#lib/contracts/api.ts';
import type { NodeStatus } from '#lib/contracts/graph.ts';
import { countSteps, isOver, type LiveRun } from './live.ts';
import { runMark, selectText, whatRan } from './marks.ts';
import styles from './run-head.module.css';

/** What ran, by whom, on which version, and how it ended. */
export function RunHead({
  detail,
  run,
  now,
}: {
  readonly detail: RunDetail;
  readonly run: LiveRun;
  readonly now: number;
}) {
  const counts = countSteps(run);
  const ms = run.ms ?? (run.startedAt === undefined ? undefined : now - run.startedAt);
  return (
    <header className={styles.head}>
      <StateMark status={runMark(run.status)} size={16} />
      <div className={styles.headWords}>
        <div className={styles.headLine}>
          <h1>Run {detail.number}</h1>
          <Chip>{detail.command}</Chip>
          <code title={selectText(detail.select, detail.request.fullRefresh)}>{whatRan(detail)}</code>
          {detail.request.fullRefresh && <Chip>full refresh</Chip>}
        </div>
        <p className={styles.headMeta}>
          <Avatar person={detail.by} size={14} />
          <span>{detail.by.name}</span>
          <span>
            <VersionLink number={detail.versionNumber} />
          </span>
          {run.startedAt !== undefined && (
            <span>
              {formatTime(new Date(run.startedAt).toISOString())}, {formatDuration(ms ?? 0)}
            </span>
          )}
          {run.status === 'queued' && <span>waits for a runner</span>}
        </p>
      </div>
      <div className={styles.counts} aria-live="polite">
        {!isOver(run.status) && <Count status="running" text={`${counts.done} of ${counts.all}`} />}
        <Count status="passed" text={`${counts.built} done`} />
        {counts.failed > 0 && <Count status="failed" text={`${counts.failed} failed`} />}
        {counts.warned > 0 && <Count status="warned" text={`${counts.warned} warned`} />}
        {counts.skipped > 0 && <Count status="skipped" text={`${counts.skipped} skipped`} />}
      </div>
    </header>
  );
}

function Count({ status, text }: { readonly status: NodeStatus; readonly text: string }) {
  return (
    <span>
      <StateMark status={status} />
      {text}
    </span>
  );
}
