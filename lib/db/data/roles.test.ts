import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, onServer, type TestDatabase } from '#lib/testing/database.ts';
import { personRoleName, projectRoleName, readerRoleName, runRoleName, viewerRoleName } from './role-names.ts';
import { openRoleAdmin, type ProjectRoles, type RoleAdmin } from './roles.ts';
import { scramVerifier } from './scram.ts';
import { sessionUrl } from './sessions.ts';

let database: TestDatabase;
let admin: RoleAdmin;
const project = randomUUID();
const roles: ProjectRoles = { owner: projectRoleName(project, 'Flüge "x"'), viewer: viewerRoleName(project) };
const people = { editor: personRoleName(randomUUID(), 'Ann'), viewer: personRoleName(randomUUID(), 'Bob') };
const passwords = new Map<string, string>();

beforeAll(async () => {
  database = await createTestDatabase('empty');
  admin = await openRoleAdmin(database.url);
  await admin.lockDatabase();
  await admin.ensureProjectRoles(roles);
  for (const role of Object.values(people)) passwords.set(role, await admin.ensurePersonRole(role));
  await admin.ensureProjectSchema('proj', roles);
  await admin.setMembership(people.editor, roles, 'editor');
  await admin.setMembership(people.viewer, roles, 'viewer');
});

afterAll(async () => {
  for (const role of Object.values(people)) await admin.dropPersonRole(role, roles.owner);
  await admin.dropProject(['proj', ...[0, 1, 2, 3, 4].map((round) => `proj_${round}`)], roles);
  await admin.close();
  await database.drop();
});

async function as<T>(role: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(sessionUrl({ databaseUrl: database.url, role, password: passwords.get(role) ?? '' }));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const state = (role: string, sql: string) =>
  as(role, (client) =>
    client.query(sql).then(
      () => 'done',
      (error: { code?: string }) => error.code,
    ),
  );

describe('role names', () => {
  it('are deterministic, ASCII, at most 63 bytes, and never meet', () => {
    const long = personRoleName('id', 'ß'.repeat(500));
    expect(long).toBe(personRoleName('id', 'ß'.repeat(500)));
    expect(Buffer.byteLength(projectRoleName('id', 'a'.repeat(500)))).toBeLessThanOrEqual(63);
    expect(personRoleName('a', 'x')).not.toBe(personRoleName('b', 'x'));
    expect(roles.owner).toMatch(/^[a-z0-9_]+$/);
  });
});

describe('roles', () => {
  it('lets an editor build as the project, and rebuild what another built', async () => {
    expect(
      await state(
        people.editor,
        `begin; set local role "${roles.owner}"; create table proj.t as select 1 as a; commit`,
      ),
    ).toBe('done');
    const other = personRoleName(randomUUID(), 'Eve');
    passwords.set(other, await admin.ensurePersonRole(other));
    await admin.setMembership(other, roles, 'editor');
    expect(
      await state(
        other,
        `begin; set local role "${roles.owner}"; drop table proj.t; create table proj.t as select 2 as a; commit`,
      ),
    ).toBe('done');
    await admin.dropPersonRole(other, roles.owner);
  });

  it('lets a viewer read and nothing else', async () => {
    await state(
      people.editor,
      `begin; set local role "${roles.owner}"; create table if not exists proj.seen as select 1 as a; commit`,
    );
    expect(await state(people.viewer, 'select * from proj.seen')).toBe('done');
    expect(await state(people.viewer, 'insert into proj.seen values (2)')).toBe('42501');
    expect(await state(people.viewer, 'create table proj.mine (a int)')).toBe('42501');
    expect(await state(people.viewer, `set role "${roles.owner}"`)).toBe('42501');
    expect(await state(people.viewer, 'create table public.mine (a int)')).toBe('42501');
    expect(await state(people.viewer, "copy (select 1) to program 'true'")).toBe('42501');
    expect(await state(people.viewer, "select pg_read_file('/etc/passwd')")).toBe('42501');
  });

  it('takes rights away at once', async () => {
    await admin.setMembership(people.viewer, roles, undefined);
    expect(await state(people.viewer, 'select * from proj.seen')).toBe('42501');
    await admin.setMembership(people.viewer, roles, 'viewer');
    expect(await state(people.viewer, 'select * from proj.seen')).toBe('done');
  });

  it('does not share a schema that is another project’s', async () => {
    const id = randomUUID();
    const other: ProjectRoles = { owner: projectRoleName(id, "o'ther"), viewer: viewerRoleName(id) };
    await admin.ensureProjectRoles(other);
    await admin.ensureProjectSchema('proj_secret', other);
    await expect(admin.ensureProjectSchema('proj_secret', roles)).rejects.toMatchObject({
      problem: { code: 'sql.permission', message: 'Schema "proj_secret" belongs to somebody else.' },
    });
    await expect(admin.ensureProjectSchema('public', roles)).rejects.toThrow(/somebody else/);
    const sees = `select has_schema_privilege('proj_secret', 'USAGE') as reads`;
    expect((await as(people.viewer, (client) => client.query(sees))).rows).toEqual([{ reads: false }]);
    await admin.ensureProjectSchema('proj_secret', other);
    await admin.dropProject(['proj_secret'], other);
  });

  it('makes roles without any power', async () => {
    await using raw = { client: new pg.Client(database.url), [Symbol.asyncDispose]: () => raw.client.end() };
    await raw.client.connect();
    const { rows } = await raw.client.query(
      'select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls as power, rolconnlimit from pg_roles where rolname = any($1)',
      [[...Object.values(people)]],
    );
    expect(rows).toEqual([
      { power: false, rolconnlimit: 20 },
      { power: false, rolconnlimit: 20 },
    ]);
    const stored = await raw.client.query('select rolpassword from pg_authid where rolname = $1', [people.editor]);
    const [, salt = ''] = /4096:([^$]+)\$/.exec(String(stored.rows[0]?.rolpassword)) ?? [];
    expect(stored.rows[0]?.rolpassword).toBe(
      scramVerifier(passwords.get(people.editor) ?? '', Buffer.from(salt, 'base64')),
    );
  });

  it('are made by an administrator who is no superuser too', async () => {
    await using own = await createTestDatabase('empty');
    const [boss, secret] = [`boss_${randomUUID().slice(0, 8)}`, 'a-secret'];
    await onServer(own.url, async (client) => {
      await client.query(`create role ${boss} login createrole password '${secret}'`);
      await client.query(`alter database ${own.name} owner to ${boss}; alter schema public owner to ${boss}`);
      await client.query(
        `do $$begin create role insitu_user nologin; exception when duplicate_object then null; end$$`,
      );
      await client.query(`grant insitu_user to ${boss} with admin option`);
    });
    const id = randomUUID();
    const mine: ProjectRoles = { owner: projectRoleName(id), viewer: viewerRoleName(id) };
    const person = personRoleName(randomUUID());
    const role = runRoleName(randomUUID());
    {
      await using bossAdmin = await openRoleAdmin(sessionUrl({ databaseUrl: own.url, role: boss, password: secret }));
      await bossAdmin.lockDatabase();
      await bossAdmin.ensureProjectRoles(mine);
      await bossAdmin.ensureProjectSchema('proj', mine);
      await bossAdmin.ensurePersonRole(person);
      await bossAdmin.setMembership(person, mine, 'editor');
      const request = { role, runId: randomUUID(), person, owner: mine.owner, connections: 2, seconds: 60 };
      const password = await bossAdmin.createRunRole(request);
      const client = new pg.Client(sessionUrl({ databaseUrl: own.url, role, password }));
      client.on('error', () => {});
      await client.connect();
      await client.query('create table proj.t as select 1 as a');
      await bossAdmin.dropRunRole(role);
      await expect(client.query('select 1')).rejects.toThrow();
      expect(await bossAdmin.listRunRoles()).not.toContainEqual(expect.objectContaining({ role }));
      await bossAdmin.dropPersonRole(person, mine.owner);
      await bossAdmin.dropProject(['proj'], mine);
    }
    await own.drop();
    await onServer(database.url, (client) => client.query(`drop role ${boss}`));
  });

  it('of runs expire, and are gone with all they had', async () => {
    const role = runRoleName(randomUUID());
    const runId = randomUUID();
    const request = { role, runId, person: people.editor, owner: roles.owner, connections: 3 };
    passwords.set(role, await admin.createRunRole({ ...request, seconds: 60 }));
    await expect(admin.createRunRole({ ...request, seconds: 60 })).rejects.toThrow(/already exists/);
    expect(await admin.listRunRoles()).toContainEqual({ role, runId, expired: false });
    await state(
      role,
      `create table proj.by_run as select 1 as a; alter default privileges grant select on tables to public`,
    );
    const taken = `create table proj.x(); alter role "${role}" password 'mine'; alter role "${role}" set work_mem = '1MB'`;
    expect(await state(role, taken)).toBe('done');
    await admin.dropRunRole(role);
    await admin.dropRunRole(role);
    expect(await state(people.editor, `set role "${roles.owner}"; drop table proj.by_run, proj.x`)).toBe('done');
    const late = runRoleName(randomUUID());
    passwords.set(late, await admin.createRunRole({ ...request, role: late, seconds: -1 }));
    expect(await admin.listRunRoles()).toContainEqual({ role: late, runId, expired: true });
    await expect(state(late, 'select 1')).rejects.toThrow(/password authentication failed/);
    await admin.dropRunRole(late);
  });

  it('may be called twice, and by two processes at once', async () => {
    const twin = personRoleName(randomUUID(), 'Twin');
    await using second = await openRoleAdmin(database.url);
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([admin, second].map((one) => one.ensurePersonRole(twin)));
      await Promise.all([admin, second].map((one) => one.ensureProjectSchema(`proj_${round}`, roles)));
    }
    await admin.ensureProjectRoles(roles);
    await admin.ensureProjectSchema('proj', roles);
    await admin.dropPersonRole(twin);
    await admin.dropPersonRole(twin);
  });
});

describe('a reader', () => {
  const name = readerRoleName('db', 'proj', 'superset');
  const renew = async (schema = 'proj') => passwords.set(name, await admin.ensureReader(name, schema));
  const asProject = (sql: string) => state(people.editor, `begin; set local role "${roles.owner}"; ${sql}; commit`);

  it('reads a project as its viewers do, what comes later and branches too, and writes nothing', async () => {
    await renew();
    await asProject('create table if not exists proj.read as select 1 as a');
    await admin.ensureProjectSchema('proj_0', roles);
    await asProject('create table if not exists proj_0.branch as select 1 as a');
    expect(await state(name, 'select * from proj.read, proj_0.branch')).toBe('done');
    expect(await state(name, 'create temporary table t (a int)')).toBe('25006');
    const write = (sql: string) => state(name, `begin; set transaction read write; ${sql}; commit`);
    expect(await write('insert into proj.read values (2)')).toBe('42501');
    expect(await write('delete from proj.read')).toBe('42501');
    expect(await write('create table proj.mine (a int)')).toBe('42501');
    expect(await write('create schema mine')).toBe('42501');
    expect(await write(`set local role "${roles.owner}"`)).toBe('42501');
  });

  it('sees nothing of another project', async () => {
    const id = randomUUID();
    const other: ProjectRoles = { owner: projectRoleName(id), viewer: viewerRoleName(id) };
    await admin.ensureProjectRoles(other);
    await admin.ensureProjectSchema('proj_other', other);
    await onServer(database.url, (client) => client.query('create table proj_other.t as select 1 as a'));
    expect(await state(name, 'select * from proj_other.t')).toBe('42501');
    const theirs = readerRoleName('db', 'proj_other', 'superset');
    passwords.set(theirs, await admin.ensureReader(theirs, 'proj_other'));
    expect(await state(theirs, 'select 1')).toBe('done');
    expect(await admin.listReaders(other)).toMatchObject([{ role: theirs, name: 'superset' }]);
    await admin.dropProject(['proj_other'], other);
    // A project that goes takes its readers along.
    await expect(as(theirs, async () => {})).rejects.toThrow(/password authentication failed/);
    expect(await admin.listReaders(roles)).toMatchObject([{ role: name }]);
  });

  it('reads a schema that belongs to no project, and nothing beside it', async () => {
    const plain = readerRoleName('db', 'plain', 'superset');
    await onServer(database.url, (client) =>
      client.query('create schema plain; create table plain.t as select 1 as a'),
    );
    passwords.set(plain, await admin.ensureReader(plain, 'plain'));
    await onServer(database.url, (client) => client.query('create table plain.later as select 1 as a'));
    expect(await state(plain, 'select * from plain.t, plain.later')).toBe('done');
    expect(await state(plain, 'select * from proj.read')).toBe('42501');
    expect(await state(plain, 'begin; set transaction read write; drop table plain.t')).toBe('42501');
    await admin.dropPersonRole(plain);
    await expect(state(plain, 'select 1')).rejects.toThrow(/password authentication failed/);
  });

  it('gets a new password each time, and is refused where there is no schema', async () => {
    const before = passwords.get(name) ?? '';
    await renew();
    expect(passwords.get(name)).not.toBe(before);
    const old = new pg.Client(sessionUrl({ databaseUrl: database.url, role: name, password: before }));
    await expect(old.connect()).rejects.toThrow(/password authentication failed/);
    await expect(admin.ensureReader(name, 'nowhere')).rejects.toMatchObject({
      problem: { code: 'database.schema_missing' },
    });
    await admin.dropPersonRole(name);
  });
});
