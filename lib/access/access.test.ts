import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokenAuditEntries } from '#lib/db/control/audit.ts';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { requireAccess } from './access.ts';
import { cookieName } from './cookie.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { checkOrigin, type RequestFacts } from './request.ts';
import { listSessions, requireCaller, revokeSession, rotateToken } from './session.ts';
import { signIn, signUpFirstOwner, signUpRequest } from './sign-in.ts';
import { readTicket, signTicket } from './ticket.ts';

let database: TestDatabase;
const facts = (token?: string, more: Partial<RequestFacts> = {}): RequestFacts => ({
  cookie: token ? `other=1; ${cookieName(false)}=${token}` : null,
  origin: 'http://localhost:4300',
  host: 'localhost:4300',
  secure: false,
  address: '127.0.0.1',
  userAgent: 'test',
  ...more,
});
const owner = { name: 'Mira Weber', email: 'mira@example.org', password: 'correct horse battery' };

beforeAll(async () => {
  database = await createTestDatabase('control');
  process.env.DATABASE_URL = database.url;
  process.env.INSITU_SECRET = 'ab'.repeat(32);
});
afterAll(async () => {
  await disconnectControl();
  await database.drop();
});

async function signedIn() {
  const result = await signIn(owner, facts());
  if (!result.ok) throw new Error(result.problem.message);
  const caller = await requireCaller(facts(result.value.token));
  if (!caller.ok) throw new Error(caller.problem.message);
  return { token: result.value.token, caller: caller.value };
}

describe('first owner', () => {
  it('is one person even when four sign up at once', async () => {
    const attempts = Array.from({ length: 4 }, (_, at) =>
      signUpFirstOwner({ ...owner, email: at === 0 ? owner.email : `other${at}@example.org` }, facts()),
    );
    const results = await Promise.all(attempts);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    const people = await control().person.findMany();
    expect(people).toHaveLength(1);
    await control().person.updateMany({ data: { email: owner.email } });
  });

  it('is asked for a name without marks that turn text around, an e-mail and a long password', () => {
    expect(signUpRequest.safeParse({ ...owner, name: 'Mi\u202Era' }).success).toBe(false);
    expect(signUpRequest.safeParse({ ...owner, email: 'mira' }).success).toBe(false);
    expect(signUpRequest.safeParse({ ...owner, password: 'short' }).success).toBe(false);
    expect(signUpRequest.parse({ ...owner, email: ' MIRA@Example.org ' }).email).toBe('mira@example.org');
  });
});

describe('sessions', () => {
  it('are opaque, hashed in the database, and end when revoked', async () => {
    const { token, caller } = await signedIn();
    expect(await control().session.findFirst({ where: { tokenHash: token } })).toBeNull();
    expect((await listSessions(caller)).some(({ current }) => current)).toBe(true);
    await revokeSession(caller, caller.sessionId);
    expect(await requireCaller(facts(token))).toMatchObject({ ok: false, problem: { code: 'session.missing' } });
  });

  it('refuse no cookie, a wrong one, and the http cookie over https', async () => {
    const { token } = await signedIn();
    for (const request of [facts(), facts('x'.repeat(43)), facts(token, { secure: true })]) {
      expect((await requireCaller(request)).ok).toBe(false);
    }
  });

  it('change their token after a day; the old one is good for a minute more', async () => {
    const { token, caller } = await signedIn();
    expect(await rotateToken(facts(token))).toBeUndefined();
    const old = new Date(Date.now() - 25 * 3_600_000);
    await control().session.update({ where: { id: caller.sessionId }, data: { rotatedAt: old } });
    const [first, second] = await Promise.all([rotateToken(facts(token)), rotateToken(facts(token))]);
    const fresh = first ?? second;
    expect([first, second].filter(Boolean)).toHaveLength(1);
    expect((await requireCaller(facts(fresh?.token))).ok).toBe(true);
    expect((await requireCaller(facts(token))).ok).toBe(true);
    await control().session.update({
      where: { id: caller.sessionId },
      data: { rotatedAt: new Date(Date.now() - 61_000) },
    });
    expect((await requireCaller(facts(token))).ok).toBe(false);
  });

  it('are refused for a while after eight wrong passwords, even with the right one', async () => {
    const email = 'nobody@example.org';
    for (let attempt = 0; attempt < 8; attempt += 1) {
      expect(await signIn({ email, password: 'wrong' }, facts(undefined, { address: '10.0.0.9' }))).toMatchObject({
        problem: { code: 'session.refused' },
      });
    }
    expect(await signIn({ email, password: 'wrong' }, facts())).toMatchObject({
      problem: { code: 'session.throttled' },
    });
  });
});

describe('passwords', () => {
  it('are salted, carry their parameters and compare after composition', async () => {
    const hash = await hashPassword('pässword of some length');
    expect(hash).toMatch(/^scrypt\$131072\$8\$1\$/);
    expect(await verifyPassword('pässword of some length'.normalize('NFD'), hash)).toBe(true);
    expect(await verifyPassword('password of some length', hash)).toBe(false);
    expect(await verifyPassword('anything', null)).toBe(false);
  });
});

describe('access to a project', () => {
  it('is by role, and other projects are not there', async () => {
    const { caller } = await signedIn();
    const data = await control().dataDatabase.create({ data: { name: 'default' } });
    const [mine, others] = await Promise.all(
      ['mine', 'others'].map((slug) =>
        control().project.create({ data: { slug, name: slug, dataDatabaseId: data.id } }),
      ),
    );
    if (!mine || !others) throw new Error('projects');
    await control().membership.create({ data: { projectId: mine.id, personId: caller.person.id, role: 'viewer' } });
    expect(await requireAccess(caller, mine.id, 'viewer')).toMatchObject({ ok: true, value: { role: 'viewer' } });
    expect(await requireAccess(caller, 'mine', 'editor')).toMatchObject({ problem: { code: 'access.role' } });
    for (const id of [others.id, 'others', 'none', '../mine', '']) {
      expect(await requireAccess(caller, id, 'viewer')).toMatchObject({ problem: { code: 'project.missing' } });
    }
    const refused = await control().auditEntry.findMany({ where: { action: 'access.refused', projectId: mine.id } });
    expect(refused).toHaveLength(1);
  });
});

describe('requests', () => {
  it('that change something come from a page of this server', () => {
    expect(checkOrigin({ origin: 'http://localhost:4300', host: 'localhost:4300' }).ok).toBe(true);
    for (const origin of [null, 'null', 'http://evil.example', 'http://localhost:4301', 'nonsense']) {
      expect(checkOrigin({ origin, host: 'localhost:4300' }).ok).toBe(false);
    }
  });
});

describe('tickets', () => {
  const ticket = {
    documentName: 'd.1',
    projectId: 'p',
    branchId: 'b',
    personId: 'm',
    sessionId: 's',
    name: 'Mira',
    colour: 1,
    role: 'viewer' as const,
    expires: Date.now() + 60_000,
  };
  it('are refused when changed, forged or late', () => {
    const text = signTicket(ticket);
    expect(readTicket(text)).toEqual(ticket);
    const [, signature] = text.split('.');
    const forged = Buffer.from(JSON.stringify({ ...ticket, role: 'editor' })).toString('base64url');
    for (const wrong of [`${forged}.${signature}`, text.slice(0, -2), '', '.', 'a.b']) {
      expect(readTicket(wrong)).toBeUndefined();
    }
    expect(readTicket(text, ticket.expires + 1)).toBeUndefined();
  });
});

describe('audit log', () => {
  it('keeps its rows and shows what was changed behind its back', async () => {
    const rows = await control().auditEntry.count();
    expect(rows).toBeGreaterThan(3);
    await expect(control().auditEntry.deleteMany()).rejects.toThrow(/append-only/);
    expect(await brokenAuditEntries(control())).toEqual([]);
    await control().$executeRawUnsafe('ALTER TABLE audit_entry DISABLE TRIGGER USER');
    await control().$executeRaw`UPDATE audit_entry SET action = 'person.forged' WHERE seq = 2`;
    await control().$executeRaw`DELETE FROM audit_entry WHERE seq = 3`;
    await control().$executeRawUnsafe('ALTER TABLE audit_entry ENABLE TRIGGER USER');
    expect(await brokenAuditEntries(control())).toEqual(expect.arrayContaining([2n, 4n]));
  });
});
