import type { RunEvent } from '#lib/contracts/run.ts';
import type { ControlTransaction } from '#lib/db/control/client.ts';
import { type AppliedRun, applyEvents } from './apply-store.ts';

/** What listeners of `insitu_run` hear: which events of which run were committed. */
export interface RunNotice {
  readonly runId: string;
  readonly projectId: string;
  readonly from: number;
  readonly to: number;
}

/** Writes events of a run that this transaction has locked: numbers them, keeps them, applies them, tells of them. */
export async function writeEvents(
  tx: ControlTransaction,
  run: AppliedRun & { readonly lastSeq: number },
  events: readonly RunEvent[],
): Promise<number> {
  if (events.length === 0) return run.lastSeq;
  const to = run.lastSeq + events.length;
  const data = events.map((event, at) => ({ runId: run.id, seq: run.lastSeq + 1 + at, event: storable(event) }));
  await tx.runEvent.createMany({ data });
  await tx.run.update({ where: { id: run.id }, data: { lastSeq: to } });
  await applyEvents(tx, run, events);
  const notice: RunNotice = { runId: run.id, projectId: run.projectId, from: run.lastSeq + 1, to };
  await tx.$executeRaw`SELECT pg_notify('insitu_run', ${JSON.stringify(notice)})`;
  return to;
}

/** jsonb holds no NUL and no lone surrogate, and a person's print() may say both. */
function storable(event: RunEvent) {
  const text = JSON.stringify(event, (_key, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('\0', '\uFFFD').toWellFormed() : value,
  );
  return JSON.parse(text);
}

/** Locks a run for writing events. */
export async function lockRun(tx: ControlTransaction, runId: string) {
  await tx.$queryRaw`SELECT id FROM run WHERE id = ${runId} FOR UPDATE`;
  return tx.run.findUnique({ where: { id: runId } });
}
