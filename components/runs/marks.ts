import type { RunSummary } from '#lib/contracts/api.ts';
import type { NodeStatus } from '#lib/contracts/graph.ts';
import type { RunStatus, StepStatus } from '#lib/contracts/run.ts';

/** The state mark of a finished or running step: a build that ended well is a tick, as a test is. */
export function stepMark(status: StepStatus): NodeStatus {
  switch (status) {
    case 'success':
    case 'pass':
      return 'passed';
    case 'warn':
      return 'warned';
    case 'fail':
    case 'error':
      return 'failed';
    case 'cancelled':
      return 'skipped';
    case 'queued':
    case 'running':
    case 'partial':
    case 'skipped':
      return status;
    default:
      return status satisfies never;
  }
}

export function runMark(status: RunStatus): NodeStatus {
  switch (status) {
    case 'success':
      return 'passed';
    case 'failed':
    case 'lost':
      return 'failed';
    case 'cancelled':
      return 'skipped';
    case 'queued':
    case 'running':
      return status;
    default:
      return status satisfies never;
  }
}

export const RUN_WORDS: Readonly<Record<RunStatus, string>> = {
  queued: 'waits for a runner',
  running: 'running',
  success: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  lost: 'lost its runner',
};

/** `--select +arr_late_scored`, as one would type it. */
export const selectText = (select: readonly string[], fullRefresh = false): string =>
  [
    select.length === 0 ? 'whole project' : `--select ${select.join(' ')}`,
    ...(fullRefresh ? ['--full-refresh'] : []),
  ].join(' ');

/** What a run is about, short: of a training the node that learns, with what was built for it. */
export function whatRan({ command, select }: Pick<RunSummary, 'command' | 'select'>): string {
  if (select.length === 0) return 'whole project';
  if (select.length <= 3) return select.join(' ');
  const rest = (shown: number) => `and ${select.length - shown} more`;
  return command === 'train' ? `${select.at(-1)} ${rest(1)} upstream` : `${select.slice(0, 2).join(' ')} ${rest(2)}`;
}
