import type { Person, Role } from '#lib/contracts/api.ts';
import { type ProjectId, projectId } from '#lib/contracts/ids.ts';
import { type Problem, type Result, refuse } from '#lib/contracts/problem.ts';
import { control } from '#lib/db/control/client.ts';
import { recordRefusal } from './refusal.ts';
import type { Caller } from './session.ts';

interface ProjectFacts {
  readonly id: ProjectId;
  readonly slug: string;
  readonly name: string;
  readonly dataDatabaseId: string;
}

/** The private field makes the type nominal: no object written elsewhere is an Access. */
class AccessValue {
  readonly #made = true;
  readonly caller: Caller;
  readonly project: ProjectFacts;
  readonly role: Role;

  constructor(caller: Caller, project: ProjectFacts, role: Role) {
    this.caller = caller;
    this.project = project;
    this.role = role;
    Object.freeze(this);
  }

  get person(): Person {
    return this.caller.person;
  }

  static isAccess(value: object): boolean {
    return #made in value;
  }
}

/** Proof that a person may act in a project. What changes or shows a project takes one. */
export type Access = AccessValue;

const rank: Readonly<Record<Role, number>> = { viewer: 0, editor: 1, owner: 2 };

const missing: Omit<Problem, 'severity'> = {
  code: 'project.missing',
  message: 'There is no such project, or you are not a member of it.',
  remedy: 'Ask an owner of the project for an invitation.',
};

/**
 * Whether the caller has at least this role in a project. A project of others looks like one that
 * is not there.
 * @param project id or slug
 */
export async function requireAccess(caller: Caller, project: string, role: Role): Promise<Result<Access>> {
  const membership = await control().membership.findFirst({
    where: { personId: caller.person.id, project: { OR: [{ id: project }, { slug: project }] } },
    include: { project: true },
  });
  if (!membership) return refuseStranger(caller, project);
  const { id, slug, name, dataDatabaseId } = membership.project;
  if (rank[membership.role] < rank[role]) return refuseRole(caller, id, role);
  const facts = { id: projectId.parse(id), slug, name, dataDatabaseId };
  return { ok: true, value: new AccessValue(caller, facts, membership.role) };
}

/** Recorded with the project where there is one, so that its owners see who tried. */
async function refuseStranger(caller: Caller, project: string): Promise<Result<never>> {
  const where = { OR: [{ id: project }, { slug: project }] };
  const found = await control().project.findFirst({ where, select: { id: true } });
  await recordRefusal(caller, found?.id, { project: project.slice(0, 100) });
  return refuse(missing);
}

async function refuseRole(caller: Caller, project: string, role: Role): Promise<Result<never>> {
  await recordRefusal(caller, project, { needs: role });
  return refuse({
    code: 'access.role',
    message: `Only ${role === 'owner' ? 'an owner' : 'an editor'} of the project may do this.`,
    remedy: 'Ask an owner of the project to change your role.',
  });
}
