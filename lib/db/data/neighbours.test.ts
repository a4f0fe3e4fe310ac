import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SqlNotice } from '#lib/contracts/database.ts';
import { SqlError } from '#lib/contracts/database.ts';
import { createTestDatabase, onServer, type TestDatabase } from '#lib/testing/database.ts';
import { preview } from './preview.ts';
import { personRoleName, projectRoleName, runRoleName, viewerRoleName } from './role-names.ts';
import { openRoleAdmin, type ProjectRoles, type RoleAdmin } from './roles.ts';
import { openSession, type PooledSession } from './session.ts';
import { sessionUrl } from './sessions.ts';

/** Two people of two projects in one database: what one can find out about, or do to, the other by SQL. */
let database: TestDatabase;
let admin: RoleAdmin;
const projects = new Map<string, ProjectRoles>();
const people = { ann: personRoleName(randomUUID(), 'ann'), eve: personRoleName(randomUUID(), 'eve') };
let ann: PooledSession;
let eve: PooledSession;

beforeAll(async () => {
  database = await createTestDatabase('data');
  admin = await openRoleAdmin(database.url);
  await admin.lockDatabase();
  ann = await personOf('ann', 'hers');
  eve = await personOf('eve', 'mine');
  const { owner } = rolesOf('hers');
  await asAdmin(`create table hers.salary as select 'ann' as who, 7777 as amount from generate_series(1, 100);
    alter table hers.salary owner to ${owner}; analyze hers.salary;
    create table hers.shared as select n as amount, n % 2 = 0 as open from generate_series(1, 100) n;
    alter table hers.shared enable row level security;
    create policy half on hers.shared using (open);
    create view hers.barrier with (security_barrier) as select amount from hers.shared where open;
    grant usage on schema hers to ${people.eve}; grant select on hers.shared, hers.barrier to ${people.eve}; analyze hers.shared;
    create function mine.leak(int) returns bool language plpgsql cost 0.0001 as
      $$begin raise notice 'seen %', $1; return true; end$$`);
});

afterAll(async () => {
  await ann.close();
  await eve.close();
  await admin.dropPersonRole(people.ann, rolesOf('hers').owner);
  await admin.dropPersonRole(people.eve, rolesOf('mine').owner);
  for (const [schema, roles] of projects) await admin.dropProject([schema], roles);
  await admin.close();
  await database.drop();
});

const rolesOf = (schema: string): ProjectRoles => {
  const roles = projects.get(schema);
  if (!roles) throw new Error(`no project ${schema}`);
  return roles;
};

async function personOf(name: keyof typeof people, schema: string): Promise<PooledSession> {
  const id = randomUUID();
  const roles = { owner: projectRoleName(id, schema), viewer: viewerRoleName(id, schema) };
  projects.set(schema, roles);
  await admin.ensureProjectRoles(roles);
  await admin.ensureProjectSchema(schema, roles);
  const password = await admin.ensurePersonRole(people[name]);
  await admin.setMembership(people[name], roles, 'editor');
  return openSession({ url: sessionUrl({ databaseUrl: database.url, role: people[name], password }) });
}

const asAdmin = (sql: string) => onServer(database.url, (client) => client.query(sql));
const see = async (sql: string) => (await preview(eve, { sql })).rows;

async function codeOf(sql: string): Promise<string> {
  const error = await preview(eve, { sql }).catch((thrown: unknown) => thrown);
  return error instanceof SqlError ? error.problem.code : JSON.stringify(error);
}

describe('another’s rows', () => {
  it.each([
    'select * from hers.salary',
    `select query_to_xml('select * from hers.salary', true, false, '')`,
    `select table_to_xml('hers.salary', true, false, '')`,
    `select database_to_xml(true, false, '') from hers.salary`,
    `select ts_stat('select amount::text::tsvector from hers.salary')`,
    `select set_config('role', '${people.ann}', true)`,
    `select set_config('session_authorization', '${people.ann}', true)`,
    `select pg_relation_filepath('hers.salary'), pg_read_file(pg_relation_filepath('hers.salary'))`,
    `select lo_import('/etc/passwd')`,
    `select * from pg_ls_dir('base')`,
    'select * from pg_statistic',
    'select rolpassword from pg_authid',
    'select * from pg_user_mapping',
    'select * from pg_hba_file_rules',
  ])('%s is refused', async (sql) => {
    expect(await codeOf(sql)).toMatch(/^sql\.(permission|read_only)$/);
  });

  it('are in no statistics', async () => {
    expect(await see(`select * from pg_stats where tablename in ('salary', 'shared')`)).toEqual([]);
  });

  it('are kept from a leaky function by row security and by a barrier', async () => {
    for (const relation of ['hers.shared', 'hers.barrier']) {
      const notices: SqlNotice[] = [];
      const rows = await eve.use(
        async ({ query }) => (await query(`select amount from ${relation} where mine.leak(amount)`)).rows,
        { onNotice: (notice) => notices.push(notice) },
      );
      expect(rows).toHaveLength(50);
      expect(notices.map(({ message }) => Number(message.replace('seen ', '')) % 2)).toEqual(Array(50).fill(0));
    }
  });
});

describe('another’s sessions', () => {
  it('show nothing of their queries and can’t be ended', async () => {
    const running = ann.use(({ query }) => query(`select pg_sleep(2), 'private words'`));
    const pid = await waitFor(
      `select pid from pg_stat_activity where query like '%private words%' and pid <> pg_backend_pid()`,
    );
    expect(await see(`select query from pg_stat_activity where pid = ${pid}`)).toEqual([['<insufficient privilege>']]);
    expect(await see(`select count(*) from pg_stat_activity where query like '%private words' || '%'`)).toEqual([
      ['0'],
    ]);
    for (const end of ['pg_terminate_backend', 'pg_cancel_backend']) {
      expect(await codeOf(`select ${end}(${pid})`)).toBe('sql.permission');
    }
    expect((await running).rows).toHaveLength(1);
  });

  it('of a run of the same project can’t be ended by another run', async () => {
    const { owner } = rolesOf('mine');
    const signIn = async (role: string) => {
      const request = { role, runId: randomUUID(), person: people.eve, owner, connections: 4, seconds: 60 };
      const password = await admin.createRunRole(request);
      return openSession({ url: sessionUrl({ databaseUrl: database.url, role, password }) });
    };
    const names = [runRoleName(randomUUID()), runRoleName(randomUUID())];
    const [one, two] = await Promise.all(names.map(signIn));
    if (!one || !two) throw new Error('two runs');
    try {
      await one.use(async (connection) => {
        const { rows } = await connection.query('select pg_backend_pid()');
        const kill = two.use(({ query }) => query(`select pg_terminate_backend(${rows[0]?.[0]})`));
        await expect(kill).rejects.toMatchObject({ problem: { code: 'sql.permission' } });
        await connection.query('select 1');
      });
    } finally {
      await Promise.all([one.close(), two.close()]);
      for (const role of names) await admin.dropRunRole(role);
    }
  });
});

describe('what a person may use up', () => {
  it('is a limited space for temporary files, which they can’t raise', async () => {
    expect(await see(`select current_setting('temp_file_limit')`)).toEqual([['10GB']]);
    expect(await codeOf(`select set_config('temp_file_limit', '-1', true)`)).toBe('sql.permission');
  });

  it('is twenty connections', async () => {
    expect(await see(`select rolconnlimit from pg_roles where rolname = session_user`)).toEqual([['20']]);
  });

  it('is no notice to others: a preview’s NOTIFY is never sent', async () => {
    await onServer(database.url, async (client) => {
      const heard: unknown[] = [];
      client.on('notification', (message) => heard.push(message));
      await client.query('listen insitu_flood');
      await see(`select count(pg_notify('insitu_flood', g::text)) from generate_series(1, 1000) g`);
      await sleep(100);
      await client.query('select 1');
      expect(heard).toEqual([]);
    });
  });
});

async function waitFor(sql: string): Promise<number> {
  const first = () =>
    onServer(database.url, async (client) => Object.values((await client.query(sql)).rows[0] ?? {})[0]);
  await expect.poll(first, { timeout: 5_000, interval: 20 }).toBeGreaterThan(0);
  return Number(await first());
}
