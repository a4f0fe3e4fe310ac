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
  sessionUrl,
  viewerRoleName,
} from '#lib/db/data/index.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { executeRun } from './execute.ts';
import { type FixtureNode, fixture, seed, table, test, view } from './fixture.ts';
import { planSteps } from './plan.ts';

const project = randomUUID();
const roles = { owner: projectRoleName(project), viewer: viewerRoleName(project) };
const [editor, second, viewer] = ['Ann', 'Ben', 'Cleo'].map((name) => personRoleName(randomUUID(), name));
let database: TestDatabase;
let admin: RoleAdmin;
const sessions = new Map<string, PooledSession>();

beforeAll(async () => {
  database = await createTestDatabase('data');
  admin = await openRoleAdmin(database.url);
  await admin.lockDatabase();
  await admin.ensureProjectRoles(roles);
  await admin.ensureProjectSchema('proj', roles);
  for (const [role, right] of [
    [editor, 'editor'],
    [second, 'editor'],
    [viewer, 'viewer'],
  ] as const) {
    if (role === undefined) continue;
    const password = await admin.ensurePersonRole(role);
    await admin.setMembership(role, roles, right);
    sessions.set(role, openSession({ url: sessionUrl({ databaseUrl: database.url, role, password }) }));
  }
});

afterAll(async () => {
  for (const session of sessions.values()) await session.close();
  for (const role of sessions.keys()) await admin.dropPersonRole(role, roles.owner);
  await admin.dropProject(['proj'], roles);
  await admin.close();
  await database.drop();
});

const sessionOf = (role: string | undefined): PooledSession => {
  const session = sessions.get(role ?? '');
  if (!session) throw new Error('a person of this test');
  return session;
};

async function build(person: string | undefined, nodes: readonly FixtureNode[]) {
  const compilation = fixture(nodes);
  const events: RunEvent[] = [];
  const steps = planSteps(
    compilation,
    { command: 'build', select: [], exclude: [] },
    () => new Set(compilation.nodes.keys()),
  );
  const status = await executeRun({
    compilation,
    steps,
    session: sessionOf(person),
    role: roles.owner,
    request: { fullRefresh: false, vars: {} },
    target: { name: 'dev', type: 'postgres', database: 'x', schema: 'proj', user: 'u', host: 'h', port: 1, threads: 4 },
    emit: (event) => events.push(event),
  });
  const problems = events.flatMap((event) =>
    event.type === 'step_finished' && event.problem ? [event.problem.code] : [],
  );
  return { status, problems };
}

const cell = (): FixtureNode => ({
  name: 'cell',
  after: ['t'],
  path: 'models/cell.py',
  work: {
    type: 'python',
    relation: { schema: 'proj', identifier: 'cell' },
    source: 'def model(dbt, session):\n    return dbt.ref("t")\n',
    inputs: { t: { schema: 'proj', identifier: 't' } },
  },
});

const nodes = () => [
  seed('proj', 'raw', 'a\n1\n2\n'),
  table('proj', 't', 'select a from proj.raw', ['raw']),
  test('has_rows', 'select 1 where (select count(*) from proj.t) <> 2', ['t']),
  view('proj', 'v', 'select a from proj.t', ['t']),
  cell(),
];

describe('a build as a person', () => {
  it('makes everything the project’s, so that another editor can rebuild it', async () => {
    expect(await build(editor, nodes())).toEqual({ status: 'success', problems: [] });
    expect(await build(second, nodes())).toEqual({ status: 'success', problems: [] });
    const owners = await preview(sessionOf(editor), {
      sql: `select distinct pg_get_userbyid(relowner) from pg_class where relnamespace = 'proj'::regnamespace and relkind in ('r', 'v')`,
    });
    expect(owners.rows).toEqual([[roles.owner]]);
  });

  it('is refused for a viewer, who may look', async () => {
    expect((await build(viewer, [view('proj', 'mine', 'select 1 as a')])).status).toBe('failed');
    expect((await preview(sessionOf(viewer), { sql: 'select count(*) from proj.cell' })).rows).toEqual([['2']]);
  });

  it('fails when a hook leaves the project’s role', async () => {
    for (const sql of ['reset role', 'set local role none', `select set_config('role', 'none', true)`]) {
      const hooks = { pre: [{ sql, transaction: true }], post: [] };
      expect((await build(editor, [{ ...view('proj', 'left', 'select 1 as a'), hooks }])).problems).toEqual([
        'run.hook_transaction',
      ]);
    }
    const outside = { pre: [{ sql: 'create table proj.by_hook()', transaction: false }], post: [] };
    expect((await build(editor, [{ ...view('proj', 'kept', 'select 1 as a'), hooks: outside }])).problems).toEqual([]);
    const owner = await preview(sessionOf(editor), {
      sql: `select pg_get_userbyid(relowner) from pg_class where relname = 'by_hook'`,
    });
    expect(owner.rows).toEqual([[roles.owner]]);
  });

  it('can’t make a schema or reach another one', async () => {
    expect((await build(editor, [view('elsewhere', 'x', 'select 1 as a')])).status).toBe('failed');
    expect((await build(editor, [table('proj', 'x', 'select rolpassword from pg_authid')])).problems).toEqual([
      'sql.permission',
    ]);
  });
});
