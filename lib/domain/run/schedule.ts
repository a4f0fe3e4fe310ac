import type { RunStep, StepStatus } from '#lib/contracts/run.ts';

export interface Schedule {
  readonly steps: readonly RunStep[];
  readonly threads: number;
  readonly failFast: boolean;
  readonly signal: AbortSignal;
  /** Does one step; never throws. */
  readonly run: (step: RunStep) => Promise<StepStatus>;
  /** A step that will not run: below a failure, or after a cancel. */
  readonly leaveOut: (step: RunStep, status: 'skipped' | 'cancelled', because: string) => void;
}

const stops = new Set<StepStatus>(['error', 'fail', 'partial', 'skipped', 'cancelled']);

/**
 * Runs steps as soon as all they wait for is done, at most `threads` at a time. Below a failure
 * steps are skipped; after an abort those that have not started are cancelled.
 * @returns the status of every step, in the order they ended.
 */
export async function runSchedule(schedule: Schedule): Promise<ReadonlyMap<string, StepStatus>> {
  const done = new Map<string, StepStatus>();
  const queue = new Queue(schedule.steps);
  const finish = (step: RunStep, status: StepStatus) => {
    done.set(step.nodeId, status);
    queue.finished(step);
  };
  let broken: string | undefined;
  const worker = async (): Promise<void> => {
    for (let step = queue.take(); step !== undefined; step = queue.take()) {
      const reason = reasonToLeave(step, done, schedule, broken);
      if (reason) {
        schedule.leaveOut(step, reason.status, reason.because);
        finish(step, reason.status);
        continue;
      }
      const status = await schedule.run(step);
      if (stops.has(status)) broken ??= step.name;
      finish(step, status);
      spawn();
    }
  };
  const workers = new Set<Promise<void>>();
  const spawn = () => {
    while (workers.size < schedule.threads && queue.hasReady()) {
      const one: Promise<void> = worker().finally(() => workers.delete(one));
      workers.add(one);
    }
  };
  spawn();
  while (workers.size > 0) await Promise.race(workers);
  return done;
}

function reasonToLeave(
  step: RunStep,
  done: ReadonlyMap<string, StepStatus>,
  { signal, failFast }: Schedule,
  broken: string | undefined,
): { status: 'skipped' | 'cancelled'; because: string } | undefined {
  if (signal.aborted) return { status: 'cancelled', because: 'The run was cancelled.' };
  const failed = step.after.find((id) => stops.has(done.get(id) ?? 'success'));
  if (failed !== undefined) return { status: 'skipped', because: failed };
  if (failFast && broken !== undefined) return { status: 'skipped', because: broken };
  return undefined;
}

/** Steps whose predecessors are all done, first planned first. */
class Queue {
  readonly #ready: RunStep[] = [];
  readonly #open = new Map<string, number>();
  readonly #below = new Map<string, RunStep[]>();

  constructor(steps: readonly RunStep[]) {
    for (const step of steps) {
      this.#open.set(step.nodeId, step.after.length);
      for (const id of step.after) {
        const list = this.#below.get(id);
        if (list) list.push(step);
        else this.#below.set(id, [step]);
      }
    }
    this.#ready = steps.filter((step) => step.after.length === 0);
  }

  take(): RunStep | undefined {
    return this.#ready.shift();
  }

  hasReady(): boolean {
    return this.#ready.length > 0;
  }

  finished(step: RunStep): void {
    for (const next of this.#below.get(step.nodeId) ?? []) {
      const left = (this.#open.get(next.nodeId) ?? 0) - 1;
      this.#open.set(next.nodeId, left);
      if (left === 0) this.#ready.push(next);
    }
  }
}
