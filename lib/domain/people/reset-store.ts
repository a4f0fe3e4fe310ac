import type { Access } from '#lib/access/access.ts';
import { requireAdministrator } from '#lib/access/administrator.ts';
import { hashPassword } from '#lib/access/password.ts';
import type { RequestFacts } from '#lib/access/request.ts';
import { endResets } from '#lib/access/resets.ts';
import type { FreshToken } from '#lib/access/session.ts';
import { startSession } from '#lib/access/session.ts';
import { hashToken, newToken } from '#lib/access/token.ts';
import { type Result, refuse } from '#lib/contracts/problem.ts';
import { audit } from '#lib/db/control/audit.ts';
import { control } from '#lib/db/control/client.ts';
import { tellAccess } from '#lib/db/control/notify.ts';

const hours = 60 * 60_000;
const holds = 24 * hours;

/**
 * A link that lets a person set a new password. Who can make one can become that person, everywhere:
 * so only an owner of the whole installation may, and it is in the audit log.
 */
export async function createReset(
  access: Access,
  personId: string,
): Promise<Result<{ token: string; expiresAt: string }>> {
  const allowed = await requireAdministrator(access.caller, 'let somebody set a new password', access.project.id);
  if (!allowed.ok) return allowed;
  const member = await control().membership.findUnique({
    where: { projectId_personId: { projectId: access.project.id, personId } },
  });
  if (!member) return refuse(noMember);
  const token = newToken();
  const expiresAt = new Date(Date.now() + holds);
  await control().$transaction(async (tx) => {
    await tx.passwordReset.create({
      data: { tokenHash: hashToken(token), personId, createdBy: access.person.id, expiresAt },
    });
    await audit(tx, {
      action: 'reset.created',
      personId: access.person.id,
      projectId: access.project.id,
      subject: { person: personId },
      address: access.caller.address,
    });
  });
  return { ok: true, value: { token, expiresAt: expiresAt.toISOString() } };
}

/** Whose password a link sets. */
export async function readReset(token: string): Promise<Result<{ name: string; email: string }>> {
  const row = await control().passwordReset.findUnique({
    where: { tokenHash: hashToken(token) },
    include: { person: true },
  });
  if (!row || row.usedAt || row.expiresAt.getTime() <= Date.now() || row.person.disabledAt) return refuse(over);
  return { ok: true, value: { name: row.person.name, email: row.person.email } };
}

/** Sets the password, ends every session of the person, and signs them in here. */
export async function useReset(token: string, password: string, facts: RequestFacts): Promise<Result<FreshToken>> {
  const open = await readReset(token);
  if (!open.ok) return open;
  const passwordHash = await hashPassword(password);
  const personId = await control().$transaction(async (tx) => {
    const { count } = await tx.passwordReset.updateMany({
      where: { tokenHash: hashToken(token), usedAt: null, expiresAt: { gt: new Date() } },
      data: { usedAt: new Date() },
    });
    if (count === 0) return undefined;
    const row = await tx.passwordReset.findUniqueOrThrow({ where: { tokenHash: hashToken(token) } });
    await tx.person.update({ where: { id: row.personId }, data: { passwordHash } });
    await endResets(tx, row.personId);
    await tx.session.deleteMany({ where: { personId: row.personId } });
    await audit(tx, { action: 'reset.used', personId: row.personId, address: facts.address });
    await tellAccess(tx);
    return row.personId;
  });
  if (personId === undefined) return refuse(over);
  return { ok: true, value: await startSession(personId, facts) };
}

const noMember = {
  code: 'member.missing',
  message: 'This person is not in the project any more.',
  remedy: 'Look at the list again.',
} as const;

const over = {
  code: 'reset.over',
  message: 'This link was used already, or its day is over.',
  remedy: 'Ask for a new one.',
} as const;
