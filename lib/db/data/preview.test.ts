import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SqlError } from '#lib/contracts/database.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { readCatalog } from './catalog.ts';
import { preview } from './preview.ts';
import { openSession, type PooledSession } from './session.ts';

let database: TestDatabase;
let session: PooledSession;
let admin: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase('empty');
  session = openSession({ url: database.url, max: 2 });
  admin = new pg.Client(database.url);
  await admin.connect();
  await admin.query('create table public.keep as select 1 as a; create table public.counted (id serial)');
});

afterAll(async () => {
  await session.close();
  await admin.end();
  await database.drop();
});

const show = (sql: string, more: object = {}) => preview(session, { sql, ...more });

async function refusal(sql: string, more: object = {}): Promise<SqlError> {
  const error = await show(sql, more).catch((thrown: unknown) => thrown);
  if (!(error instanceof SqlError)) throw new Error(`not refused: ${sql}`);
  return error;
}

const kept = async () => (await admin.query('select count(*)::int as n from public.keep')).rows[0]?.n;

describe('preview', () => {
  it('shows values exactly, types as written, and columns of the same name', async () => {
    const result = await show(
      `select 9007199254740993::int8 as big, 'NaN'::numeric as x, 1.10::numeric(10,2) as x, 'infinity'::date, null::text, '{1,2}'::int[], true`,
    );
    expect(result.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'big bigint',
      'x numeric',
      'x numeric(10,2)',
      'date date',
      'text text',
      'int4 integer[]',
      '?column? boolean',
    ]);
    expect(result.rows).toEqual([['9007199254740993', 'NaN', '1.10', 'infinity', null, '{1,2}', 't']]);
    expect(result.more).toBe(false);
  });

  it('pages', async () => {
    const first = await show('select g from generate_series(1, 1200) g;', { limit: 9_999 });
    expect([first.rows.length, first.more]).toEqual([500, true]);
    const last = await show('select g from generate_series(1, 1200) g', { offset: 1_000 });
    expect([last.rows.length, last.rows[0]?.[0], last.more]).toEqual([200, '1001', false]);
  });

  it.each([
    ['select 1; drop table public.keep', 'sql.two_statements'],
    ['select 1; commit; drop table public.keep', 'sql.two_statements'],
    ['with gone as (delete from public.keep returning a) select * from gone', 'sql.read_only'],
    ['delete from public.keep', 'sql.read_only'],
    ['commit', 'sql.read_only'],
    ['create table x (a int)', 'sql.read_only'],
    ['select 1 from', 'sql.syntax'],
    ['-- nothing\n', 'sql.empty'],
    ['', 'sql.empty'],
    ['select $$unterminated', 'sql.syntax'],
    ["select set_config('transaction_read_only', 'off', true)", 'sql.25001'],
    ['explain select 1', 'sql.read_only'],
    ['explain analyze delete from public.keep', 'sql.read_only'],
    ['lock table public.keep', 'sql.read_only'],
    ['select * from public.keep for update', 'sql.read_only'],
    ['listen x', 'sql.read_only'],
    ['set statement_timeout = 0', 'sql.read_only'],
    ['call x()', 'sql.read_only'],
    ["copy (select 1) to program 'true'", 'sql.read_only'],
    ["prepare transaction 'x'", 'sql.read_only'],
    ['select a into public.other from public.keep', 'sql.syntax'],
    ["select nextval(pg_get_serial_sequence('public.counted', 'id'))", 'sql.read_only'],
  ])('refuses %s', async (sql, code) => {
    expect((await refusal(sql)).problem.code).toBe(code);
    expect(await kept()).toBe(1);
  });

  it('refuses a write hidden in a function', async () => {
    await admin.query(
      `create function public.sly() returns int language plpgsql as $$begin delete from public.keep; return 1; end$$`,
    );
    expect((await refusal('select public.sly()')).problem.code).toBe('sql.read_only');
    expect(await kept()).toBe(1);
  });

  it('names line and column in the person’s file', async () => {
    const { problem } = await refusal('select 1,\n  nosuch from pg_class', { place: { path: 'models/a.sql' } });
    expect(problem).toMatchObject({ path: 'models/a.sql', line: 2, column: 3 });
    const { problem: traced } = await refusal('select 1,\n  nosuch\nfrom "s"."pg_klass_x"', {
      place: { path: 'models/a.sql', rawText: "{{ config() }}\n\nselect 1,\n    nosuch\nfrom {{ ref('x') }}" },
    });
    expect(traced).toMatchObject({ path: 'models/a.sql', line: 5, column: 1, code: 'sql.relation_missing' });
  });

  it('is cancelled by its signal, and the next query is not', async () => {
    const stop = new AbortController();
    const started = performance.now();
    const running = refusal('select pg_sleep(30)', { signal: stop.signal });
    await sleep(200);
    stop.abort();
    expect((await running).problem.code).toBe('run.cancelled');
    expect(performance.now() - started).toBeLessThan(1_500);
    for (let round = 0; round < 20; round += 1) expect((await show('select pg_sleep(0.01)::text')).rows.length).toBe(1);
  });

  it('never lets a late cancel hit what comes next', async () => {
    for (let round = 0; round < 40; round += 1) {
      const stop = new AbortController();
      const running = show('select pg_sleep(0.005)::text', { signal: stop.signal }).catch(() => undefined);
      await sleep(round % 12);
      stop.abort();
      const [, next] = await Promise.all([running, show('select pg_sleep(0.005)::text')]);
      expect(next.rows.length).toBe(1);
    }
  });

  it('stops at its timeout, also where the query takes that away', async () => {
    expect((await refusal('select pg_sleep(30)', { timeoutMs: 200 })).problem.code).toBe('sql.timeout');
    // The first page sets it for the second.
    const sly = `select set_config('statement_timeout', '0', true), pg_sleep(g) from (values (0), (30)) as x (g)`;
    const started = performance.now();
    expect((await refusal(sly, { timeoutMs: 300, offset: 1 })).problem.code).toBe('sql.timeout');
    expect(performance.now() - started).toBeLessThan(4_000);
  });

  it('leaves no lock and no setting to whoever comes next on its connection', async () => {
    await show('select pg_advisory_lock(4711)');
    await show(`select set_config('search_path', 'evil', false), set_config('statement_timeout', '1', false)`);
    const held = `select count(*)::int as n from pg_locks where locktype = 'advisory' and objid = 4711`;
    expect((await admin.query(held)).rows).toEqual([{ n: 0 }]);
    const { rows } = await show(`select current_setting('search_path'), current_setting('statement_timeout')`);
    expect(rows).toEqual([['public, pg_temp', '1min']]);
  });

  it('says quickly that all connections are in use', async () => {
    await using small = openSession({ url: database.url, max: 1, waitMs: 1_000 });
    const busy = preview(small, { sql: 'select pg_sleep(5)::text' });
    await sleep(100);
    const started = performance.now();
    const refused = await preview(small, { sql: 'select 1' }).catch((thrown: unknown) => thrown);
    expect(refused).toMatchObject({ problem: { code: 'database.busy' } });
    expect(performance.now() - started).toBeLessThan(2_000);
    await busy;
  });

  it('goes on after the server closed its connections', async () => {
    await show('select 1');
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await sleep(50);
    expect((await show('select 1 as a')).rows).toEqual([['1']]);
  });

  it('says when a query’s backend is terminated, and when nothing listens', async () => {
    const running = refusal('select pg_sleep(30)');
    await sleep(200);
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    expect((await running).problem.code).toBe('database.restarted');
    await using nowhere = openSession({ url: 'postgresql://x@127.0.0.1:1/x' });
    const error = await preview(nowhere, { sql: 'select 1' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ problem: { code: 'database.unreachable' } });
  });
});

describe('readCatalog', () => {
  it('shows relations and columns with types, comments and estimates', async () => {
    await admin.query(
      `create table public.t (id int not null, "Ü" numeric(5,2)); comment on table public.t is 'a table'; analyze public.t; create view public.v as select id from public.t`,
    );
    const catalog = await readCatalog(session);
    expect(catalog.find(({ name }) => name === 't')).toEqual({
      schema: 'public',
      name: 't',
      kind: 'table',
      estimatedRows: 0,
      comment: 'a table',
      columns: [
        { name: 'id', type: 'integer', nullable: false },
        { name: 'Ü', type: 'numeric(5,2)', nullable: true },
      ],
    });
    expect(catalog.find(({ name }) => name === 'v')?.kind).toBe('view');
    expect(catalog.some(({ schema }) => schema === 'pg_catalog')).toBe(false);
  });
});

describe('errors of the runtime', () => {
  beforeAll(() => admin.query('create extension plpython3u'));

  const raise = (detail: object) =>
    admin.query(`create or replace function public.fail() returns int language plpgsql as $f$ begin
      raise exception 'Insitu: it went wrong' using errcode = 'IN006', hint = 'mend it', detail = '${JSON.stringify(detail)}'; end $f$`);

  it('carry code, message, place and remedy', async () => {
    await raise({
      insitu: 1,
      code: 'python.exception',
      message: 'it went wrong',
      path: 'models/x.py',
      line: 12,
      column: 3,
    });
    expect((await refusal('select public.fail()')).problem).toMatchObject({
      code: 'python.exception',
      message: 'it went wrong',
      path: 'models/x.py',
      line: 12,
      column: 3,
      remedy: 'mend it',
    });
  });

  it('that passed through PL/Python lose its class names, and keep their code', async () => {
    await raise({ insitu: 1, code: 'type.value', message: 'spiexceptions.X: plpy.SPIError: no' });
    expect((await refusal('select public.fail()')).problem.message).toBe('no');
    await admin.query(`create or replace function public.through() returns int language plpython3u as $f$
      return plpy.execute('select nosuch')[0]['nosuch'] $f$`);
    expect((await refusal('select public.through()')).problem).toMatchObject({
      code: 'sql.column_missing',
      message: 'column "nosuch" does not exist',
    });
  });

  it('of a plain plpython3u function are its exception; without DETAIL the class says what they are', async () => {
    await admin.query(`create or replace function public.plain() returns int language plpython3u as $f$
      raise ValueError('no good') $f$`);
    expect((await refusal('select public.plain()')).problem).toMatchObject({
      code: 'python.exception',
      message: 'ValueError: no good',
    });
    await admin.query(`create or replace function public.bare() returns int language plpgsql as $f$ begin
      raise exception 'too much' using errcode = 'IN005'; end $f$`);
    expect((await refusal('select public.bare()')).problem).toMatchObject({
      code: 'python.limit',
      message: 'too much',
    });
  });

  it('may name a data column, which is no place', async () => {
    await raise({ insitu: 1, code: 'type.value', message: 'no', path: null, column: 'arr_late', frames: [] });
    const { problem } = await refusal('select public.fail()', { place: { path: 'models/y.sql' } });
    expect(problem).toMatchObject({ code: 'type.value', message: 'no', path: 'models/y.sql' });
    expect(problem.line).toBeUndefined();
  });
});
