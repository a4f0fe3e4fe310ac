import type { Access } from '#lib/access/access.ts';
import type { Role } from '#lib/contracts/api.ts';
import type { Member, RightsApplied } from '#lib/contracts/people.ts';
import { type Result, refuse } from '#lib/contracts/problem.ts';
import { audit } from '#lib/db/control/audit.ts';
import { type ControlTransaction, control } from '#lib/db/control/client.ts';
import { tellProject } from '#lib/db/control/notify.ts';
import { personOf } from '../task/people-store.ts';
import { releaseTasks } from '../task/release-store.ts';
import { applyRights } from './rights-store.ts';

/** The people of a project, owners first. */
export async function listMembers(access: Access): Promise<Member[]> {
  const rows = await control().membership.findMany({
    where: { projectId: access.project.id },
    include: { person: { include: { sessions: { orderBy: { seenAt: 'desc' }, take: 1 } } } },
    orderBy: [{ role: 'asc' }, { createdAt: 'asc' }],
  });
  return rows.map(({ role, createdAt, person }) => ({
    ...personOf(person),
    role,
    joinedAt: createdAt.toISOString(),
    seenAt: person.sessions[0]?.seenAt.toISOString(),
  }));
}

/** Gives a member another role. The last owner stays one. */
export async function setRole(access: Access, personId: string, role: Role): Promise<Result<RightsApplied>> {
  const changed = await changeMembership(access, personId, role, async (tx) => {
    await tx.membership.update({ where: memberKey(access, personId), data: { role } });
    // Only owners and editors do and review tasks.
    if (role === 'viewer') await releaseTasks(tx, access, personId);
    await audit(tx, {
      action: 'member.role_changed',
      personId: access.person.id,
      projectId: access.project.id,
      subject: { person: personId, role },
      address: access.caller.address,
    });
  });
  return changed.ok ? applied(access, personId) : changed;
}

/**
 * Takes a person out of the project: pages, sockets and database at once, the database as soon as it can be
 * reached. Their work stays, under their name.
 */
export async function removeMember(access: Access, personId: string): Promise<Result<RightsApplied>> {
  const changed = await changeMembership(access, personId, undefined, async (tx) => {
    await tx.membership.delete({ where: memberKey(access, personId) });
    await releaseTasks(tx, access, personId);
    await audit(tx, {
      action: 'member.removed',
      personId: access.person.id,
      projectId: access.project.id,
      subject: { person: personId },
      address: access.caller.address,
    });
  });
  return changed.ok ? applied(access, personId) : changed;
}

const applied = async ({ project }: Access, personId: string): Promise<Result<RightsApplied>> => ({
  ok: true,
  value: await applyRights(project.dataDatabaseId, personId),
});

const memberKey = (access: Access, personId: string) => ({
  projectId_personId: { projectId: access.project.id, personId },
});

async function changeMembership(
  access: Access,
  personId: string,
  role: Role | undefined,
  work: (tx: ControlTransaction) => Promise<void>,
): Promise<Result<null>> {
  const projectId = access.project.id;
  return control().$transaction(async (tx) => {
    // Of two owners who remove each other at once one stays.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`members ${projectId}`}, 0))`;
    const member = await tx.membership.findUnique({ where: memberKey(access, personId) });
    if (!member) return refuse(notMember);
    if (member.role === 'owner' && role !== 'owner') {
      const owners = await tx.membership.count({ where: { projectId, role: 'owner' } });
      if (owners === 1) return refuse(lastOwner);
    }
    await work(tx);
    await tellProject(tx, projectId, 'members', 'tasks');
    return { ok: true, value: null };
  });
}

const notMember = {
  code: 'member.missing',
  message: 'This person is not in the project any more.',
  remedy: 'Look at the list again.',
} as const;

const lastOwner = {
  code: 'member.last_owner',
  message: 'A project keeps at least one owner.',
  remedy: 'Make somebody else an owner first.',
} as const;
