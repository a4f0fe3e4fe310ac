import type { Access } from '#lib/access/access.ts';
import type { ControlTransaction } from '#lib/db/control/client.ts';
import type { Change } from './changes.ts';

/** Lets one change of a project's board be made at a time: limits and order are of the whole board. */
export async function lockBoard(tx: ControlTransaction, projectId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`board ${projectId}`}, 0))`;
}

/** Writes changes of a task into its history. */
export async function record(
  tx: ControlTransaction,
  access: Access,
  task: { readonly id: string },
  changes: readonly Change[],
): Promise<void> {
  await tx.taskHistory.createMany({
    data: changes.map((change) => ({
      taskId: task.id,
      personId: access.person.id,
      change: JSON.parse(JSON.stringify(change)),
    })),
  });
}
