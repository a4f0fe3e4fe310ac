import { Logger, type Runner, run } from 'graphile-worker';
import { z } from 'zod';
import { type RunId, runId as runIdSchema } from '#lib/contracts/ids.ts';
import { appendRunEvents, claimRun } from '#lib/domain/runs/store.ts';
import { type PerformOptions, performRun, problemOf } from './perform.ts';

/** Task of the queue; its payload is the run's id and nothing else. */
export const runTask = 'run';
const payloadSchema = z.object({ runId: runIdSchema });

export interface QueueOptions extends PerformOptions {
  readonly controlUrl: string;
  /** Runs at a time in this process. */
  readonly concurrency: number;
  readonly log: (line: string) => void;
}

/** A job that failed this often is set aside; graphile-worker keeps it for looking at. */
export const maxAttempts = 3;

/** Starts to take runs from the queue. */
export function startQueue(options: QueueOptions): Promise<Runner> {
  const { controlUrl, concurrency, log } = options;
  return run({
    connectionString: controlUrl,
    taskList: {
      [runTask]: async (payload, { job }) => {
        const { runId } = payloadSchema.parse(payload);
        try {
          const status = await performRun(runId, options);
          if (status) log(`run ${runId}: ${status}`);
        } catch (error) {
          log(`run ${runId}: attempt ${job.attempts} of ${job.max_attempts} failed: ${String(error)}`);
          if (job.attempts >= job.max_attempts) await setAside(runId, options.worker, error);
          throw error;
        }
      },
    },
    concurrency,
    maxPoolSize: concurrency + 2,
    pollInterval: 1_000,
    noHandleSignals: true,
    logger: new Logger(() => (level, message) => {
      if (level === 'error' || level === 'warning') log(message);
    }),
  });
}

/** Ends a run that can't even be begun, so that nobody waits for it. */
async function setAside(runId: RunId, worker: string, error: unknown): Promise<void> {
  const claim = await claimRun(runId, worker).catch(() => undefined);
  if (!claim) return;
  const problem = {
    ...problemOf(error),
    code: 'run.set_aside',
    remedy: 'Look into the runner’s log; start a new run when the cause is gone.',
  };
  const finished = { type: 'run_finished', at: new Date().toISOString(), status: 'failed', ms: 0, problem } as const;
  await appendRunEvents(runId, claim.token, [finished]);
}
