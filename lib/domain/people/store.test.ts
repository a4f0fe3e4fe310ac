import { createHash } from 'node:crypto';
import { runMigrations } from 'graphile-worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Access, requireAccess } from '#lib/access/access.ts';
import { changePassword } from '#lib/access/account.ts';
import { requireCaller } from '#lib/access/session.ts';
import { signIn } from '#lib/access/sign-in.ts';
import type { AuditEntry } from '#lib/contracts/people.ts';
import type { Result } from '#lib/contracts/problem.ts';
import { audit } from '#lib/db/control/audit.ts';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import { personRoleName } from '#lib/db/data/index.ts';
import { closeSessions, personSession, projectRoles } from '#lib/domain/data/connection-store.ts';
import { createProject } from '#lib/domain/project/create-store.ts';
import { createTestDatabase, onServer, type TestDatabase } from '#lib/testing/database.ts';
import { createPerson, type TestPerson, testFacts, testSecret } from '#lib/testing/project.ts';
import { exportAudit, projectAudit, readAudit, wholeAudit } from './audit-store.ts';
import {
  acceptAsMember,
  acceptAsNew,
  invite,
  listInvitations,
  readInvitation,
  readOwnInvitation,
  revokeInvitation,
} from './invitation-store.ts';
import { listMembers, removeMember, setRole } from './member-store.ts';
import { dropReader, listReaders, makeReader } from './reader-store.ts';
import { createReset, readReset, useReset } from './reset-store.ts';
import { applyAllRights } from './rights-store.ts';

let data: TestDatabase;
let controlDatabase: TestDatabase;
let owner: TestPerson;
let bob: TestPerson;
let access: Access;

beforeAll(async () => {
  data = await createTestDatabase('data');
  controlDatabase = await createTestDatabase('control');
  process.env.DATABASE_URL = controlDatabase.url;
  process.env.INSITU_DATA_URL = data.url;
  process.env.INSITU_SECRET = testSecret;
  await runMigrations({ connectionString: controlDatabase.url });
  [owner, bob] = [await createPerson('Mira', true), await createPerson('Bob')];
  const made = value(await createProject(owner.caller, { name: 'Shop', description: '' }));
  access = value(await requireAccess(owner.caller, made.projectId, 'owner'));
});

afterAll(async () => {
  await closeSessions();
  await disconnectControl();
  await controlDatabase.drop();
  await data.drop();
});

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.problem.code);
const hasRole = (person: TestPerson | string): Promise<boolean> =>
  onServer(data.url, async (client) => {
    const name = personRoleName(typeof person === 'string' ? person : person.caller.person.id);
    return (await client.query('select 1 from pg_roles where rolname = $1', [name])).rowCount === 1;
  });
/** Whether the database itself says that a person may build in the project. */
const mayBuild = (person: TestPerson): Promise<boolean> =>
  onServer(data.url, async (client) => {
    const { rows } = await client.query<{ may: boolean }>(
      "select pg_has_role(m.oid, p.oid, 'member') as may from pg_roles m, pg_roles p where m.rolname = $1 and p.rolname = $2",
      [personRoleName(person.caller.person.id), projectRoles(access.project).owner],
    );
    return rows[0]?.may ?? false;
  });
const membership = async (person: TestPerson): Promise<Result<Access>> =>
  requireAccess(person.caller, access.project.id, 'viewer');

describe('an invitation', () => {
  it('brings a person in once, with their own role in the database', async () => {
    const { token } = value(await invite(access, { role: 'editor' }));
    expect(value(await readInvitation(token))).toMatchObject({ role: 'editor', by: 'Mira', project: { name: 'Shop' } });
    expect(await hasRole(bob)).toBe(false);
    const results = await Promise.all([acceptAsMember(token, bob.caller), acceptAsMember(token, bob.caller)]);
    expect(results.map(codeOf).filter((code) => code === 'ok').length).toBeGreaterThan(0);
    expect(await hasRole(bob)).toBe(true);
    const session = await personSession(value(await membership(bob)));
    const { rows } = await session.use((connection) => connection.query('select current_user'));
    expect(rows).toEqual([[personRoleName(bob.caller.person.id)]]);
    expect(codeOf(await readInvitation(token))).toBe('invitation.used');
    const third = await createPerson('Third');
    expect(codeOf(await acceptAsMember(token, third.caller))).toBe('invitation.used');
  });

  it('that a member follows is not used up, and changes nothing', async () => {
    const { token } = value(await invite(access, { role: 'viewer' }));
    value(await acceptAsMember(token, bob.caller));
    expect(value(await membership(bob)).role).toBe('editor');
    expect((await readInvitation(token)).ok).toBe(true);
    const own = { project: { name: 'Shop', slug: access.project.slug }, role: 'editor' };
    expect(await readOwnInvitation(token, bob.caller)).toEqual(own);
    const stranger = await createPerson('Stranger');
    expect(await readOwnInvitation(token, stranger.caller)).toBeUndefined();
    expect(await readOwnInvitation('nonsense', bob.caller)).toBeUndefined();
  });

  it('makes an account for somebody new, once of two who come at the same time', async () => {
    const { token } = value(await invite(access, { role: 'viewer', email: 'vera@example.org' }));
    const request = (email: string) => ({ name: 'Vera', email, password: 'a sentence of some length' });
    const results = await Promise.all([
      acceptAsNew(token, request('vera@example.org'), testFacts()),
      acceptAsNew(token, request('other@example.org'), testFacts()),
    ]);
    expect(results.map(codeOf).sort()).toEqual(['invitation.used', 'ok']);
    const winner = results.find(({ ok }) => ok);
    const caller = await requireCaller(testFacts(winner?.ok ? winner.value.token : ''));
    expect(caller.ok && (await requireAccess(caller.value, access.project.id, 'editor'))).toMatchObject({
      problem: { code: 'access.role' },
    });
  });

  it('leaves no account when it is refused, and does not take over one that is there', async () => {
    const { token } = value(await invite(access, { role: 'viewer' }));
    const taken = { name: 'Bob', email: 'bob@example.org', password: 'a sentence of some length' };
    expect(codeOf(await acceptAsNew(token, taken, testFacts()))).toBe('person.exists');
    const [open] = await listInvitations(access);
    value(await revokeInvitation(access, open?.id ?? ''));
    const fresh = { ...taken, email: 'new@example.org' };
    expect(codeOf(await acceptAsNew(token, fresh, testFacts()))).toBe('invitation.revoked');
    expect(await control().person.findUnique({ where: { email: 'new@example.org' } })).toBeNull();
    expect(codeOf(await revokeInvitation(access, open?.id ?? ''))).toBe('invitation.revoked');
  });

  it('is over after its time, and unknown when it is not ours', async () => {
    const { token } = value(await invite(access, { role: 'viewer' }));
    await control().invitation.updateMany({ where: { usedAt: null }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect(codeOf(await readInvitation(token))).toBe('invitation.expired');
    expect(codeOf(await acceptAsMember(token, bob.caller))).toBe('invitation.expired');
    expect(codeOf(await readInvitation('nonsense'))).toBe('invitation.unknown');
  });
});

describe('members', () => {
  it('keep at least one owner, also when two go at once', async () => {
    const mine = owner.caller.person.id;
    expect(codeOf(await removeMember(access, mine))).toBe('member.last_owner');
    expect(codeOf(await setRole(access, mine, 'editor'))).toBe('member.last_owner');
    value(await setRole(access, bob.caller.person.id, 'owner'));
    const results = await Promise.all([
      setRole(access, mine, 'editor'),
      setRole(access, bob.caller.person.id, 'editor'),
    ]);
    expect(results.map(codeOf).sort()).toEqual(['member.last_owner', 'ok']);
    await control().membership.updateMany({ where: { personId: mine }, data: { role: 'owner' } });
    value(await setRole(access, bob.caller.person.id, 'editor'));
  });

  it('who are removed lose pages and database at once, and their tasks are nobody’s', async () => {
    const task = await control().featureTask.create({
      data: {
        projectId: access.project.id,
        number: 1,
        title: 't',
        creatorId: bob.caller.person.id,
        assigneeId: bob.caller.person.id,
      },
    });
    const session = await personSession(value(await membership(bob)));
    await session.use((connection) => connection.query('select 1'));
    value(await removeMember(access, bob.caller.person.id));
    expect(codeOf(await membership(bob))).toBe('project.missing');
    expect(await hasRole(bob)).toBe(false);
    await expect(session.use((connection) => connection.query('select 1'))).rejects.toThrow();
    expect((await control().featureTask.findUniqueOrThrow({ where: { id: task.id } })).assigneeId).toBeNull();
    expect((await listMembers(access)).some(({ name }) => name === 'Bob')).toBe(false);
    expect(codeOf(await removeMember(access, bob.caller.person.id))).toBe('member.missing');
  });
});

describe('a data database that is away', () => {
  it('keeps nobody in, and what changed meanwhile stands there after a sweep', async () => {
    const { dataDatabaseId } = access.project;
    const [gone, kept] = [await createPerson('Gone'), await createPerson('Kept')];
    for (const person of [gone, kept]) {
      const { token } = value(await invite(access, { role: 'viewer' }));
      value(await acceptAsMember(token, person.caller));
    }
    const late = await createPerson('Late');
    const { token } = value(await invite(access, { role: 'editor' }));
    const [leaving, staying] = [gone, kept].map(({ caller }) => caller.person.id);
    process.env.INSITU_DATA_URL = 'postgresql://postgres@127.0.0.1:9/nowhere';
    try {
      expect(value(await removeMember(access, leaving ?? ''))).toBe('later');
      expect(value(await setRole(access, staying ?? '', 'editor'))).toBe('later');
      value(await acceptAsMember(token, late.caller));
      expect(codeOf(await membership(gone))).toBe('project.missing');
      await expect(applyAllRights(dataDatabaseId)).rejects.toThrow(/can’t be reached/);
    } finally {
      process.env.INSITU_DATA_URL = data.url;
    }
    expect(await hasRole(gone)).toBe(true);
    // What a sweep of every runner does; two at once do it as one would.
    await Promise.all([applyAllRights(dataDatabaseId), applyAllRights(dataDatabaseId)]);
    expect(await hasRole(gone)).toBe(false);
    expect(await control().personRole.count({ where: { personId: leaving ?? '' } })).toBe(0);
    for (const person of [kept, late]) expect(await mayBuild(person)).toBe(true);
  });
});

describe('a link for a new password', () => {
  it('is made by the installation’s owner alone, works once, and ends every session', async () => {
    const vera = await createPerson('Veronika');
    await control().membership.create({
      data: { projectId: access.project.id, personId: vera.caller.person.id, role: 'viewer' },
    });
    const asVera = value(await membership(vera));
    expect(codeOf(await createReset(asVera, owner.caller.person.id))).toBe('access.administrator');
    const older = value(await createReset(access, vera.caller.person.id));
    const { token } = value(await createReset(access, vera.caller.person.id));
    expect(value(await readReset(token)).email).toBe('veronika@example.org');
    const results = await Promise.all(
      ['first new password', 'second new password'].map((password) => useReset(token, password, testFacts())),
    );
    expect(results.map(codeOf).sort()).toEqual(['ok', 'reset.over']);
    expect(codeOf(await readReset(older.token))).toBe('reset.over');
    expect((await requireCaller(testFacts(vera.token))).ok).toBe(false);
    const right = results[0]?.ok ? 'first new password' : 'second new password';
    expect((await signIn({ email: 'veronika@example.org', password: right }, testFacts())).ok).toBe(true);
  });
});

describe('a new password of one’s own', () => {
  it('ends every link for one and every other session, and is asked for the old one', async () => {
    const vera = await control().person.findUniqueOrThrow({ where: { email: 'veronika@example.org' } });
    const signedIn = async (password: string) =>
      value(await signIn({ email: vera.email, password }, testFacts())).token;
    const link = value(await createReset(access, vera.id));
    value(await useReset(link.token, 'the password of now', testFacts()));
    const pending = value(await createReset(access, vera.id));
    const [here, elsewhere] = [await signedIn('the password of now'), await signedIn('the password of now')];
    const caller = value(await requireCaller(testFacts(here)));
    const change = (current: string) => changePassword(caller, { current, password: 'quite another one' });
    expect(codeOf(await change('a wrong one'))).toBe('person.password');
    expect(value(await readReset(pending.token)).email).toBe(vera.email);
    value(await change('the password of now'));
    expect(codeOf(await readReset(pending.token))).toBe('reset.over');
    expect(codeOf(await useReset(pending.token, 'of an old letter', testFacts()))).toBe('reset.over');
    expect((await requireCaller(testFacts(here))).ok).toBe(true);
    expect((await requireCaller(testFacts(elsewhere))).ok).toBe(false);
    expect(await signedIn('quite another one')).not.toBe('');
  });
});

describe('the audit log', () => {
  it('tells of all that, whole, page by page and as lines', async () => {
    const scope = await projectAudit(access);
    const { entries, intact } = await readAudit(scope);
    expect(intact).toBe(true);
    const reset = entries.find(({ action }) => action === 'reset.created');
    expect(reset).toMatchObject({ person: 'Mira', subject: { person: 'Veronika' } });
    expect(new Set(entries.map(({ action }) => action))).toEqual(
      new Set([
        'project.created',
        'version.stored',
        'invitation.created',
        'invitation.revoked',
        'member.joined',
        'member.role_changed',
        'member.removed',
        'reset.created',
        'access.refused',
        // Of its members' accounts.
        'person.created',
        'person.changed',
        'reset.used',
        'session.signed_in',
      ]),
    );
    const lines: string[] = [];
    for await (const line of exportAudit(scope)) lines.push(line);
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual(entries.map(({ seq }) => seq));
    expect((await readAudit(scope, entries.at(-1)?.seq)).entries).toEqual([]);
  });

  it('tells an owner where members signed in, and only an owner of the installation of everybody', async () => {
    const [mine, theirs] = await Promise.all(['Ulla', 'Zoe'].map((name) => createPerson(name)));
    if (!mine || !theirs) throw new Error('two people');
    await control().membership.create({
      data: { projectId: access.project.id, personId: mine.caller.person.id, role: 'viewer' },
    });
    const accounts = [mine, theirs].map(({ caller }) => ({
      action: 'session.signed_in' as const,
      personId: caller.person.id,
      address: '192.0.2.7',
    }));
    for (const record of accounts) await audit(control(), record);
    const signedIn = (entries: readonly AuditEntry[]) =>
      entries
        .filter(({ action, address }) => action === 'session.signed_in' && address === '192.0.2.7')
        .map(({ person }) => person);
    expect(signedIn((await readAudit(await projectAudit(access))).entries)).toEqual(['Ulla']);
    expect(codeOf(await wholeAudit(mine.caller))).toBe('access.administrator');
    expect(signedIn((await readAudit(value(await wholeAudit(owner.caller)))).entries)).toEqual(['Zoe', 'Ulla']);
  });

  it('is exported so that it can be checked without us: each hash is of its text, which begins with the hash before', async () => {
    const rows: { seq: number; hash: string; hashed: string; action: string }[] = [];
    for await (const line of exportAudit(value(await wholeAudit(owner.caller)))) rows.unshift(JSON.parse(line));
    expect(rows.length).toBeGreaterThan(10);
    for (const [at, { seq, hash, hashed, action }] of rows.entries()) {
      expect(createHash('sha256').update(hashed).digest('hex')).toBe(hash);
      const [previous, number, , , , what] = JSON.parse(hashed);
      expect([previous, number, what]).toEqual([rows[at - 1]?.hash ?? '', seq, action]);
    }
  });
});

describe('a tool that reads a project', () => {
  it('gets an address that reads, writes nothing and ends when it is taken away; each step is in the audit log', async () => {
    expect(await listReaders(access)).toEqual([]);
    const { address } = value(await makeReader(access, 'Superset'));
    await onServer(address, async (client) => {
      await expect(client.query('create table t ()')).rejects.toThrow(/read-only transaction/);
      expect(await listReaders(access)).toMatchObject([{ name: 'superset', connections: 1 }]);
    });
    const [reader] = await listReaders(access);
    expect(reader).toMatchObject({ connections: 0 });
    const again = value(await makeReader(access, 'Superset'));
    expect(await listReaders(access)).toHaveLength(1);
    await expect(onServer(address, async () => {})).rejects.toThrow(/password authentication failed/);
    expect(codeOf(await dropReader(access, personRoleName(owner.caller.person.id)))).toBe('reader.missing');
    value(await dropReader(access, reader?.role ?? ''));
    expect(await listReaders(access)).toEqual([]);
    await expect(onServer(again.address, async () => {})).rejects.toThrow(/password authentication failed/);
    const { entries } = await readAudit(await projectAudit(access));
    const told = entries.filter(({ action }) => action.startsWith('reader.'));
    expect(told.map(({ action, person, subject }) => [action, person, subject.role])).toEqual([
      ['reader.dropped', 'Mira', reader?.role],
      ['reader.created', 'Mira', reader?.role],
      ['reader.created', 'Mira', reader?.role],
    ]);
    expect(JSON.stringify(entries)).not.toContain(new URL(address).password);
  });
});
