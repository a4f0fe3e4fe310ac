import type { RunEvent, StepStatus } from '#lib/contracts/run.ts';

type Finished = Extract<RunEvent, { type: 'step_finished' }>;

/** How one step of a run went. */
export interface StepResult extends Pick<Finished, 'rows' | 'failures' | 'message' | 'problem' | 'ms'> {
  readonly nodeId: string;
  readonly status: StepStatus;
  /** ISO 8601; undefined for a step that never started. */
  readonly startedAt: string | undefined;
  readonly endedAt: string;
}

/** Listens to a run's events and keeps how each step went, in the order they ended. */
export class RunLog {
  private readonly started = new Map<string, string>();
  readonly results: StepResult[] = [];
  /** From the first event to the last. */
  elapsedMs = 0;

  take(event: RunEvent): void {
    if (event.type === 'step_started') this.started.set(event.nodeId, event.at);
    if (event.type === 'run_finished') this.elapsedMs = event.ms;
    if (event.type !== 'step_finished') return;
    const { nodeId, status, rows, failures, message, problem, ms, at } = event;
    this.results.push({
      nodeId,
      status,
      ms,
      startedAt: this.started.get(nodeId),
      endedAt: at,
      ...(rows === undefined ? {} : { rows }),
      ...(failures === undefined ? {} : { failures }),
      ...(message === undefined ? {} : { message }),
      ...(problem === undefined ? {} : { problem }),
    });
  }
}
