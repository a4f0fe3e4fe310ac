import { formatClock } from '#components/charts/format.ts';
import type { LiveState } from '#components/graph/states.ts';
import type { NodeStatus } from '#lib/contracts/graph.ts';
import type { StepStatus } from '#lib/contracts/run.ts';
import { isOver, type LiveRun, type LiveStep } from './live.ts';

/** A step's status in the words of nodes. A cancelled step leaves its relation as it was. */
export function nodeStatusOf(status: StepStatus): NodeStatus | undefined {
  switch (status) {
    case 'queued':
    case 'running':
    case 'partial':
    case 'skipped':
      return status;
    case 'success':
      return 'fresh';
    case 'pass':
      return 'passed';
    case 'warn':
      return 'warned';
    case 'fail':
    case 'error':
      return 'failed';
    case 'cancelled':
      return undefined;
    default:
      return status satisfies never;
  }
}

/** What a watched run says of the graph's nodes, for `mergeStates`. @param versionNumber the version it runs */
export function liveStates(run: LiveRun, now: number, versionNumber?: number): ReadonlyMap<string, LiveState> {
  const states = new Map<string, LiveState>();
  for (const [id, live] of run.steps) {
    const status = nodeStatusOf(live.status);
    if (!status || (isOver(run.status) && (status === 'queued' || status === 'running'))) continue;
    states.set(id, { ...toState(live, status, now), versionNumber });
  }
  return states;
}

function toState(live: LiveStep, status: NodeStatus, now: number): LiveState {
  const ended = live.startedAt !== undefined && live.ms !== undefined ? live.startedAt + live.ms : undefined;
  const model = live.trainedModel;
  return {
    status,
    checksum: status === 'queued' || status === 'running' ? undefined : live.step.checksum,
    fraction: live.progress?.fraction,
    detail: detailOf(live, status, now),
    rows: live.rows,
    ms: live.ms,
    at: ended === undefined ? undefined : new Date(ended).toISOString(),
    problem: live.problem,
    score: model ? { metric: model.metric, value: model.score, std: model.std } : undefined,
  };
}

function detailOf(live: LiveStep, status: NodeStatus, now: number): string {
  if (status === 'queued') return live.step.after.length > 0 ? 'waits for upstream' : 'waits for a slot';
  if (status !== 'running') return '';
  const ran = live.startedAt === undefined ? 0 : Math.max(0, now - live.startedAt);
  const fraction = live.progress?.fraction;
  if (fraction === undefined || fraction <= 0) return ran < 1000 ? 'running' : formatClock(ran);
  const left = (ran / fraction) * (1 - fraction);
  return `${Math.round(fraction * 100)} %${fraction > 0.05 ? `, ${formatClock(left)} left` : ''}`;
}
