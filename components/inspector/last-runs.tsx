import { formatAgo, formatDuration } from '#components/charts/format.ts';
import { stepMark } from '#components/runs/marks.ts';
import { nodeStatusOf } from '#components/runs/nodestates.ts';
import { StateMark } from '#components/ui/index.ts';
import type { RunDetail } from '#lib/contracts/api.ts';
import { hasFailed } from '#lib/contracts/graph.ts';
import type { StepStatus } from '#lib/contracts/run.ts';
import styles from './inspector.module.css';

/** One time this node ran. */
export interface NodeRun {
  readonly number: number;
  readonly href: string;
  readonly status: StepStatus;
  readonly at: string;
  readonly ms?: number;
  readonly by: string;
}

/** The node's own step in each of the runs, newest first; runs that left it out are left out. */
export function runsOfNode(
  runs: readonly RunDetail[],
  nodeId: string,
  hrefOf: (run: RunDetail) => string,
): readonly NodeRun[] {
  return runs.flatMap((run) => {
    const step = run.plan.find((candidate) => candidate.nodeId === nodeId);
    if (!step?.startedAt) return [];
    return [
      { number: run.number, href: hrefOf(run), status: step.status, at: step.startedAt, ms: step.ms, by: run.by.name },
    ];
  });
}

/** How long it took each time, as bars that fail in their own shape, then the last three by name. */
export function LastRuns({ runs, now }: { readonly runs: readonly NodeRun[]; readonly now: number }) {
  const times = runs.flatMap(({ ms }) => ms ?? []).toSorted((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)];
  const most = Math.max(1, ...times);
  return (
    <section className={styles.section}>
      <h3>
        Last runs
        {median !== undefined && <em>{formatDuration(median)} median</em>}
      </h3>
      {runs.length === 0 && <p className={styles.none}>It has not run on its own yet.</p>}
      {runs.length > 1 && (
        <div className={styles.bars} aria-hidden="true">
          {runs
            .slice(0, 20)
            .toReversed()
            .map((run) => (
              <i
                key={run.number}
                data-failed={hasFailed(nodeStatusOf(run.status))}
                style={{ height: `${Math.max(10, ((run.ms ?? 0) / most) * 100)}%` }}
              />
            ))}
        </div>
      )}
      <ul className={styles.runs}>
        {runs.slice(0, 3).map((run) => (
          <li key={run.number}>
            <a href={run.href}>
              <StateMark status={stepMark(run.status)} />
              <b>{run.number}</b>
              <span>{formatAgo(run.at, now)}</span>
              <span className={styles.by}>{run.by}</span>
              <span className={styles.ms}>{run.ms === undefined ? '–' : formatDuration(run.ms)}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
