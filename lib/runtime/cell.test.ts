import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, onServer, type TestDatabase } from '#lib/testing/database.ts';
import { callFenced, type FencedRun } from './testing/fence.ts';
import { makePerson, type Person } from './testing/person.ts';

let database: TestDatabase;
let person: Person;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase('data');
  person = await makePerson(database.url);
  client = await person.connect();
  await client.query(`set search_path = ${person.schema}`);
});
afterAll(async () => {
  await client?.end();
  await person?.drop();
  await database?.drop();
});
beforeEach(async () => {
  await client.query('drop table if exists made');
});

const cell = (source: string, more: Record<string, unknown> = {}): Promise<FencedRun> =>
  callFenced(client, 'run_cell', {
    source,
    path: 'models/cell.py',
    relation: { schema: person.schema, name: 'made' },
    ...more,
  });
const model = (...body: string[]): string =>
  ['import pandas as pd', 'import numpy as np', 'def model(dbt, session):', ...body.map((line) => `    ${line}`)].join(
    '\n',
  );
const input = (name: string): Record<string, unknown> => ({ inputs: { [name]: { schema: person.schema, name } } });
const made = async (): Promise<Record<string, unknown>[]> => (await client.query('select * from made')).rows;

describe('types there and back', () => {
  const columns = `i2 int2, i4 int4, i8 int8, f4 float4, f8 float8, n numeric, b bool, t text, v varchar(5), u uuid, d date,
    ts timestamp, tz timestamptz, iv interval, j jsonb, af float8[], ai int4[], at text[], y bytea, p point`;
  const row = `1, 2, 9007199254740993, 1.5, 0.1, 2.5, true, 'é"\\', 'abc', '00000000-0000-0000-0000-000000000001', '2020-02-29',
    '2020-01-01 01:02:03.000004', '2020-01-01 01:02:03+02', '26:03:04.5', '{"a": [1, null]}', '{1.5,2.5}', '{1,NULL}', '{a,"b,c",NULL}', '\\x00ff', '(1,2)'`;

  beforeAll(async () => {
    await client.query(`create table typed (${columns}); insert into typed values (${row})`);
    await client.query(
      `create table nulls (like typed); insert into nulls (i4) select null from generate_series(1, 3)`,
    );
  });

  test('values survive', async () => {
    const run = await cell(model("return dbt.ref('typed')"), input('typed'));
    expect(run.message).toBe('');
    const [back] = (await client.query('select made::text as m from made')).rows;
    const [original] = (await client.query('select typed::text as t from typed')).rows;
    expect(back.m).toBe(original.t);
    expect(run.value).toMatchObject({
      rows: 1,
      notes: [expect.stringContaining('"p" came as text')],
      columns: expect.arrayContaining([
        { name: 'd', type: 'date' },
        { name: 'tz', type: 'timestamp with time zone' },
        { name: 'af', type: 'double precision[]' },
        { name: 'j', type: 'jsonb' },
        { name: 'f4', type: 'real' },
      ]),
    });
  });

  test('the dtypes are those of the table in the documents', async () => {
    await cell(
      model("df = dbt.ref('typed')", "return pd.DataFrame({'name': df.columns, 'dtype': [str(t) for t in df.dtypes]})"),
      input('typed'),
    );
    const dtypes = Object.fromEntries((await made()).map((item) => [item.name, item.dtype]));
    expect(dtypes).toMatchObject({
      i2: 'int16',
      i4: 'int32',
      i8: 'int64',
      f4: 'float32',
      f8: 'float64',
      n: 'float64',
      b: 'bool',
      t: 'str',
      d: 'datetime64[us]',
      ts: 'datetime64[us]',
      tz: 'datetime64[us, UTC]',
      iv: 'timedelta64[us]',
      j: 'object',
    });
  });

  test('NULL survives in every type', async () => {
    const run = await cell(
      model("df = dbt.ref('nulls')", 'assert df.isna().all().all(), df', 'return df'),
      input('nulls'),
    );
    expect(run.message).toBe('');
    const { rows } = await client.query('select count(*)::int as n from made where made is null');
    expect(rows[0].n).toBe(3);
  });

  test('integers are nullable where NULL is among them; arrays without NULL are numpy, enums and uuids text', async () => {
    await client.query(`create type mood as enum ('glad', 'sad'); create table mixed as
      select nullif(i, 1)::int2 as a, nullif(i, 1) as b, nullif(i, 1)::int8 as c, nullif(i % 2 = 0, false) as d,
        array[i, 7] as e, array[i, null] as f, 'glad'::mood as g, array['x', 'y'] as h, '\\x01'::bytea as y
      from generate_series(1, 3) i`);
    const said =
      "return pd.DataFrame({'n': df.columns, 't': [str(t) for t in df.dtypes], 'v': [type(v).__name__ for v in df.iloc[1]]})";
    await cell(model("df = dbt.ref('mixed')", said), input('mixed'));
    expect((await made()).map(({ n, t, v }) => `${n} ${t} ${v}`)).toEqual([
      'a Int16 int16',
      'b Int32 int32',
      'c Int64 int64',
      'd boolean bool',
      'e object ndarray',
      'f object list',
      'g str str',
      'h object list',
      'y object bytes',
    ]);
  });

  test('NaN is NULL unless nan: keep', async () => {
    const source = model("return pd.DataFrame({'v': [1.5, float('nan')]})");
    await cell(source);
    expect(await made()).toEqual([{ v: 1.5 }, { v: null }]);
    await client.query('drop table made');
    await cell(source, { config: { nan: 'keep' } });
    expect(await made()).toEqual([{ v: 1.5 }, { v: Number.NaN }]);
  });

  test('types from the YAML win', async () => {
    await cell(model("return pd.DataFrame({'a': [1, 2], 'b': ['x', 'y']})"), {
      column_types: { a: 'smallint', b: 'varchar(3)' },
    });
    const { rows } = await client.query(
      "select format_type(atttypid, atttypmod) as t from pg_attribute where attrelid = 'made'::regclass and attnum > 0",
    );
    expect(rows.map((item) => item.t)).toEqual(['smallint', 'character varying(3)']);
  });

  test('digits lost on the way to float64 are noted', async () => {
    await client.query('create table exact as select 0.1234567890123456789::numeric as n, 1.5::numeric(4,2) as m');
    const run = await cell(model("return dbt.ref('exact')"), input('exact'));
    expect(run.value?.notes).toEqual([expect.stringContaining('"n" (numeric): 1 values lost digits')]);
    await client.query('drop table made');
    await cell(model("return dbt.ref('exact')"), { ...input('exact'), config: { numeric: 'decimal' } });
    expect((await client.query('select n::text from made')).rows[0].n).toBe('0.1234567890123456789');
  });

  test('repeated text is categorical, other text is not', async () => {
    await client.query(
      "create table texts as select 'k' || i % 5 as few, 'k' || i as many from generate_series(1, 5000) i",
    );
    await cell(
      model(
        "df = dbt.ref('texts')",
        "return pd.DataFrame({'a': [str(df.few.dtype)], 'b': [str(df.many.dtype)], 'n': [df.few.nunique()]})",
      ),
      input('texts'),
    );
    expect(await made()).toEqual([{ a: 'category', b: 'str', n: '5' }]);
  });

  test.each([
    [
      'infinite dates',
      "select 'infinity'::date as d union all select '2020-01-01'",
      'type.infinity',
      /"d" holds 1 infinite/,
    ],
    ['infinite moments', "select '-infinity'::timestamptz as d", 'type.infinity', /"d" holds 1 infinite/],
    ['months', "select interval '1 month' as d", 'type.months', /extract\(epoch/],
  ])('%s are an error with the column and the rows', async (_, query, code, said) => {
    const run = await cell(model(`return session.sql(${JSON.stringify(query)})`));
    expect(run).toMatchObject({ sqlstate: 'IN006', detail: { code, column: 'd', counts: { rows: 1 } } });
    expect(`${run.message} ${run.hint}`).toMatch(said);
  });
});

describe('shapes', () => {
  test.each([
    ['no rows', "return pd.DataFrame({'a': pd.Series([], dtype='int64')})", 0, [{ name: 'a', type: 'bigint' }]],
    ['no columns', 'return pd.DataFrame()', 0, []],
    ['rows without columns', 'return pd.DataFrame(index=range(3))', 3, []],
    [
      'column order',
      "return pd.DataFrame({'b': [1], 'a': [2]})",
      1,
      [
        { name: 'b', type: 'bigint' },
        { name: 'a', type: 'bigint' },
      ],
    ],
    [
      'odd names',
      `return pd.DataFrame([[1, 2, 3]], columns=['Sélect "x"', ' ', ';drop table made'])`,
      1,
      [
        { name: 'Sélect "x"', type: 'bigint' },
        { name: ' ', type: 'bigint' },
        { name: ';drop table made', type: 'bigint' },
      ],
    ],
    ['a name of 63 bytes', "return pd.DataFrame({'n' * 63: [1]})", 1, [{ name: 'n'.repeat(63), type: 'bigint' }]],
    [
      'a named index',
      "return pd.DataFrame({'a': [1]}, index=pd.Index([7], name='id'))",
      1,
      [
        { name: 'id', type: 'bigint' },
        { name: 'a', type: 'bigint' },
      ],
    ],
  ])('%s', async (_, body, rows, columns) => {
    const run = await cell(model(body));
    expect(run.message).toBe('');
    expect(run.value).toMatchObject({ rows, columns });
    expect((await client.query('select count(*)::int as n from made')).rows[0].n).toBe(rows);
  });

  test('a query with doubled names comes as it is', async () => {
    const run = await cell(
      model('df = session.sql("select 1 as a, 2.5::float8 as a")', "df.columns = ['x', 'y']", 'return df'),
    );
    expect(run.message).toBe('');
    expect(await made()).toEqual([{ x: '1', y: 2.5 }]);
  });

  test('1,600 columns', async () => {
    const run = await cell(model("return pd.DataFrame({f'c{i}': [True] for i in range(1600)})"));
    expect(run.value).toMatchObject({ rows: 1 });
  });

  test.each([
    ['fewer', 'generate_series(1, (select 300000)) as i', 300_000],
    ['more', 'generate_series(1, 300000) as i where i <= 5', 5],
  ])('a frame of floats is whole when the planner expected %s rows', async (_, from, rows) => {
    await client.query(`create or replace view guessed as select i::float8 as a, -i::float8 as b from ${from}`);
    await cell(
      model(
        "df = dbt.ref('guessed')",
        'same = bool((df.a == -df.b).all())',
        "return pd.DataFrame({'n': [len(df)], 'same': [same], 'last': [df.a.iloc[-1]]})",
      ),
      input('guessed'),
    );
    expect(await made()).toEqual([{ n: String(rows), same: true, last: rows }]);
  });

  test('more rows than a chunk, in order', async () => {
    await client.query(
      "create table many as select i, 'text ' || i as t, case when i % 3 = 0 then null else i end as n from generate_series(1, 200000) i",
    );
    const run = await cell(model("return dbt.ref('many')"), input('many'));
    expect(run.value).toMatchObject({ rows: 200000, rows_read: 200000 });
    const { rows } = await client.query(
      'select count(*)::int as n from (select * from made except select * from many) as x',
    );
    expect(rows[0].n).toBe(0);
  });
});

describe('a plain table is read page by page', () => {
  const rest =
    'select * from made except all select * from paged union all (select * from paged except all select * from made)';
  const differing = async (): Promise<number> =>
    (await client.query(`select count(*)::int as n from (${rest}) as x`)).rows[0].n;

  beforeEach(async () => {
    await client.query(`drop table if exists paged cascade;
      create table paged as select i as gone, i::int8 as i, case when i % 3 > 0 then i / 7.0::float8 end as f,
        case when i % 5 > 0 then 'é' || i end as t, nullif(decode(lpad(to_hex(i), 8, '0'), 'hex'), '\\x00000005') as y,
        case when i % 4 > 0 then jsonb_build_object('a', i) end as j, array[i::int4, 7] as a, i % 2 = 0 as b
        from generate_series(1, 30000) i`);
  });

  test('every type, NULL, whole pages without rows, a dropped and a later column', async () => {
    await client.query(`delete from paged where i between 5000 and 20000; alter table paged drop column gone;
      alter table paged add column later text default 'x'; insert into paged (i) values (1), (null)`);
    const run = await cell(model("return dbt.ref('paged')"), input('paged'));
    expect(run).toMatchObject({ message: '', value: { rows: 15_001 } });
    expect(await differing()).toBe(0);
  });

  test('not where values lie out of line, in children, or behind row security', async () => {
    await client.query(`alter table paged alter column t set storage external;
      update paged set t = repeat(t, 1000) where i % 1000 = 1`);
    expect(await cell(model("return dbt.ref('paged')"), input('paged'))).toMatchObject({ value: { rows: 30_000 } });
    expect(await differing()).toBe(0);
    await client.query(
      'drop table made; create table heir () inherits (paged); insert into heir select * from paged limit 5',
    );
    expect(await cell(model("return dbt.ref('paged')"), input('paged'))).toMatchObject({ value: { rows: 30_005 } });
    await client.query(`drop table made, heir; alter table paged enable row level security;
      alter table paged force row level security; create policy few on paged using (i <= 10)`);
    expect(await cell(model("return dbt.ref('paged')"), input('paged'))).toMatchObject({ value: { rows: 10 } });
  });
});

test('a query the planner runs in parallel is kept in a temporary table, whole', async () => {
  await client.query(`create table facts as select i % 1000 as k, i as v, 'text ' || i as t from generate_series(1, 300000) i; analyze facts;
    create table keys as select i as k, 'key ' || i as name from generate_series(0, 999) i; analyze keys;
    create view joined as select f.v, f.t, f.t as again, k.name from facts f join keys k using (k);
    set parallel_setup_cost = 0; set parallel_tuple_cost = 0; set min_parallel_table_scan_size = 0`);
  const run = await cell(
    model(
      "df = dbt.ref('joined')",
      "return pd.DataFrame({'n': [len(df)], 'v': [int(df.v.sum())], 'k': [df.name.nunique()]})",
    ),
    input('joined'),
  );
  await client.query('reset all');
  await client.query(`set search_path = ${person.schema}`);
  expect(run.message).toBe('');
  expect(await made()).toEqual([{ n: '300000', v: '45000150000', k: '1000' }]);
});

describe('bad input is an error that names the place', () => {
  test.each([
    ['mixed tabs', 'def model(dbt, session):\n\tx = 1\n        return x', 'python.syntax', { line: 3 }],
    ['a syntax error', 'def model(dbt, session):\n    return (', 'python.syntax', { line: 2 }],
    ['no model()', 'x = 1', 'python.no_entry_point', {}],
    ['a generator', model('yield 1'), 'python.not_a_frame', {}],
    ['nothing', model('pass'), 'python.not_a_frame', {}],
    ['a number', model('return float("nan")'), 'python.not_a_frame', {}],
    [
      'a recursive list',
      model('a = []', 'a.append(a)', "return pd.DataFrame({'x': [{'a': a}]})"),
      'type.json',
      { column: 'x' },
    ],
    ['2^200', model("return pd.DataFrame({'x': [2**200]})"), 'type.overflow', { column: 'x' }],
    [
      'lone surrogates',
      model("return pd.DataFrame({'x': pd.Series(['\\ud800'], dtype=object)})"),
      'type.text',
      { column: 'x' },
    ],
    ['a NUL', model("return pd.DataFrame({'x': ['a\\0']})"), 'type.text', { column: 'x' }],
    ['sys.exit', model('import sys', 'sys.exit(2)'), 'python.exception', { line: 5 }],
    ['doubled names', model("return pd.DataFrame([[1, 2]], columns=['a', 'a'])"), 'column.duplicate', { column: 'a' }],
    ['a name of 64 bytes', model("return pd.DataFrame({'n' * 64: [1]})"), 'column.name', {}],
    ['an empty name', model("return pd.DataFrame({'': [1]})"), 'column.name', {}],
    ['a missing column', model("return pd.DataFrame({'carrier': [1]})[['carier']]"), 'python.exception', { line: 4 }],
    ['a reference that is not there', model("return dbt.ref('nothing')"), 'ref.missing', { line: 4 }],
    ['a value beyond the type', model("return pd.DataFrame({'small': [40000]})"), 'type.value', { column: 'small' }],
  ])('%s', async (_, source, code, detail) => {
    const run = await cell(source, { column_types: { small: 'smallint' } });
    expect(run.value, JSON.stringify(run.value)).toBeUndefined();
    expect(run.detail).toMatchObject({ code, ...detail });
    expect((await client.query("select to_regclass('made') as there")).rows[0].there).toBeNull();
  });

  test.each([
    ['no object', '[]'],
    ['no source', '{}'],
    ['a relation without a name', '{"source": "", "relation": {"schema": "x"}}'],
    ['a limit below zero', '{"source": "", "relation": {"schema": "x", "name": "y"}, "limits": {"memory_mb": -1}}'],
  ])('a spec: %s', async (_, spec) => {
    await expect(client.query('select insitu.run_cell($1::jsonb)', [spec])).rejects.toMatchObject({ code: 'IN001' });
  });

  test('a relation that is there already keeps its rows', async () => {
    await client.query('create table made as select 1 as kept');
    await cell(model("return pd.DataFrame({'a': [1]})"));
    expect(await made()).toEqual([{ kept: 1 }]);
  });
});

test("OpenMP's threads sleep while they wait: by default they spin, 15 times as slow on busy processors", async () => {
  await cell(
    model('import os', "return pd.DataFrame({k: [os.environ[k]] for k in ['OMP_WAIT_POLICY', 'GOMP_SPINCOUNT']})"),
  );
  expect(await made()).toEqual([{ OMP_WAIT_POLICY: 'PASSIVE', GOMP_SPINCOUNT: '100' }]);
});

describe('rights', () => {
  test('what the caller may not read, the cell may not', async () => {
    await onServer(database.url, (admin) => admin.query('create table public.secret as select 42 as answer'));
    const run = await cell(model("return dbt.ref('secret')"), {
      inputs: { secret: { schema: 'public', name: 'secret' } },
    });
    expect(run.message).toMatch(/permission denied for table secret/);
  });

  test('row security holds', async () => {
    await onServer(database.url, (admin) =>
      admin.query(`create table public.rows_of as select 'mine' as whose union all select 'theirs';
        alter table public.rows_of enable row level security;
        create policy p on public.rows_of using (whose = 'mine'); grant select on public.rows_of to public;
        grant usage on schema public to public`),
    );
    await cell(model("return dbt.ref('rows_of')"), { inputs: { rows_of: { schema: 'public', name: 'rows_of' } } });
    expect(await made()).toEqual([{ whose: 'mine' }]);
  });

  test("the caller's own uncommitted rows and temporary tables are seen", async () => {
    await client.query('begin; create temporary table passing as select 7 as n');
    const run = await cell(model('return session.sql("select * from passing")'));
    await client.query('commit');
    expect(run.message).toBe('');
    expect(await made()).toEqual([{ n: '7' }]);
  });

  test('a cell without a schema of its own can do nothing', async () => {
    const run = await callFenced(client, 'run_cell', {
      source: model("return pd.DataFrame({'a': [1]})"),
      relation: { schema: 'pg_catalog', name: 'made' },
    });
    expect(run.message).toMatch(/permission denied/);
  });
});

test('dbt, session, print and progress', async () => {
  const run = await cell(
    model(
      "print('out'); import sys; print('err', file=sys.stderr)",
      "assert dbt.config.get('answer') == 42 and dbt.var('v', 1) == 5 and dbt.target.name == 'dev'",
      'assert str(dbt.this) == \'"s"."n"\' and not dbt.is_incremental',
      "return dbt.source('raw', 'k').head(1)",
    ),
    {
      config: { answer: 42 },
      vars: { v: 5 },
      target: { name: 'dev' },
      this: { schema: 's', name: 'n' },
      inputs: { 'raw.k': { schema: 'pg_catalog', name: 'pg_class' } },
    },
  );
  expect(run.message).toBe('');
  expect(run.notices).toEqual(expect.arrayContaining(['out', 'err']));
});
