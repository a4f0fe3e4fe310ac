import type { ControlTransaction } from '#lib/db/control/client.ts';

/** Who has set a new password has done with every link to set one: an older one in another letter would undo it. */
export async function endResets(tx: ControlTransaction, personId: string): Promise<void> {
  await tx.passwordReset.updateMany({ where: { personId, usedAt: null }, data: { usedAt: new Date() } });
}
