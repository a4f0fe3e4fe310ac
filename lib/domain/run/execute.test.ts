import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '#lib/contracts/run.ts';
import { openSession, type PooledSession } from '#lib/db/data/session.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { type ExecuteOptions, executeRun } from './execute.ts';
import { type FixtureNode, fixture, seed, table, test, view } from './fixture.ts';
import { planSteps } from './plan.ts';

let database: TestDatabase;
let session: PooledSession;
let admin: pg.Client;
let count = 0;

beforeAll(async () => {
  database = await createTestDatabase('empty');
  session = openSession({ url: database.url, max: 8 });
  admin = new pg.Client(database.url);
  await admin.connect();
});

afterAll(async () => {
  await session.close();
  await admin.end();
  await database.drop();
});

function freshSchema(): string {
  count += 1;
  return `s${count}`;
}

async function build(nodes: readonly FixtureNode[], options: Partial<ExecuteOptions> = {}) {
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
    session,
    request: { fullRefresh: false, vars: {} },
    target: { name: 'dev', type: 'postgres', database: 'x', schema: 's', user: 'u', host: 'h', port: 1, threads: 4 },
    ...options,
    emit: (event) => {
      events.push(event);
      options.emit?.(event);
    },
  });
  const finished = new Map(
    events.flatMap((event) => (event.type === 'step_finished' ? [[String(event.nodeId), event]] : [])),
  );
  return { status, events, step: (name: string) => finished.get(name) };
}

const rows = async (sql: string): Promise<unknown[]> => (await admin.query({ text: sql, rowMode: 'array' })).rows;

describe('executeRun', () => {
  it('builds seeds, tables and views in order, with tests between them', async () => {
    const s = freshSchema();
    const { status, step, events } = await build([
      seed(s, 'raw', 'id,amount,day,ok,name\n1,2.5,2024-01-31,true,ann\n2,,2024-02-01,false,null\n'),
      table(s, 'clean', `select * from ${s}.raw`, ['raw']),
      test('unique_id', `select id from ${s}.clean group by id having count(*) > 1`, ['clean']),
      view(s, 'top', `select sum(amount) as amount from ${s}.clean`, ['clean']),
    ]);
    expect(status).toBe('success');
    expect(step('raw')).toMatchObject({ status: 'success', rows: 2 });
    expect(step('clean')).toMatchObject({ status: 'success', rows: 2 });
    expect(step('unique_id')).toMatchObject({ status: 'pass', failures: 0 });
    expect(await rows(`select amount from ${s}.top`)).toEqual([[2.5]]);
    expect(
      await rows(
        `select string_agg(format_type(atttypid, atttypmod), ',' order by attnum) from pg_attribute where attrelid='${s}.raw'::regclass and attnum > 0`,
      ),
    ).toEqual([['integer,double precision,date,boolean,text']]);
    const order = events.flatMap((event) => (event.type === 'step_finished' ? [String(event.nodeId)] : []));
    expect(order).toEqual(['raw', 'clean', 'unique_id', 'top']);
  });

  it('keeps the old table when a build fails, and skips what reads it', async () => {
    const s = freshSchema();
    await build([table(s, 't', 'select 1 as a'), view(s, 'v', `select a from ${s}.t`, ['t'])]);
    const { status, step } = await build([
      table(s, 't', 'select 1/0 as a'),
      view(s, 'v', `select a from ${s}.t`, ['t']),
    ]);
    expect(status).toBe('failed');
    expect(step('t')).toMatchObject({
      status: 'error',
      problem: { code: 'sql.division_by_zero', path: 'models/t.sql' },
    });
    expect(step('v')).toMatchObject({ status: 'skipped' });
    expect(await rows(`select a from ${s}.v`)).toEqual([[1]]);
    expect(await rows(`select relname from pg_class where relnamespace = '${s}'::regnamespace order by 1`)).toEqual([
      ['t'],
      ['v'],
    ]);
  });

  it('stops what is below a failing test, not what is below a warning', async () => {
    const s = freshSchema();
    const bad = 'select 1 as x';
    const failing = await build([table(s, 't', bad), test('no', bad, ['t']), view(s, 'v', bad, ['t'])]);
    expect(failing.step('no')).toMatchObject({ status: 'fail', failures: 1 });
    expect(failing.step('v')?.status).toBe('skipped');
    const warning = await build([table(s, 't', bad), test('no', bad, ['t'], 'warn'), view(s, 'v', bad, ['t'])]);
    expect(warning.step('no')).toMatchObject({ status: 'warn', failures: 1 });
    expect(warning.status).toBe('success');
  });

  it('names the line and column of an error in the person’s file', async () => {
    const s = freshSchema();
    const { step } = await build([view(s, 'v', 'select 1 as “ü”,\n  nosuch\nfrom pg_class')]);
    expect(step('v')?.problem).toMatchObject({ code: 'sql.column_missing', path: 'models/v.sql', line: 2, column: 3 });
  });

  it('refuses two statements in one file', async () => {
    const s = freshSchema();
    await admin.query('create table if not exists public.keep as select 1 as a');
    const { step } = await build([table(s, 't', 'select 1 as a; drop table public.keep')]);
    expect(step('t')?.problem?.code).toBe('sql.two_statements');
    expect(await rows('select a from public.keep')).toEqual([[1]]);
  });

  it('cancels within two seconds and leaves nothing behind', async () => {
    const s = freshSchema();
    const stop = new AbortController();
    const started = performance.now();
    const running = build(
      [table(s, 't', 'select pg_sleep(60)::text as x'), view(s, 'v', `select * from ${s}.t`, ['t'])],
      {
        signal: stop.signal,
      },
    );
    await sleep(500);
    stop.abort();
    const { status, step } = await running;
    expect(performance.now() - started).toBeLessThan(2_500);
    expect(status).toBe('cancelled');
    expect(step('t')?.status).toBe('cancelled');
    expect(step('v')?.status).toBe('cancelled');
    expect(await rows(`select relname from pg_class where relnamespace = '${s}'::regnamespace`)).toEqual([]);
    const active = `select count(*)::int from pg_stat_activity where query like 'CREATE TABLE%pg_sleep(60)%' and state = 'active' and pid <> pg_backend_pid()`;
    await expect.poll(() => rows(active)).toEqual([[0]]);
  });

  it('stops at its deadline', async () => {
    const s = freshSchema();
    const { status, step, events } = await build([table(s, 't', 'select pg_sleep(60)::text as x')], {
      deadlineMs: 400,
    });
    expect(status).toBe('failed');
    expect(step('t')?.problem?.code).toBe('run.deadline');
    expect(events.at(-1)).toMatchObject({ type: 'run_finished', problem: { code: 'run.deadline' } });
  });

  it('runs independent steps at the same time', async () => {
    const s = freshSchema();
    const names = ['a', 'b', 'c', 'd'];
    const slow = 'select clock_timestamp() as began, pg_sleep(0.5)::text as x, clock_timestamp() as ended';
    const { status } = await build(names.map((name) => table(s, name, slow)));
    expect(status).toBe('success');
    const all = names.map((name) => `select began, ended from ${s}.${name}`).join(' union all ');
    expect(await rows(`select count(*)::int from (${all}) x, (${all}) y where x.began < y.ended`)).not.toEqual([[10]]);
  });

  it('runs hooks in the transaction and around it', async () => {
    const s = freshSchema();
    const hooked = (post: string): FixtureNode => ({
      ...table(s, 't', `select * from ${s}.made`),
      hooks: {
        pre: [{ sql: `create table ${s}.made as select 1 as a; insert into ${s}.made values (2)`, transaction: true }],
        post: [
          { sql: `vacuum ${s}.t`, transaction: false },
          { sql: post, transaction: true },
        ],
      },
    });
    const good = await build([hooked(`comment on table ${s}.t is 'hooked'`)]);
    expect(good.step('t')).toMatchObject({ status: 'success', rows: 2 });
    expect(await rows(`select obj_description('${s}.t'::regclass)`)).toEqual([['hooked']]);
    const bad = await build([
      { ...hooked('select nosuch'), hooks: { pre: [], post: [{ sql: 'select nosuch', transaction: true }] } },
    ]);
    expect(bad.step('t')?.problem).toMatchObject({
      code: 'sql.column_missing',
      message: expect.stringContaining('post-hook'),
    });
  });

  it('keeps the old table when a hook fails or undoes the transaction, and goes on after one that commits', async () => {
    const s = freshSchema();
    const hooked = (hooks: FixtureNode['hooks'], value: number): FixtureNode => ({
      ...table(s, 't', `select ${value} as a`),
      hooks,
    });
    const hook = (sql: string, transaction = true) => [{ sql, transaction }];
    await build([hooked(undefined, 1)]);
    const codes = [];
    for (const hooks of [
      { pre: [], post: hook('select nosuch') },
      { pre: hook('rollback'), post: [] },
      { pre: [], post: hook('rollback; begin') },
      { pre: hook('select nosuch', false), post: [] },
    ]) {
      codes.push((await build([hooked(hooks, 2)])).step('t')?.problem?.code);
      expect(await rows(`select a from ${s}.t`)).toEqual([[1]]);
    }
    expect(codes).toEqual(['sql.column_missing', 'run.hook_transaction', 'run.hook_transaction', 'sql.column_missing']);
    for (const [at, commit] of ['commit', 'commit; begin', 'select 1; commit; select 2'].entries()) {
      const { status } = await build([hooked({ pre: hook(commit), post: hook(commit) }, at + 3)]);
      expect([commit, status, await rows(`select a from ${s}.t`)]).toEqual([commit, 'success', [[at + 3]]]);
    }
    expect((await build([hooked({ pre: [], post: [] }, 6)])).status).toBe('success');
    expect(await rows(`select relname from pg_class where relname like '\\_\\_insitu%'`)).toEqual([]);
  });

  it('leaves nothing of a hook to the next node of the connection', async () => {
    const s = freshSchema();
    const set = `set work_mem = '7MB'; create temp table if not exists mark as select 1 as a; select pg_advisory_lock(77)`;
    const look = `select current_setting('work_mem') as m, to_regclass('pg_temp.mark')::text as t, (select count(*)::int from pg_locks where locktype = 'advisory') as l`;
    await using single = openSession({ url: database.url, max: 1 });
    const { status } = await build(
      [
        { ...table(s, 'a', 'select 1 as a'), hooks: { pre: [{ sql: set, transaction: true }], post: [] } },
        { ...table(s, 'b', look, ['a']), hooks: { pre: [{ sql: set, transaction: false }], post: [] } },
        table(s, 'c', look, ['b']),
      ],
      { session: single, threads: 1 },
    );
    expect(status).toBe('success');
    expect(await rows(`select t, l from ${s}.b`)).toEqual([['mark', 1]]);
    const [[workMem]] = (await rows('show work_mem')) as [[string]];
    expect(await rows(`select * from ${s}.c`)).toEqual([[workMem, null, 0]]);
  });

  it('leaves nothing that a query set for the session to the next node of the connection', async () => {
    const s = freshSchema();
    await using single = openSession({ url: database.url, max: 1 });
    const nodes = [
      table(s, 'a', `select set_config('datestyle', 'SQL, DMY', false) as x`),
      table(s, 'b', `select '2020-01-31'::date::text as d`, ['a']),
    ];
    expect((await build(nodes, { session: single, threads: 1 })).status).toBe('success');
    expect(await rows(`select d from ${s}.b`)).toEqual([['2020-01-31']]);
  });

  it('fails what did not compile with its own problem, and builds the rest', async () => {
    const s = freshSchema();
    const problem = {
      code: 'ref.missing',
      severity: 'error' as const,
      message: 'no such model',
      path: 'models/x.sql',
      line: 3,
    };
    const { step, status } = await build([
      { name: 'x', work: { type: 'invalid', problem } },
      view(s, 'y', 'select 1 as a', ['x']),
      view(s, 'z', 'select 1 as a'),
    ]);
    expect(status).toBe('failed');
    expect(step('x')).toMatchObject({ status: 'error', problem });
    expect([step('y')?.status, step('z')?.status]).toEqual(['skipped', 'success']);
  });

  it('does not build over the source that it reads', async () => {
    const s = freshSchema();
    await admin.query(`create schema ${s}; create table ${s}.t as select 42 as a`);
    const { status, events } = await build([
      { name: 'src', work: { type: 'source', relation: { schema: s, identifier: 't' } } },
      table(s, 't', `select a + 1 as a from ${s}.t`, ['src']),
    ]);
    expect(status).toBe('failed');
    expect(events.at(-1)).toMatchObject({ problem: { code: 'run.same_relation' } });
    expect(await rows(`select a from ${s}.t`)).toEqual([[42]]);
  });

  it('builds what a source names for others, as dbt does', async () => {
    const s = freshSchema();
    const { status } = await build([
      { name: 'src', work: { type: 'source', relation: { schema: s, identifier: 't' } } },
      table(s, 't', 'select 1 as a'),
    ]);
    expect(status).toBe('success');
    expect(await rows(`select a from ${s}.t`)).toEqual([[1]]);
  });
});

describe('bad input', () => {
  it.each([
    ['', 'sql.empty'],
    ['-- only\n/* comments */ ;', 'sql.empty'],
    ['select 1 as a\0, 2 as b', 'sql.nul_character'],
    ['select $$open', 'sql.syntax'],
    ['select 1 as a, 2 as a', 'sql.duplicate_column'],
    [`select ${Array.from({ length: 1_700 }, (_, n) => `1 as c${n}`).join(', ')}`, 'sql.too_many_columns'],
    [`select ${'('.repeat(20_000)}1${')'.repeat(20_000)} as a`, 'sql.syntax'],
    ['insert into x values (1)', 'sql.syntax'],
  ])('%s is refused', async (sql, code) => {
    const s = freshSchema();
    for (const make of [table, view]) {
      const { step, status } = await build([make(s, 't', sql)]);
      expect(status).toBe('failed');
      expect(step('t')?.problem?.code).toBe(code);
    }
    expect(await rows('select 1')).toEqual([[1]]);
  });

  it('takes 5 MB of text, NaN, infinite dates and names of 63 bytes', async () => {
    const s = freshSchema();
    const name = 'ß'.repeat(31);
    const { step } = await build([
      table(
        s,
        name,
        `select 'NaN'::numeric as n, 'infinity'::date as d, 9007199254740993 as i, '${'x'.repeat(5_000_000)}' as t`,
      ),
    ]);
    expect(step(name)).toMatchObject({ status: 'success', rows: 1 });
    expect(await rows(`select n::text, d::text, i::text, length(t) from ${s}."${name}"`)).toEqual([
      ['NaN', 'infinity', '9007199254740993', 5_000_000],
    ]);
  });

  it('names the line of a cell that a declared type refuses', async () => {
    const s = freshSchema();
    const { step } = await build([seed(s, 'raw', 'id,n\n"1\n1",5\n2,six\n', { n: 'int' })]);
    expect(step('raw')).toMatchObject({
      status: 'error',
      problem: { code: 'sql.bad_value', path: 'seeds/raw.csv', line: 4 },
    });
  });
});

describe('failing rows that are kept', () => {
  const kept = (schema: string, name: string, as: 'table' | 'view', sql: string): FixtureNode => ({
    name,
    after: ['t'],
    work: {
      type: 'test',
      sql,
      severity: 'error',
      errorIf: '!= 0',
      warnIf: '!= 0',
      failCalc: 'count(*)',
      store: { relation: { schema: `${schema}_audit`, identifier: name }, as },
    },
  });

  it('stand in a table or a view, also when there are none, and are made anew', async () => {
    const schema = freshSchema();
    const t = table(schema, 't', 'select n from generate_series(1, 5) n');
    const bad = (limit: number) => `select n from "${schema}".t where n > ${limit}`;
    const nodes = (limit: number) => [
      t,
      kept(schema, 'bad', 'table', bad(limit)),
      kept(schema, 'seen', 'view', bad(limit)),
    ];
    const first = await build(nodes(3));
    expect([first.step('bad')?.status, first.step('bad')?.failures]).toEqual(['fail', 2]);
    expect(await rows(`select n from "${schema}_audit".bad order by n`)).toEqual([[4], [5]]);
    expect(await rows(`select n from "${schema}_audit".seen order by n`)).toEqual([[4], [5]]);
    const second = await build(nodes(5));
    expect([second.step('bad')?.status, second.step('seen')?.status]).toEqual(['pass', 'pass']);
    expect(await rows(`select count(*)::int from "${schema}_audit".bad`)).toEqual([[0]]);
  });
});
