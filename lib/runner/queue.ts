import { Logger, type Runner, run } from 'graphile-worker';
import { z } from 'zod';
import type { Problem } from '#lib/contracts/problem.ts';
import { letterOf } from '#lib/domain/task/mail-store.ts';
import { mailServer } from './mail.ts';
import { type PerformOptions, performRun, problemOf } from './perform.ts';

/** Task of the queue; its payload is the run's id and nothing else. */
export const runTask = 'run';
const payloadSchema = z.object({ runId: z.string() });
const mailPayload = z.object({ inboxItemId: z.string() });

export interface QueueOptions extends PerformOptions {
  readonly controlUrl: string;
  /** Runs at a time in this process. */
  readonly concurrency: number;
  readonly mail?: { readonly url: string; readonly from: string };
  readonly address: string;
  readonly log: (line: string) => void;
}

/** A job that failed this often is set aside; graphile-worker keeps it for looking at. */
export const maxAttempts = 3;

/** Starts to take runs from the queue. */
export function startQueue(options: QueueOptions): Promise<Runner> {
  const { controlUrl, concurrency, mail, log } = options;
  const send = mail && mailServer(mail.url, mail.from);
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
          if (job.attempts >= job.max_attempts) await options.store.fail(runId, setAside(error));
          throw error;
        }
      },
      mail: async (payload) => {
        const letter = send && (await letterOf(mailPayload.parse(payload).inboxItemId, options.address));
        if (letter) await send(letter);
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

/** A run that can't even be begun ends, so that nobody waits for it. */
const setAside = (error: unknown): Problem => ({
  ...problemOf(error),
  code: 'run.set_aside',
  remedy: 'Look into the runner’s log; start a new run when the cause is gone.',
});
