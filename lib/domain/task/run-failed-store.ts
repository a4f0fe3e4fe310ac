import { failedStatuses } from '#lib/contracts/run.ts';
import type { ControlTransaction } from '#lib/db/control/client.ts';
import { putIn } from './inbox-store.ts';

/** Tells who started a run, and those whose tasks work on what failed in it, that it failed. */
export async function tellRunFailed(
  tx: ControlTransaction,
  run: { readonly id: string; readonly projectId: string },
): Promise<void> {
  const { number, personId, steps } = await tx.run.findUniqueOrThrow({
    where: { id: run.id },
    select: {
      number: true,
      personId: true,
      steps: { where: { status: { in: [...failedStatuses] } }, select: { nodeId: true, name: true } },
    },
  });
  const tasks = await tx.featureTask.findMany({
    where: {
      projectId: run.projectId,
      state: { notIn: ['in_model', 'pruned'] },
      links: { some: { nodeId: { in: steps.map(({ nodeId }) => nodeId) } } },
    },
    select: { assigneeId: true },
  });
  const text = steps
    .slice(0, 5)
    .map(({ name }) => name)
    .join(', ');
  const people = new Set([personId, ...tasks.flatMap(({ assigneeId }) => assigneeId ?? [])]);
  const rows = [...people].map((id) => ({
    personId: id,
    kind: 'run_failed' as const,
    subject: { byId: personId, run: { number }, text },
  }));
  await putIn(tx, run.projectId, rows);
}
