import { type Result, refuse } from '#lib/contracts/problem.ts';
import { audit } from '#lib/db/control/audit.ts';
import { control } from '#lib/db/control/client.ts';
import { tellAccess } from '#lib/db/control/notify.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { endResets } from './resets.ts';
import type { Caller } from './session.ts';
import { checkThrottle, recordFailure } from './throttle.ts';

/** Says how one wants to be called. */
export async function changeName({ person, address }: Caller, name: string): Promise<Result<null>> {
  await control().$transaction(async (tx) => {
    await tx.person.update({ where: { id: person.id }, data: { name } });
    await audit(tx, { action: 'person.changed', personId: person.id, subject: { field: 'name' }, address });
  });
  return { ok: true, value: null };
}

/** Sets one's own password, knowing the one before. Every other session of the person ends. */
export async function changePassword(
  { person, sessionId, address }: Caller,
  { current, password }: { current: string; password: string },
): Promise<Result<null>> {
  const throttle = await checkThrottle(person.email, address);
  if (!throttle.ok) return throttle;
  const row = await control().person.findUniqueOrThrow({ where: { id: person.id } });
  if (!(await verifyPassword(current, row.passwordHash))) {
    await recordFailure(person.email, address);
    return refuse({
      code: 'person.password',
      message: 'The password you have now is another one.',
      remedy: 'Try again, or ask an owner for a link to set a new password.',
    });
  }
  const passwordHash = await hashPassword(password);
  await control().$transaction(async (tx) => {
    await tx.person.update({ where: { id: person.id }, data: { passwordHash } });
    await endResets(tx, person.id);
    await tx.session.deleteMany({ where: { personId: person.id, id: { not: sessionId } } });
    await audit(tx, { action: 'person.changed', personId: person.id, subject: { field: 'password' }, address });
    await tellAccess(tx);
  });
  return { ok: true, value: null };
}
