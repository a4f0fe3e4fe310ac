import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
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

type Signature = { readonly types: readonly string[]; readonly returns: string };
const create = (
  name: string,
  source: string,
  { types, returns }: Signature,
  more: Record<string, unknown> = {},
): Promise<FencedRun> =>
  callFenced(client, 'create_udf', {
    schema: person.schema,
    name,
    source,
    path: `functions/${name}.py`,
    arguments: types.map((type, i) => ({ name: `a${i}`, type })),
    returns,
    ...more,
  });
const sqlValue = async (expression: string): Promise<unknown> =>
  (await client.query(`select ${expression} as v`)).rows[0].v;

describe('values', () => {
  test.each([
    ['int4', '7', '7'],
    ['int8', '9007199254740993', '9007199254740993'],
    ['int2', '-3', '-3'],
    ['float8', '0.1', '0.1'],
    ['float4', '1.5', '1.5'],
    ['numeric', '2.5', '2.5'],
    ['bool', 'true', 'true'],
    ['text', "'é\"\\'", 'é"\\'],
    ['bytea', "'\\x00ff'", '\\x00ff'],
    ['date', "'2020-02-29'", '2020-02-29'],
    ['timestamp', "'2020-01-01 01:02:03.5'", '2020-01-01 01:02:03.5'],
    ['timestamptz', "'2020-01-01 00:00:00+00'", '2020-01-01 00:00:00+00'],
    ['interval', "'-1 day 02:03:04.5'", '-21:56:55.5'],
    ['jsonb', '\'{"a": [1, null]}\'', '{"a": [1, null]}'],
    ['float8[]', "'{1.5,NULL}'", '{1.5,NULL}'],
    ['text[]', `'{a,"b,c"}'`, '{a,"b,c"}'],
    ['uuid', "'00000000-0000-0000-0000-000000000001'", '00000000-0000-0000-0000-000000000001'],
  ])('%s there and back, and NULL', async (type, literal, text) => {
    await client.query("set timezone = 'UTC'; set datestyle = 'SQL, DMY'");
    await create('same', 'def same(x):\n    return x', { types: [type], returns: type });
    expect(await sqlValue(`(set_config('datestyle', 'ISO', false) is not null)::text`)).toBe('true');
    expect(await sqlValue(`same(${literal}::${type})::text`)).toBe(text);
    expect(await sqlValue(`same(null::${type})`)).toBeNull();
    await client.query(`drop function same(${type}); drop function if exists same__batch`);
  });

  test('dates are dates in Python, whatever DateStyle says', async () => {
    await create('month', 'def month(d):\n    return d.month', { types: ['date'], returns: 'int4' });
    await client.query("set datestyle = 'German, DMY'");
    expect(await sqlValue("month('3.4.2020')")).toBe(4);
    await client.query("set datestyle = 'ISO'");
  });

  test('NaN becomes NULL, an integer too large is an error', async () => {
    await create('nan', 'def nan(x):\n    return float("nan")', { types: ['float8'], returns: 'float8' });
    expect(await sqlValue('nan(1)')).toBeNull();
    await create('huge', 'def huge(x):\n    return 2 ** 200', { types: ['int8'], returns: 'int8' });
    await expect(sqlValue('huge(1)')).rejects.toThrow(/out of range/);
    await create('half', 'def half(x):\n    return 0.5', { types: ['int8'], returns: 'int4' });
    await expect(sqlValue('half(1)')).rejects.toMatchObject({ code: 'IN006' });
  });
});

describe('life of a function', () => {
  test('an exception names the line, and the next call works', async () => {
    await create('inverse', 'def inverse(x):\n    return 1 / x', { types: ['float8'], returns: 'float8' });
    await expect(sqlValue('inverse(0)')).rejects.toMatchObject({
      code: 'IN002',
      message: 'functions/inverse.py, line 2: ZeroDivisionError: float division by zero',
    });
    expect(await sqlValue('inverse(4)')).toBe(0.25);
  });

  test('a crash is an error, and the next call starts another child', async () => {
    await create('crash', 'import ctypes\ndef crash(x):\n    return ctypes.string_at(0) if x else 1', {
      types: ['bool'],
      returns: 'int4',
    });
    expect(await sqlValue('crash(false)')).toBe(1);
    await expect(sqlValue('crash(true)')).rejects.toThrow(/SIGSEGV/);
    expect(await sqlValue('crash(false)')).toBe(1);
  });

  test('a call that never ends is cancelled, and the next call works', async () => {
    await create('wait', 'import time\ndef wait(x):\n    time.sleep(x)\n    return x', {
      types: ['float8'],
      returns: 'float8',
    });
    await client.query("set statement_timeout = '1s'");
    const started = performance.now();
    await expect(sqlValue('wait(60)')).rejects.toMatchObject({ code: '57014' });
    expect(performance.now() - started).toBeLessThan(20_000);
    await client.query('reset statement_timeout');
    expect(await sqlValue('wait(0)')).toBe(0);
  });

  test('a function that prints a lot does not hang', async () => {
    await create('chatty', 'def chatty(x):\n    print("x" * 1000)\n    return x', { types: ['int4'], returns: 'int4' });
    expect((await client.query('select sum(chatty(i))::int as v from generate_series(1, 500) i')).rows[0].v).toBe(
      125250,
    );
  });

  test('replacing takes effect in an open session', async () => {
    await create('edition', 'def edition():\n    return 1', { types: [], returns: 'int4' });
    expect(await sqlValue('edition()')).toBe(1);
    await create('edition', 'def edition():\n    return 2', { types: [], returns: 'int4' });
    expect(await sqlValue('edition()')).toBe(2);
  });

  test('the function belongs to the one who made it and runs as the caller', async () => {
    await create('owned', 'def owned():\n    return 1', { types: [], returns: 'int4' });
    expect(await sqlValue("(select proowner::regrole::text from pg_proc where proname = 'owned')")).toBe(person.name);
    expect(await sqlValue("(select prosecdef from pg_proc where proname = 'owned')")).toBe(false);
  });

  test('is called where the plan would be parallel', async () => {
    await create('beside', 'def beside(x):\n    return x', { types: ['int4'], returns: 'int4' });
    await client.query('create table many as select i::int4 as i from generate_series(1, 50000) i; analyze many');
    await client.query(
      'set parallel_setup_cost = 0; set parallel_tuple_cost = 0; set min_parallel_table_scan_size = 0; set max_parallel_workers_per_gather = 2',
    );
    expect(await sqlValue("(select proparallel from pg_proc where proname = 'beside')")).toBe('u');
    expect(await sqlValue('(select sum(beside(i))::int from many where i <= 100)')).toBe(5050);
    expect(await sqlValue('(select sum(beside(i))::int from many where i <= 10)')).toBe(55);
    await client.query(
      'reset parallel_setup_cost; reset parallel_tuple_cost; reset min_parallel_table_scan_size; reset max_parallel_workers_per_gather',
    );
  });

  test('user code is nowhere in the body', async () => {
    await create('quiet', 'def quiet():\n    return "needle"', { types: [], returns: 'text' });
    expect(await sqlValue("(select prosrc like '%needle%' from pg_proc where proname = 'quiet')")).toBe(false);
  });
});

describe('whole columns', () => {
  test('a vectorized function gets Series, in one call', async () => {
    const source =
      'calls = 0\ndef zscore(x):\n    global calls\n    calls += 1\n    assert calls < 3\n    return (x - x.mean()) / x.std()';
    await create('zscore', source, { types: ['float8'], returns: 'float8' }, { vectorized: true });
    const { rows } = await client.query(
      'select round(v::numeric, 3)::text as v from unnest(zscore__batch(array[1, 2, 3]::float8[])) v',
    );
    expect(rows.map((row) => row.v)).toEqual(['-1.000', '0.000', '1.000']);
  });

  test('a scalar function over arrays, with NULLs and text', async () => {
    await create('label', 'def label(t, n):\n    return None if n is None else f"{t}{n}"', {
      types: ['text', 'int4'],
      returns: 'text',
    });
    expect(await sqlValue("label__batch(array['a', 'b', null], array[1, null, 3])")).toEqual(['a1', null, 'None3']);
  });

  test('floats come back exactly', async () => {
    await create('same', 'def same(x):\n    return x', { types: ['float8'], returns: 'float8' });
    const text = '{0.1,-0,5e-324,1.7976931348623157e+308,-2.2250738585072014e-308,Infinity,-Infinity,12345678.9}';
    expect(await sqlValue(`same__batch('${text}')::text`)).toBe(text);
    await create('small', 'def small(x):\n    return x', { types: ['float4'], returns: 'float4' });
    expect(await sqlValue(`small__batch('{0.1,3.4028235e+38,1e-45}')::text`)).toBe('{0.1,3.4028235e+38,1e-45}');
  });

  test('an immutable function is called once for each distinct row', async () => {
    const source = 'n = 0\ndef count(x, y):\n    global n\n    n += 1\n    return n';
    const signature = { types: ['int4', 'text'], returns: 'int4' };
    await create('count', source, signature, { volatility: 'immutable' });
    const call = (xs: string, ys: string) => sqlValue(`count__batch(${xs}::int[], ${ys}::text[])`);
    expect(await call("'{1,2,1,null}'", "'{a,a,a,null}'")).toEqual([1, 2, 1, 3]);
    expect(await call("'{3,2,null}'", "'{a,a,null}'")).toEqual([4, 2, 3]);
    expect(await call("'{}'", "'{}'")).toEqual([]);
    await expect(call("'{1}'", "'{}'")).rejects.toThrow(/differ in length/);
    await create('count', source, signature, { volatility: 'volatile' });
    expect(await call("'{1,1}'", "'{a,a}'")).toEqual([1, 2]);
  });

  test('another number of rows is an error', async () => {
    await create(
      'short',
      'def short(x):\n    return x[:1]',
      { types: ['int4'], returns: 'int4' },
      { vectorized: true },
    );
    await expect(sqlValue('short__batch(array[1, 2])')).rejects.toMatchObject({ code: 'IN006' });
  });
});

describe('functions that return rows', () => {
  const rows = (text: string): Promise<unknown[]> => client.query(text).then((result) => result.rows);
  const table = (name: string, source: string, returns: string, types: string[] = []) =>
    create(name, source, { types, returns }).then((run) => expect(run.message).toBe(''));

  test('from tuples, from a generator, from a frame by name', async () => {
    await table('pairs', 'def pairs(n):\n    return [(i, f"é{i}") for i in range(n)]', 'table(i int, "T x" text)', [
      'int',
    ]);
    expect(await rows('select * from pairs(2)')).toEqual([
      { i: 0, 'T x': 'é0' },
      { i: 1, 'T x': 'é1' },
    ]);
    expect(await rows('select * from pairs(0)')).toEqual([]);
    await table('upto', 'def upto(n):\n    for i in range(n):\n        yield i * 0.5', 'table(v float8)', ['int']);
    expect(await rows('select sum(v) as s, count(*)::int as n from upto(1000)')).toEqual([{ s: 249750, n: 1000 }]);
    const framed = `import pandas as pd
def framed():
    return pd.DataFrame({'d': pd.to_datetime(['2020-01-02', None]), 'j': [{'a': [1]}, None], 'n': [1.5, float('nan')], 'k': pd.array([7, None], 'Int64')})`;
    await table('framed', framed, 'table(n numeric(6,2), k bigint, d date, j jsonb)');
    expect(await rows('select n, k, d::text, j from framed()')).toEqual([
      { n: '1.5', k: '7', d: '2020-01-02', j: { a: [1] } },
      { n: null, k: null, d: null, j: null },
    ]);
  });

  test('beside a row each, and 200,000 rows in one call', async () => {
    await table('spread', 'def spread(n):\n    return [{"v": i, "w": -i} for i in range(n)]', 'table(v int, w int)', [
      'int',
    ]);
    expect(await rows('select g, v, w from generate_series(1, 2) g, lateral spread(g) order by g, v')).toEqual([
      { g: 1, v: 0, w: 0 },
      { g: 2, v: 0, w: 0 },
      { g: 2, v: 1, w: -1 },
    ]);
    expect(await rows('select count(*)::int as n, sum(v + w)::int as s from spread(200000)')).toEqual([
      { n: 200000, s: 0 },
    ]);
  });

  test.each([
    ['a missing column', 'return [{"a": 1, "cc": 2}]', 'udf.columns', /lacks the column "c".*'cc'/],
    ['another width', 'return [(1, 2, 3)]', 'udf.rows', /3 values; the table has 2/],
    ['a number', 'return 7', 'udf.rows', /returned a int/],
    ['no rows but text', 'return ["ab"]', 'udf.rows', /A row is a str/],
    ['an error on the way', 'yield 1, 2\n    1 / 0', 'python.exception', /ZeroDivisionError/],
    ['a value that is none', 'return [(1.5, 2)]', 'udf.value', /no integer/],
  ])('%s is an error', async (_, body, code, said) => {
    await table('odd', `def odd():\n    ${body}`, 'table(a int, c int)');
    const error = await client.query('select * from odd()').then(String, (found: pg.DatabaseError) => found);
    expect(error).toMatchObject({ detail: expect.stringContaining(`"code": "${code}"`) });
    expect(error).toSatisfy(({ message, hint }: pg.DatabaseError) => said.test(`${message} ${hint}`));
  });

  test.each([
    ['table(a)', 'udf.returns'],
    ['table(a int, a int)', 'column.duplicate'],
    ['table(a nothing)', 'type.unknown'],
    ['table(a int) language sql; --', 'type.unknown'],
  ])('%s is refused', async (returns, code) => {
    expect(await create('odd', 'def odd():\n    pass', { types: [], returns })).toMatchObject({ detail: { code } });
  });
});

describe('other languages and refusals', () => {
  test('a SQL function is plain SQL', async () => {
    await create(
      'double',
      'a0 * 2',
      { types: ['int4'], returns: 'int4' },
      { language: 'sql', volatility: 'immutable' },
    );
    expect(await sqlValue('double(4)')).toBe(8);
  });

  test.each([
    ['an unknown type', { returns: 'nonsense' }, 'type.unknown'],
    ['a type with more in it', { returns: 'int4; drop table x' }, 'type.unknown'],
    ['a reserved argument', { arguments: [{ name: 'plpy', type: 'int4' }] }, 'udf.argument'],
    ['an unknown volatility', { volatility: 'sometimes' }, 'spec.invalid'],
    ['unfenced', { fenced: false }, 'udf.unfenced'],
    ["somebody else's schema", { schema: 'insitu' }, 'udf.schema'],
  ])('%s', async (_, more, code) => {
    const run = await create('refused', 'def refused():\n    return 1', { types: [], returns: 'int4' }, more);
    expect(run.detail.code).toBe(code);
  });

  test('a file without the function says so at the first call', async () => {
    await create('absent', 'def other():\n    return 1', { types: [], returns: 'int4' });
    await expect(sqlValue('absent()')).rejects.toThrow(/doesn't define a function `absent`/);
  });
});

// A process a call would take an hour.
test('100,000 calls of a one-line function', { timeout: 240_000 }, async () => {
  await create('line', 'def line(x):\n    return x * 2.0 + 1.0', { types: ['float8'], returns: 'float8' });
  const { rows } = await client.query('select sum(line(i)) as v from generate_series(1, 100000) i');
  expect(rows[0].v).toBe(10_000_200_000);
});
