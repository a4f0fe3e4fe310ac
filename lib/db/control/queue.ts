import { runMigrations } from 'graphile-worker';
import { type ControlTransaction, controlUrl } from './client.ts';

/** Task of the queue; its payload is the run's id and nothing else. */
const task = 'run';
const maxAttempts = 3;

let ready: Promise<void> | undefined;

/** Makes or updates graphile-worker's schema, once a process: web may be up before any runner was. */
export function ensureQueue(): Promise<void> {
  ready ??= runMigrations({ connectionString: controlUrl() }).catch((error: unknown) => {
    ready = undefined;
    throw error;
  });
  return ready;
}

/** Queues a run; it is there for the runners when the transaction commits. */
export async function queueRun(tx: ControlTransaction, runId: string): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${task}, ${JSON.stringify({ runId })}::json,
      job_key := ${`run:${runId}`}, max_attempts := ${maxAttempts}::int)`;
}

/** Takes a run that no runner has begun out of the queue. */
export async function unqueueRun(tx: ControlTransaction, runId: string): Promise<void> {
  await tx.$executeRaw`SELECT graphile_worker.remove_job(${`run:${runId}`})`;
}

/** Queues the mail of an inbox item; a runner without a mail server drops it. */
export async function queueMail(tx: ControlTransaction, inboxItemId: string): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job('mail', ${JSON.stringify({ inboxItemId })}::json, max_attempts := 5::int)`;
}
