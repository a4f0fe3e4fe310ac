import type { Person } from '#lib/contracts/api.ts';
import { personId } from '#lib/contracts/ids.ts';
import { type Problem, type Result, refuse } from '#lib/contracts/problem.ts';
import { audit } from '#lib/db/control/audit.ts';
import { control } from '#lib/db/control/client.ts';
import { tellAccess } from '#lib/db/control/notify.ts';
import { readSessionCookie } from './cookie.ts';
import type { RequestFacts } from './request.ts';
import { hashToken, newToken } from './token.ts';

const day = 24 * 60 * 60_000;
/** A session ends after this long without being used. */
const idleDays = 14;
/** A token is replaced after this long; the one before stays good for requests already under way. */
const rotateAfterMs = day;
const graceMs = 60_000;
/** "Last seen" is written at most this often. */
const seenEveryMs = 5 * 60_000;

/** A signed-in person. Only this room makes one. */
export interface Caller {
  readonly person: Person;
  readonly administrator: boolean;
  readonly sessionId: string;
  readonly address: string;
}

/** A session that was just made or whose token was just replaced: the cookie to set. */
export interface FreshToken {
  readonly token: string;
  readonly expires: Date;
}

const signedOut: Omit<Problem, 'severity'> = {
  code: 'session.missing',
  message: 'You are not signed in.',
  remedy: 'Sign in.',
};

/** The signed-in person of a request, or the refusal to show. */
export async function requireCaller(facts: RequestFacts): Promise<Result<Caller>> {
  const token = readSessionCookie(facts.cookie, facts.secure);
  const session = token ? await findSession(token) : undefined;
  if (!session || session.person.disabledAt) return refuse(signedOut);
  if (Date.now() - session.seenAt.getTime() > seenEveryMs) await extend(session.id, facts);
  const { id, name, email, colour, administrator } = session.person;
  return {
    ok: true,
    value: {
      person: { id: personId.parse(id), name, email, colour },
      administrator,
      sessionId: session.id,
      address: facts.address,
    },
  };
}

/** Starts a session for a person who has just proved who they are. */
export async function startSession(person: string, facts: RequestFacts): Promise<FreshToken> {
  const token = newToken();
  const expires = new Date(Date.now() + idleDays * day);
  const { userAgent, address } = facts;
  await control().session.create({
    data: { personId: person, tokenHash: hashToken(token), expiresAt: expires, userAgent, address },
  });
  return { token, expires };
}

/** Replaces a token that has been used for a day; undefined when it is young or was replaced meanwhile. */
export async function rotateToken(facts: RequestFacts): Promise<FreshToken | undefined> {
  const token = readSessionCookie(facts.cookie, facts.secure);
  if (!token) return undefined;
  const next = newToken();
  const expires = new Date(Date.now() + idleDays * day);
  const { count } = await control().session.updateMany({
    where: { tokenHash: hashToken(token), rotatedAt: { lt: new Date(Date.now() - rotateAfterMs) } },
    data: { tokenHash: hashToken(next), previousHash: hashToken(token), rotatedAt: new Date(), expiresAt: expires },
  });
  return count === 1 ? { token: next, expires } : undefined;
}

export interface SessionRow {
  readonly id: string;
  readonly createdAt: string;
  readonly seenAt: string;
  readonly userAgent: string;
  readonly address: string;
  readonly current: boolean;
}

/** A person's own open sessions, newest first. */
export async function listSessions(caller: Caller): Promise<SessionRow[]> {
  const rows = await control().session.findMany({
    where: { personId: caller.person.id, expiresAt: { gt: new Date() } },
    orderBy: { seenAt: 'desc' },
  });
  return rows.map(({ id, createdAt, seenAt, userAgent, address }) => ({
    id,
    createdAt: createdAt.toISOString(),
    seenAt: seenAt.toISOString(),
    userAgent,
    address,
    current: id === caller.sessionId,
  }));
}

/** Ends one of the caller's sessions, in every open page and socket at once. */
export async function revokeSession(caller: Caller, sessionId: string): Promise<void> {
  await control().$transaction(async (tx) => {
    const { count } = await tx.session.deleteMany({ where: { id: sessionId, personId: caller.person.id } });
    if (count === 0) return;
    const action = sessionId === caller.sessionId ? 'session.signed_out' : 'session.revoked';
    await audit(tx, { action, personId: caller.person.id, address: caller.address });
    await tellAccess(tx);
  });
}

async function findSession(token: string) {
  const hash = hashToken(token);
  const session = await control().session.findFirst({
    where: { OR: [{ tokenHash: hash }, { previousHash: hash }], expiresAt: { gt: new Date() } },
    include: { person: true },
  });
  const late = session?.previousHash === hash && Date.now() - session.rotatedAt.getTime() > graceMs;
  return late ? undefined : (session ?? undefined);
}

async function extend(id: string, { address }: RequestFacts): Promise<void> {
  const expiresAt = new Date(Date.now() + idleDays * day);
  await control().session.updateMany({ where: { id }, data: { seenAt: new Date(), expiresAt, address } });
}
