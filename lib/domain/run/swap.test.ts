import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '#lib/contracts/run.ts';
import { openSession, type PooledSession } from '#lib/db/data/session.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { type ExecuteOptions, executeRun } from './execute.ts';
import { type FixtureNode, fixture, table, view } from './fixture.ts';
import { planSteps } from './plan.ts';

let database: TestDatabase;
let session: PooledSession;
let admin: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase('empty');
  session = openSession({ url: database.url, max: 8 });
  admin = new pg.Client(database.url);
  await admin.connect();
  await admin.query(`
    create role c_owner_${database.name} nologin; create role c_reader_${database.name} nologin; create role c_other_${database.name} nologin;
    grant create on database ${database.name} to c_owner_${database.name}, c_other_${database.name}`);
});

afterAll(async () => {
  await session.close();
  const roles = ['owner', 'reader', 'other'].map((name) => `c_${name}_${database.name}`);
  for (const role of roles) await admin.query(`drop owned by ${role} cascade`);
  await admin.query(`drop role ${roles.join(', ')}`);
  await admin.end();
  await database.drop();
});

let count = 0;
function freshSchema(): string {
  count += 1;
  return `w${count}`;
}

async function build(nodes: readonly FixtureNode[], options: Partial<ExecuteOptions> = {}) {
  const compilation = fixture(nodes);
  const events: RunEvent[] = [];
  const steps = planSteps(
    compilation,
    { command: 'run', select: [], exclude: [] },
    () => new Set(compilation.nodes.keys()),
  );
  await executeRun({
    compilation,
    steps,
    session,
    request: { fullRefresh: false, vars: {} },
    target: { name: 'dev', type: 'postgres', database: 'x', schema: 's', user: 'u', host: 'h', port: 1, threads: 4 },
    ...options,
    emit: (event) => events.push(event),
  });
  const log = events.flatMap((event) => (event.type === 'log' ? [event.text] : [])).join('\n');
  const last = (name: string) => events.findLast((event) => event.type === 'step_finished' && event.nodeId === name);
  return { log, step: (name: string) => last(name) };
}

const rows = async (sql: string): Promise<unknown[]> => (await admin.query({ text: sql, rowMode: 'array' })).rows;

describe('swapping a table', () => {
  it('keeps views that read it, and views that read those, with owner, grants and comments', async () => {
    const s = freshSchema();
    await build([table(s, 't', 'select 1 as a, 2 as b')]);
    await admin.query(`
      create view ${s}.v1 with (security_barrier) as select a from ${s}.t; comment on view ${s}.v1 is 'it''s kept';
      comment on column ${s}.v1.a is 'a column';
      create view ${s}.v2 as select v1.a + t.b as c from ${s}.v1, ${s}.t;
      grant select on ${s}.v2 to c_reader_${database.name}; grant select (a) on ${s}.t to c_reader_${database.name};
      grant select on ${s}.t to public; comment on table ${s}.t is 'the table'`);
    const { step } = await build([table(s, 't', `select 10 as a, 20 as b, 'new' as c`)]);
    expect(step('t')).toMatchObject({ status: 'success' });
    expect(await rows(`select c from ${s}.v2`)).toEqual([[30]]);
    expect(
      await rows(
        `select obj_description('${s}.v1'::regclass), col_description('${s}.v1'::regclass, 1), obj_description('${s}.t'::regclass)`,
      ),
    ).toEqual([["it's kept", 'a column', 'the table']]);
    expect(
      await rows(
        `select has_table_privilege('c_reader_${database.name}', '${s}.v2', 'select'), reloptions::text from pg_class where oid = '${s}.v1'::regclass`,
      ),
    ).toEqual([[true, '{security_barrier=true}']]);
    expect(await rows(`select relacl::text like '%=r/%' from pg_class where oid = '${s}.t'::regclass`)).toEqual([
      [true],
    ]);
    expect(
      await rows(`select attacl is not null from pg_attribute where attrelid = '${s}.t'::regclass and attname = 'a'`),
    ).toEqual([[true]]);
  });

  it('drops a view of the project whose column vanished, and says so', async () => {
    const s = freshSchema();
    const nodes = (sql: string) => [table(s, 't', sql), view(s, 'v', `select b from ${s}.t`, ['t'])];
    await build(nodes('select 1 as a, 2 as b'));
    const { log, step } = await build(nodes('select 1 as a'));
    expect(step('t')).toMatchObject({ status: 'success' });
    expect(log).toContain(`View "${s}"."v" was dropped`);
    expect(step('v')).toMatchObject({ status: 'error', problem: { code: 'sql.column_missing' } });
  });

  it('fails and keeps the old table when a view that is not the project’s needs a vanished column', async () => {
    const s = freshSchema();
    await build([table(s, 't', 'select 1 as a, 2 as b')]);
    await admin.query(`create schema rep_${s}; create view rep_${s}.report as select b from ${s}.t`);
    const { step } = await build([table(s, 't', 'select 5 as a')]);
    expect(step('t')).toMatchObject({ status: 'error', problem: { code: 'run.dependents' } });
    expect(JSON.stringify(step('t'))).toContain(`\\"rep_${s}\\".\\"report\\"`);
    expect(await rows(`select b from rep_${s}.report`)).toEqual([[2]]);
  });

  it('refreshes in place below a materialized view, a foreign key and row level security', async () => {
    const s = freshSchema();
    await build([table(s, 't', 'select 1 as a')]);
    await admin.query(
      `create materialized view ${s}.m as select a from ${s}.t; alter table ${s}.t enable row level security`,
    );
    const before = await rows(`select '${s}.t'::regclass::oid`);
    const { step, log } = await build([table(s, 't', 'select 7 as a, 8 as b')]);
    expect(step('t')).toMatchObject({ status: 'success', rows: 1 });
    expect(log).toContain('in place');
    expect(await rows(`select '${s}.t'::regclass::oid`)).toEqual(before);
    expect(await rows(`select a, b from ${s}.t`)).toEqual([[7, 8]]);
    const worse = await build([table(s, 't', `select 'text' as a`)]);
    expect(worse.step('t')).toMatchObject({ status: 'error', problem: { code: 'run.dependents' } });
    expect(await rows(`select a, b from ${s}.t`)).toEqual([[7, 8]]);
  });

  it('refreshes in place below a view of a role that is not ours to drop', async () => {
    const s = freshSchema();
    const [owner, other] = [`c_owner_${database.name}`, `c_other_${database.name}`];
    await admin.query(
      `create schema ${s} authorization ${owner}; create schema o_${s} authorization ${other}; grant usage on schema ${s} to ${other};`,
    );
    await build([table(s, 't', 'select 1 as a')], { role: owner });
    await admin.query(
      `grant select on ${s}.t to ${other}; set role ${other}; create view o_${s}.v as select a from ${s}.t; reset role`,
    );
    const { step } = await build([table(s, 't', 'select 2 as a')], { role: owner });
    expect(step('t')).toMatchObject({ status: 'success' });
    expect(
      await rows(
        `select a, (select pg_get_userbyid(relowner) from pg_class where oid = 'o_${s}.v'::regclass) from o_${s}.v`,
      ),
    ).toEqual([[2, other]]);
  });

  it('takes away again what default privileges give and an owner took', async () => {
    const s = freshSchema();
    const [owner, reader] = [`c_owner_${database.name}`, `c_reader_${database.name}`];
    await admin.query(
      `create schema ${s} authorization ${owner}; alter default privileges for role ${owner} in schema ${s} grant select on tables to ${reader}`,
    );
    await build([table(s, 't', 'select 1 as a')], { role: owner });
    expect(await rows(`select has_table_privilege('${reader}', '${s}.t', 'select')`)).toEqual([[true]]);
    await build([table(s, 't', 'select 2 as a')], { role: owner });
    expect(await rows(`select has_table_privilege('${reader}', '${s}.t', 'select')`)).toEqual([[true]]);
    await admin.query(
      `set role ${owner}; create view ${s}.v as select a from ${s}.t; reset role; revoke select on ${s}.t, ${s}.v from ${reader}`,
    );
    await build([table(s, 't', 'select 2 as a')], { role: owner });
    expect(
      await rows(
        `select has_table_privilege('${reader}', '${s}.t', 'select'), has_table_privilege('${reader}', '${s}.v', 'select')`,
      ),
    ).toEqual([[false, false]]);
  });

  it('changes a table into a view and back, and a materialized view into a table', async () => {
    const s = freshSchema();
    await build([table(s, 't', 'select 1 as a')]);
    await admin.query(`create view ${s}.reader as select a from ${s}.t; comment on table ${s}.t is 'c'`);
    expect((await build([view(s, 't', 'select 2 as a')])).step('t')).toMatchObject({ status: 'success' });
    expect(await rows(`select a, obj_description('${s}.t'::regclass) from ${s}.reader`)).toEqual([[2, 'c']]);
    expect((await build([table(s, 't', 'select 3 as a')])).step('t')).toMatchObject({ status: 'success' });
    expect(await rows(`select a from ${s}.reader`)).toEqual([[3]]);
    await admin.query(`create materialized view ${s}.m as select 1 as a`);
    expect((await build([table(s, 'm', 'select 4 as a')])).step('m')).toMatchObject({ status: 'success' });
    expect(await rows(`select a from ${s}.m`)).toEqual([[4]]);
  });

  it('replaces a view whose columns changed, below another view', async () => {
    const s = freshSchema();
    await build([view(s, 'v', 'select 1 as a, 2 as b')]);
    await admin.query(`create view ${s}.w as select b from ${s}.v`);
    expect((await build([view(s, 'v', 'select 9 as b')])).step('v')).toMatchObject({ status: 'success' });
    expect(await rows(`select b from ${s}.w`)).toEqual([[9]]);
  });

  it('refuses a name that something else has', async () => {
    const s = freshSchema();
    await admin.query(`create schema ${s}; create sequence ${s}.t; create table ${s}.p (a int) partition by list (a)`);
    for (const name of ['t', 'p']) {
      expect((await build([table(s, name, 'select 1 as a')])).step(name)).toMatchObject({
        problem: { code: 'run.name_taken' },
      });
    }
    const owner = `c_owner_${database.name}`;
    await admin.query(`create table ${s}.theirs as select 1 as a; grant all on schema ${s} to ${owner}`);
    expect((await build([view(s, 'theirs', 'select 1 as a')], { role: owner })).step('theirs')).toMatchObject({
      problem: { code: 'run.name_taken' },
    });
  });

  it('handles names of 63 bytes that differ only at their end, and quoted ones', async () => {
    const s = freshSchema();
    const names = ['1', '2'].map((end) => 'ü'.repeat(31) + end);
    names.push('with "quotes" and $insitu$', 'UPPER');
    await build(names.map((name) => table(s, name, 'select 1 as a')));
    const again = await build(names.map((name) => table(s, name, 'select 2 as a')));
    for (const name of names) expect(again.step(name)).toMatchObject({ status: 'success' });
    expect(await rows(`select relname from pg_class where relnamespace = '${s}'::regnamespace order by 1`)).toEqual(
      [...names].sort().map((name) => [name]),
    );
  });

  it('builds indexes aside and finds their names again', async () => {
    const s = freshSchema();
    const node = table(s, 't', 'select g as a, g as b from generate_series(1, 2000) g');
    if (node.work.type !== 'table') throw new Error('a table');
    const indexed = {
      ...node,
      work: {
        ...node.work,
        indexes: [
          { columns: ['a'], unique: true, type: 'btree' },
          { columns: ['a', 'b'], unique: false, type: 'btree' },
        ],
      },
    };
    await build([indexed]);
    const names = await rows(
      `select indexname, indexdef like '%UNIQUE%' from pg_indexes where schemaname = '${s}' order by 2, 1`,
    );
    expect(names.map((row) => (Array.isArray(row) ? row[1] : undefined))).toEqual([false, true]);
    expect((await build([indexed])).step('t')).toMatchObject({ status: 'success', rows: 2000 });
    expect(
      await rows(`select indexname, indexdef like '%UNIQUE%' from pg_indexes where schemaname = '${s}' order by 2, 1`),
    ).toEqual(names);
    expect(await rows(`select reltuples::int from pg_class where oid = '${s}.t'::regclass`)).toEqual([[2000]]);
  });

  it('waits behind a long reader without losing what it built', async () => {
    const s = freshSchema();
    await build([table(s, 't', 'select 1 as a')]);
    await admin.query(`begin; select * from ${s}.t`);
    const running = build([table(s, 't', 'select 2 as a')], {
      patience: { lockMs: 100, pauseMs: 50, totalMs: 10_000 },
    });
    await new Promise((resolve) => setTimeout(resolve, 700));
    await admin.query('commit');
    const { step, log } = await running;
    expect(step('t')).toMatchObject({ status: 'success' });
    expect(log).toContain('Waiting for');
    expect(await rows(`select a from ${s}.t`)).toEqual([[2]]);
    await admin.query(`begin; select * from ${s}.t`);
    const given = await build([table(s, 't', 'select 3 as a')], {
      patience: { lockMs: 50, pauseMs: 20, totalMs: 200 },
    });
    await admin.query('commit');
    expect(given.step('t')).toMatchObject({ status: 'error', problem: { code: 'run.locked' } });
    expect(await rows(`select a from ${s}.t`)).toEqual([[2]]);
  });

  it('swaps tables that share views in parallel, twice at once', async () => {
    const s = freshSchema();
    const nodes = (n: number) => ['a', 'b', 'c', 'd'].map((name) => table(s, name, `select ${n} as x`));
    await build(nodes(1));
    await admin.query(`create view ${s}.all_of as select a.x from ${s}.a, ${s}.b, ${s}.c, ${s}.d`);
    const patient = { patience: { lockMs: 500, pauseMs: 50, totalMs: 20_000 } };
    const runs = await Promise.all([build(nodes(2), patient), build(nodes(2), patient)]);
    for (const { step } of runs)
      for (const name of ['a', 'b', 'c', 'd']) expect(step(name)).toMatchObject({ status: 'success' });
    expect(await rows(`select x from ${s}.all_of`)).toEqual([[2]]);
  });

  it('replaces a view only when its readers are gone, without letting others wait long', async () => {
    const s = freshSchema();
    await build([view(s, 'v', 'select 1 as a')]);
    await admin.query(`begin; select * from ${s}.v`);
    const running = build([view(s, 'v', 'select 2 as a')], { patience: { lockMs: 50, pauseMs: 200, totalMs: 10_000 } });
    await new Promise((resolve) => setTimeout(resolve, 400));
    const started = performance.now();
    await session.use((connection) => connection.query(`select * from ${s}.v`));
    // Not the ten seconds that the swap may take in all.
    expect(performance.now() - started).toBeLessThan(5_000);
    await admin.query('commit');
    expect((await running).step('v')).toMatchObject({ status: 'success' });
    expect(await rows(`select a from ${s}.v`)).toEqual([[2]]);
  });

  it('keeps the trigger of a view that reads the table', async () => {
    const s = freshSchema();
    await build([table(s, 't', 'select 1 as a')]);
    await admin.query(`create view ${s}.v as select a from ${s}.t;
      create function ${s}.f() returns trigger language plpgsql as 'begin return new; end';
      create trigger keep_me instead of insert on ${s}.v for each row execute function ${s}.f()`);
    expect((await build([table(s, 't', 'select 2 as a')])).step('t')).toMatchObject({ status: 'success' });
    expect(
      await rows(`select tgname, (select a from ${s}.v) from pg_trigger where tgrelid = '${s}.v'::regclass`),
    ).toEqual([['keep_me', 2]]);
  });
});
