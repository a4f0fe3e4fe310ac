import type { Access } from '#lib/access/access.ts';
import { hashPassword } from '#lib/access/password.ts';
import type { RequestFacts } from '#lib/access/request.ts';
import type { Caller, FreshToken } from '#lib/access/session.ts';
import { startSession } from '#lib/access/session.ts';
import type { SignUpRequest } from '#lib/access/sign-in.ts';
import { hashToken, newToken } from '#lib/access/token.ts';
import type { Role } from '#lib/contracts/api.ts';
import { type Invitation, invitationDays } from '#lib/contracts/people.ts';
import { type Result, refuse } from '#lib/contracts/problem.ts';
import { audit } from '#lib/db/control/audit.ts';
import { type ControlTransaction, control, isTaken } from '#lib/db/control/client.ts';
import { tellProject } from '#lib/db/control/notify.ts';
import { applyRights } from './rights-store.ts';

const days = 24 * 60 * 60_000;

/** Makes a link for one person. It is shown once: what is kept of it can't be turned back. */
export async function invite(
  access: Access,
  { role, email }: { role: Role; email?: string },
): Promise<Result<{ token: string; expiresAt: string }>> {
  const token = newToken();
  const expiresAt = new Date(Date.now() + invitationDays * days);
  await control().$transaction(async (tx) => {
    await tx.invitation.create({
      data: {
        tokenHash: hashToken(token),
        projectId: access.project.id,
        role,
        email: email ?? null,
        createdBy: access.person.id,
        expiresAt,
      },
    });
    await audit(tx, {
      action: 'invitation.created',
      personId: access.person.id,
      projectId: access.project.id,
      subject: { role, email: email ?? null },
      address: access.caller.address,
    });
    await tellProject(tx, access.project.id, 'members');
  });
  return { ok: true, value: { token, expiresAt: expiresAt.toISOString() } };
}

/** The invitations of a project, newest first; those that are over for a month. */
export async function listInvitations(access: Access): Promise<Invitation[]> {
  const rows = await control().invitation.findMany({
    where: { projectId: access.project.id, createdAt: { gt: new Date(Date.now() - 30 * days) } },
    orderBy: { createdAt: 'desc' },
  });
  const ids = rows.flatMap(({ createdBy, usedBy }) => [createdBy, usedBy ?? '']);
  const people = await control().person.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({
    id: row.id,
    role: row.role,
    email: row.email ?? undefined,
    by: names.get(row.createdBy) ?? 'somebody who left',
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    state: stateOf(row),
    usedBy: row.usedBy ? names.get(row.usedBy) : undefined,
  }));
}

interface InvitationTimes {
  readonly usedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly expiresAt: Date;
}

function stateOf({ usedAt, revokedAt, expiresAt }: InvitationTimes): Invitation['state'] {
  if (usedAt) return 'used';
  if (revokedAt) return 'revoked';
  return expiresAt.getTime() <= Date.now() ? 'expired' : 'open';
}

/** Takes a link back. One that was used stays used. */
export async function revokeInvitation(access: Access, id: string): Promise<Result<null>> {
  return control().$transaction(async (tx) => {
    const { count } = await tx.invitation.updateMany({
      where: { id, projectId: access.project.id, usedAt: null, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    if (count === 0) return refuse(over('revoked'));
    await audit(tx, {
      action: 'invitation.revoked',
      personId: access.person.id,
      projectId: access.project.id,
      subject: { invitation: id },
      address: access.caller.address,
    });
    await tellProject(tx, access.project.id, 'members');
    return { ok: true, value: null };
  });
}

export interface InvitationView {
  readonly project: { readonly name: string; readonly slug: string };
  readonly role: Role;
  readonly by: string;
  readonly email: string | undefined;
}

/** What a link invites to, for the page that asks whether one comes. */
export async function readInvitation(token: string): Promise<Result<InvitationView>> {
  const row = await control().invitation.findUnique({
    where: { tokenHash: hashToken(token) },
    include: { project: true },
  });
  if (!row) return refuse(over('missing'));
  const state = stateOf(row);
  if (state !== 'open') return refuse(over(state));
  const by = await control().person.findUnique({ where: { id: row.createdBy }, select: { name: true } });
  const { name, slug } = row.project;
  return {
    ok: true,
    value: { project: { name, slug }, role: row.role, by: by?.name ?? 'An owner', email: row.email ?? undefined },
  };
}

/** Whether a link, good or not any more, is to a project that the person is in: a letter that is opened again. */
export async function readOwnInvitation(
  token: string,
  { person }: Caller,
): Promise<Pick<InvitationView, 'project' | 'role'> | undefined> {
  const row = await control().invitation.findUnique({
    where: { tokenHash: hashToken(token) },
    select: {
      project: {
        select: { name: true, slug: true, memberships: { where: { personId: person.id }, select: { role: true } } },
      },
    },
  });
  const role = row?.project.memberships[0]?.role;
  if (!row || !role) return undefined;
  const { name, slug } = row.project;
  return { project: { name, slug }, role };
}

/** A person who has an account comes in. A member who follows another link keeps their role, and the link its use. */
export async function acceptAsMember(token: string, caller: Caller): Promise<Result<{ slug: string }>> {
  return accept(token, caller.address, async () => ({ ok: true, value: caller.person.id }));
}

/** Somebody new makes an account and comes in, in one transaction: a link that is refused leaves no account. */
export async function acceptAsNew(
  token: string,
  request: SignUpRequest,
  facts: RequestFacts,
): Promise<Result<FreshToken & { slug: string }>> {
  // Before the transaction: a hash takes half a second.
  const open = await readInvitation(token);
  if (!open.ok) return open;
  const passwordHash = await hashPassword(request.password);
  let personId = '';
  const accepted = await accept(token, facts.address, async (tx, project) => {
    const colour = await freeColour(tx, project);
    const { name, email } = request;
    const taken = await tx.person.findUnique({ where: { email } });
    if (taken) return refuse(accountExists);
    const made = await tx.person.create({ data: { name, email, colour, passwordHash } });
    await audit(tx, { action: 'person.created', personId: made.id, address: facts.address });
    personId = made.id;
    return { ok: true, value: made.id };
  }).catch((error: unknown) => {
    if (isTaken(error)) return refuse(accountExists);
    throw error;
  });
  if (!accepted.ok) return accepted;
  return { ok: true, value: { ...(await startSession(personId, facts)), slug: accepted.value.slug } };
}

/** Somebody whom a provider vouches for makes an account without a password, and comes in. */
export async function acceptAsIdentity(
  token: string,
  person: { issuer: string; subject: string; email: string; name: string; address: string },
): Promise<Result<{ personId: string }>> {
  let personId = '';
  const accepted = await accept(token, person.address, async (tx, project) => {
    const colour = await freeColour(tx, project);
    const { name, email, issuer, subject } = person;
    const made = await tx.person.create({
      data: { name, email, colour, identities: { create: { issuer, subject } } },
    });
    await audit(tx, { action: 'person.created', personId: made.id, subject: { issuer }, address: person.address });
    personId = made.id;
    return { ok: true, value: made.id };
  }).catch((error: unknown) => {
    if (isTaken(error)) return refuse(accountExists);
    throw error;
  });
  return accepted.ok ? { ok: true, value: { personId } } : accepted;
}

const freeColour = async (tx: ControlTransaction, projectId: string): Promise<number> =>
  1 + ((await tx.membership.count({ where: { projectId } })) % 5);

type Joiner = (tx: ControlTransaction, projectId: string) => Promise<Result<string>>;

async function accept(token: string, address: string, joiner: Joiner): Promise<Result<{ slug: string }>> {
  const done = await control()
    .$transaction(async (tx) => {
      // The row's lock makes a link good for one, however many follow it at once.
      await tx.$queryRaw`SELECT id FROM invitation WHERE token_hash = ${hashToken(token)} FOR UPDATE`;
      const row = await tx.invitation.findUnique({
        where: { tokenHash: hashToken(token) },
        include: { project: true },
      });
      if (!row) return refuse(over('missing'));
      const state = stateOf(row);
      if (state !== 'open') return refuse(over(state));
      const joined = await joiner(tx, row.projectId);
      if (!joined.ok) throw new Refused(joined);
      return join(tx, row, joined.value, address);
    })
    .catch((error: unknown) => {
      if (error instanceof Refused) return error.result;
      throw error;
    });
  if (!done.ok) return done;
  const { project, personId, fresh } = done.value;
  if (fresh) await applyRights(project.dataDatabaseId, personId);
  return { ok: true, value: { slug: project.slug } };
}

/** Ends a transaction that has written something already. */
class Refused extends Error {
  readonly result: Result<never>;
  constructor(result: Result<never>) {
    super('refused');
    this.result = result;
  }
}

interface OpenInvitation {
  readonly id: string;
  readonly projectId: string;
  readonly role: Role;
  readonly project: { readonly id: string; readonly slug: string; readonly dataDatabaseId: string };
}

async function join(
  tx: ControlTransaction,
  { id, projectId, role, project }: OpenInvitation,
  personId: string,
  address: string,
) {
  const member = await tx.membership.findUnique({ where: { projectId_personId: { projectId, personId } } });
  if (member) return { ok: true, value: { project, personId, role: member.role, fresh: false } } as const;
  await tx.membership.create({ data: { projectId, personId, role } });
  await tx.invitation.update({ where: { id }, data: { usedAt: new Date(), usedBy: personId } });
  await audit(tx, { action: 'member.joined', personId, projectId, subject: { role }, address });
  await tellProject(tx, projectId, 'members');
  return { ok: true, value: { project, personId, role, fresh: true } } as const;
}

const words = {
  missing: 'This invitation is not one of ours.',
  used: 'This invitation was used already: each is for one person.',
  expired: `This invitation is over: each holds for ${invitationDays} days.`,
  revoked: 'This invitation was taken back.',
} as const;

const over = (state: keyof typeof words) => ({
  code: `invitation.${state === 'missing' ? 'unknown' : state}`,
  message: words[state],
  remedy: 'Ask an owner of the project for a new one.',
});

const accountExists = {
  code: 'person.exists',
  message: 'There is an account with this e-mail already.',
  remedy: 'Sign in, then follow the invitation again.',
} as const;
