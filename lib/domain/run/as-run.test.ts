import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '#lib/contracts/run.ts';
import {
  openRoleAdmin,
  openSession,
  type PooledSession,
  personRoleName,
  preview,
  projectRoleName,
  type RoleAdmin,
  runRoleName,
  sessionUrl,
  viewerRoleName,
} from '#lib/db/data/index.ts';
import { createTestDatabase, onServer, type TestDatabase } from '#lib/testing/database.ts';
import { executeRun } from './execute.ts';
import { type FixtureNode, fixture, seed, table, test, view } from './fixture.ts';
import { planSteps } from './plan.ts';

const rolesOf = (id: string) => ({ owner: projectRoleName(id), viewer: viewerRoleName(id) });
const roles = rolesOf(randomUUID());
/** A project that Ann also works in: what she may read there is no business of a build here. */
const others = rolesOf(randomUUID());
const people = { ann: '', ben: '', cleo: '' };
const passwords = new Map<string, string>();
let database: TestDatabase;
let admin: RoleAdmin;

beforeAll(async () => {
  database = await createTestDatabase('data');
  admin = await openRoleAdmin(database.url);
  await admin.lockDatabase();
  for (const [schema, project] of [
    ['proj', roles],
    ['other', others],
  ] as const) {
    await admin.ensureProjectRoles(project);
    await admin.ensureProjectSchema(schema, project);
  }
  for (const name of ['ann', 'ben', 'cleo'] as const) {
    people[name] = personRoleName(randomUUID(), name);
    passwords.set(people[name], await admin.ensurePersonRole(people[name]));
    await admin.setMembership(people[name], roles, name === 'cleo' ? 'viewer' : 'editor');
  }
  await admin.setMembership(people.ann, others, 'editor');
  await as(people.ann, (session) =>
    session.use(({ script }) =>
      script(`SET ROLE ${others.owner}; CREATE TABLE other.salary AS SELECT 'secret' AS amount; RESET ROLE`),
    ),
  );
});

afterAll(async () => {
  for (const role of Object.values(people)) await admin.dropPersonRole(role, roles.owner);
  await admin.dropProject(['proj'], roles);
  await admin.dropProject(['other'], others);
  await admin.close();
  await database.drop();
});

async function as<T>(role: string, work: (session: PooledSession) => Promise<T>): Promise<T> {
  const url = sessionUrl({ databaseUrl: database.url, role, password: passwords.get(role) ?? '' });
  await using session = openSession({ url });
  return await work(session);
}

const value = (sql: string): Promise<unknown> =>
  onServer(database.url, async (client) => Object.values((await client.query(sql)).rows[0] ?? {})[0]);

/** Builds as the runner does: signed in as a role of this run alone. */
async function build(person: string, nodes: readonly FixtureNode[]) {
  const role = runRoleName(randomUUID());
  const runId = randomUUID();
  passwords.set(
    role,
    await admin.createRunRole({ role, runId, person, owner: roles.owner, connections: 10, seconds: 60 }),
  );
  try {
    return await as(role, (session) => execute(session, nodes));
  } finally {
    await admin.dropRunRole(role);
    expect(await value(`select count(*)::int from pg_roles where rolname = '${role}'`)).toBe(0);
  }
}

async function execute(session: PooledSession, nodes: readonly FixtureNode[]) {
  const compilation = fixture(nodes);
  const events: RunEvent[] = [];
  const request = { command: 'build' as const, select: [], exclude: [] };
  const status = await executeRun({
    compilation,
    steps: planSteps(compilation, request, () => new Set(compilation.nodes.keys())),
    session,
    role: roles.owner,
    request: { fullRefresh: false, vars: {} },
    target: { name: 'dev', type: 'postgres', database: 'x', schema: 'proj', user: 'u', host: 'h', port: 1, threads: 4 },
    emit: (event) => events.push(event),
  });
  const problems = events.flatMap((event) => (event.type === 'step_finished' && event.problem ? [event.problem] : []));
  return { status, codes: problems.map(({ code }) => code), messages: problems.map(({ message }) => message) };
}

const done = { status: 'success', codes: [], messages: [] };

const cell = (name: string, source: string, after: readonly string[] = []): FixtureNode => ({
  name,
  after,
  path: `models/${name}.py`,
  work: {
    type: 'python',
    relation: { schema: 'proj', identifier: name },
    source,
    inputs: Object.fromEntries(after.map((input) => [input, { schema: 'proj', identifier: input }])),
  },
});

const nodes = () => [
  seed('proj', 'raw', 'a\n1\n2\n'),
  table('proj', 't', 'select a from proj.raw', ['raw']),
  test('has_rows', 'select 1 where (select count(*) from proj.t) <> 2', ['t']),
  view('proj', 'v', 'select a from proj.t', ['t']),
  cell('cell', 'def model(dbt, session):\n    return dbt.ref("t")\n', ['t']),
];

const ownerOf = (name: string): Promise<unknown> =>
  value(`select pg_get_userbyid(relowner) from pg_class where relname = '${name}'`);

describe('a build', () => {
  it('makes everything the project’s, so that another editor can rebuild it', async () => {
    expect(await build(people.ann, nodes())).toEqual(done);
    expect(await build(people.ben, nodes())).toEqual(done);
    expect(
      await value(
        `select string_agg(distinct pg_get_userbyid(relowner), ' ') from pg_class where relnamespace = 'proj'::regnamespace and relkind in ('r', 'v')`,
      ),
    ).toBe(roles.owner);
  });

  it('is refused for a viewer and for somebody who is gone, and a viewer may look', async () => {
    for (const person of [people.cleo, 'insitu_p_nobody']) {
      await expect(build(person, [view('proj', 'mine', 'select 1 as a')])).rejects.toMatchObject({
        problem: { code: 'sql.permission' },
      });
    }
    const seen = await as(people.cleo, (session) => preview(session, { sql: 'select count(*) from proj.cell' }));
    expect(seen.rows).toEqual([['2']]);
  });

  it('fails when a hook leaves the project’s role', async () => {
    for (const sql of ['reset role', 'set local role none', `select set_config('role', 'none', true)`]) {
      const hooks = { pre: [{ sql, transaction: true }], post: [] };
      expect((await build(people.ann, [{ ...view('proj', 'left', 'select 1 as a'), hooks }])).codes).toEqual([
        'run.hook_transaction',
      ]);
    }
  });

  it('leaves to the project what was made outside of its role', async () => {
    const statements = ['create table proj.by_hook()', 'set role none; create table proj.by_run()'];
    const outside = { pre: statements.map((sql) => ({ sql, transaction: false })), post: [] };
    expect(await build(people.ann, [{ ...view('proj', 'kept', 'select 1 as a'), hooks: outside }])).toEqual(done);
    expect([await ownerOf('by_hook'), await ownerOf('by_run')]).toEqual([roles.owner, roles.owner]);
  });

  it('can’t make a schema or reach another one', async () => {
    expect((await build(people.ann, [view('elsewhere', 'x', 'select 1 as a')])).status).toBe('failed');
    expect((await build(people.ann, [table('proj', 'x', 'select rolpassword from pg_authid')])).codes).toEqual([
      'sql.permission',
    ]);
  });

  it('trains in the name of the person', async () => {
    const train = `insert into proj.trained select insitu.train('proj.m', 'select g as id, g % 7 as x, g * 2.0 as y from generate_series(1, 200) g',
      '{"target": "y", "id": "id", "algorithm": "ridge"}') ->> 'trainedBy'`;
    const hooks = { pre: [{ sql: `create table proj.trained (by text); ${train}`, transaction: true }], post: [] };
    expect(await build(people.ann, [{ ...view('proj', 'v', 'select 1 as a'), hooks }])).toEqual(done);
    expect(await value('select by from proj.trained')).toBe(people.ann);
    expect(await value('select trained_by from insitu.trained_models')).toBe(people.ann);
    expect(await value('select owner from insitu.trained_models')).toBe(roles.owner);
  });
});

/** Reads the secret after a change of the session, in one SELECT: the inner query is planned later, by whoever that is then. */
const stolen = `query_to_xml('select amount from other.salary', true, false, '')::text`;
const asAnn = () => people.ann;

describe('what Ann may read elsewhere stays out of a build that she starts', () => {
  it('is a secret that she can read', async () => {
    const seen = await as(people.ann, (session) => preview(session, { sql: `select ${stolen}` }));
    expect(String(seen.rows)).toContain('secret');
    // What made runs sign in as themselves: on her own connection the same model reads it.
    const attack = table('proj', 'x', `select set_config('role', 'none', true), ${stolen} as a`);
    expect(await as(people.ann, (session) => execute(session, [attack]))).toEqual(done);
    expect(String(await value('select a from proj.x'))).toContain('secret');
  });

  it.each([
    ['the project’s role', () => `select ${stolen} as a`],
    ['role none', () => `select set_config('role', 'none', true), ${stolen} as a`],
    ['role none for the session', () => `select set_config('role', 'none', false), ${stolen} as a`],
    ['her role', () => `select set_config('role', '${asAnn()}', true), ${stolen} as a`],
    ['the other project’s role', () => `select set_config('role', '${others.owner}', true), ${stolen} as a`],
    ['her session', () => `select set_config('session_authorization', '${asAnn()}', true), ${stolen} as a`],
    ['nobody’s session', () => `select set_config('session_authorization', null, true), ${stolen} as a`],
  ])('from a model and a test as %s', async (_, sql) => {
    expect((await build(people.ann, [table('proj', 'x', sql())])).codes).toEqual(['sql.permission']);
    expect((await build(people.ann, [test('x', sql(), [])])).codes).toEqual(['sql.permission']);
  });

  it.each([
    ['RESET ROLE', () => 'reset role'],
    ['SET SESSION AUTHORIZATION', () => `set session authorization ${asAnn()}`],
    ['RESET SESSION AUTHORIZATION', () => 'reset session authorization'],
    ['SET ROLE', () => `set role ${others.owner}`],
    ['DISCARD ALL', () => 'discard all'],
    ['a grant to itself', () => `do $$begin execute format('grant %I to %I', '${others.owner}', session_user); end$$`],
    ['CREATEROLE', () => `do $$begin execute format('alter role %I createrole', session_user); end$$`],
    ['its own limit', () => `do $$begin execute format('alter role %I valid until ''infinity''', session_user); end$$`],
    ['its own comment', () => `do $$begin execute format('comment on role %I is ''x''', session_user); end$$`],
    ['COPY TO PROGRAM', () => `copy (select 1) to program 'true'`],
    ['a file of the server', () => `create table proj.file as select pg_read_file('PG_VERSION')`],
  ])('from a hook by %s', async (_, sql) => {
    const both = `${sql()}; create table proj.taken as select * from other.salary`;
    for (const transaction of [true, false]) {
      const hooks = { pre: [{ sql: both, transaction }], post: [] };
      const built = await build(people.ann, [{ ...view('proj', 'v', 'select 1 as a'), hooks }]);
      expect(built.status).toBe('failed');
      expect(built.messages[0]).toMatch(/permission denied|must have|must be|cannot run inside/);
    }
    expect(await value(`select to_regclass('proj.taken')`)).toBeNull();
  });

  it.each([
    ['role none', () => `select set_config('role', 'none', false), ${stolen} as a`],
    ['her role', () => `select set_config('role', '${asAnn()}', false), ${stolen} as a`],
    ['a plain query', () => 'select amount from other.salary'],
  ])('from a Python cell by %s', async (_, sql) => {
    const source = `def model(dbt, session):\n    return session.sql(${JSON.stringify(sql())})\n`;
    expect((await build(people.ann, [cell('x', source)])).messages[0]).toMatch(/permission denied/);
  });

  it('by dblink, where that is installed', async () => {
    await onServer(database.url, (client) => client.query('create extension dblink schema public'));
    const { port } = new URL(database.url);
    for (const user of [people.ann, 'postgres', '']) {
      const address = `host=127.0.0.1 port=${port} dbname=${database.name} ${user && `user=${user}`}`;
      const sql = `select a from dblink('${address}', 'select amount from other.salary') as t(a text)`;
      expect((await build(people.ann, [table('proj', 'x', sql)])).status).toBe('failed');
    }
  });
});
