import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { callInChunks } from './rewrite.ts';

const udfs = ['label', 'add'].map((identifier) => ({
  relation: { schema: 'p', identifier },
  overArrays: { schema: 'p', identifier: `${identifier}__batch` },
}));

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase('data');
  client = new pg.Client(database.url);
  await client.connect();
  await client.query(`create schema p; set client_min_messages = warning;
    create table p.many as select g as id, nullif(g % 7, 0)::int as a, g / 2.0 as b, 'n' || g % 3 as k from generate_series(1, 2500) g;
    create table p.u as select g as id, g * 10 as c from generate_series(1, 2500, 2) g`);
  const make = (name: string, source: string, types: string[], returns: string) =>
    client.query('select insitu.create_udf($1)', [
      { schema: 'p', name, source, returns, arguments: types.map((type, n) => ({ name: `a${n}`, type })) },
    ]);
  await make('label', 'def label(t, n):\n    return None if n is None else f"{t}/{n}"', ['text', 'int'], 'text');
  await make('add', 'def add(x, y):\n    return x if y is None else (x or 0) + y', ['float8', 'float8'], 'float8');
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

/** Builds both and compares names, types and rows both ways. */
async function expectSame(sql: string): Promise<void> {
  const rewritten = await callInChunks(sql, udfs);
  expect(rewritten?.sql).toContain('insitu_q');
  const [before, after] = ['o', 'n'].map((name) => `p.${name}_${randomUUID().slice(0, 8)}`);
  await client.query({ text: `create table ${before} as ${sql}` });
  await client.query({ text: `create table ${after} as ${rewritten?.sql}` });
  const columns = async (table?: string) =>
    (
      await client.query(
        `select attname, format_type(atttypid, atttypmod), attcollation from pg_attribute where attrelid = $1::regclass and attnum > 0 order by attnum`,
        [table],
      )
    ).rows;
  expect(await columns(after)).toEqual(await columns(before));
  const { rows } =
    await client.query(`select (select count(*) from (table ${before} except all table ${after}) a)::int as gone,
    (select count(*) from (table ${after} except all table ${before}) b)::int as come, (select count(*) from ${before})::int as rows`);
  expect(rows[0]).toMatchObject({ gone: 0, come: 0 });
  expect(rows[0].rows).toBeGreaterThan(0);
}

describe('calls in chunks give what calls by the row give', () => {
  it.each([
    ['one call, unnamed', 'select id, p.label(k, a) from p.many'],
    [
      'quoted names, comments, a column in the way',
      `select "id", "p"."label"(/* from, */ t.k, a) as "from" -- from\nfrom p.many as "t"`,
    ],
    [
      'an expression around it',
      `select id, upper(p.label(k, a)) || 'é' as x, p.add(a, b::float8) + 1 as y from p.many where a is distinct from 3`,
    ],
    [
      'a join and an outer join',
      'select x.id, x.k, u.c, p.add(x.b, u.c) as s from p.many x left join p.u u on u.id = x.id where x.id > 10',
    ],
    [
      'aggregates',
      `select k, min(p.add(a, b)) as low, count(*) filter (where a > 2) as n from p.many group by k having count(*) > 1 order by k`,
    ],
    [
      'window functions',
      'select id, row_number() over (partition by k order by id) as r, p.add(a, 1) as v from p.many',
    ],
    [
      'CTEs',
      'with few as (select id, p.add(id, a) as s from p.many where id < 1500), more as (select f.*, f.s * 2 as d from few f) select m.*, p.label(q.k, q.id) as l from more m join p.many q on q.id = m.id',
    ],
    [
      'a subselect as a source',
      'select s.*, p.label(s.k, s.n::int) as l from (select k, count(*) as n from p.many group by k) s',
    ],
    [
      'an argument that is an expression, and a constant',
      `select id, p.add(coalesce(a, 0) * 2, 1.5) as v, p.label('x', id) as l from p.many`,
    ],
  ])('%s', async (_, sql) => expectSame(sql));
});

describe('what may not be evaluated, or not by itself, is left as it stands', () => {
  it.each([
    ['CASE', 'select case when a > 1 then p.add(a, b) end as v from p.many'],
    ['COALESCE', 'select coalesce(b, p.add(a, b)) as v from p.many'],
    ['AND', 'select a > 1 and p.add(a, b) > 1 as v from p.many'],
    ['FILTER', 'select sum(p.add(a, b)) filter (where a > 1) as v from p.many'],
    ['WHERE', 'select id from p.many where p.add(a, b) > 3'],
    ['LIMIT', 'select p.add(a, b) as v from p.many limit 5'],
    ['LIMIT over a CTE', 'with x as (select p.add(a, b) as v from p.many) select * from x limit 5'],
    ['an argument with a function', 'select p.add(random(), b) as v from p.many'],
    ['a subquery as argument', 'select p.add((select 1), b) as v from p.many'],
    ['a join with a name', 'select j.id, p.add(j.a, j.b) as v from (p.many join p.u using (id)) as j'],
    ['a bare star', 'select *, p.add(a, b) as v from p.many'],
    ['a set operation', 'select p.add(a, b) as v from p.many union all select 1'],
    ['a function as source', 'select p.add(g, 1) as v from generate_series(1, 3) g'],
    ['renamed columns', 'select p.add(x, y) as v from p.many as q(i, x, y)'],
    ['a cast that names the column', 'select p.add(a, b)::int from p.many'],
    ['no source', 'select p.add(1, 2) as v'],
    ['another schema', 'select q.add(a, b) as v from p.many'],
    ['no SELECT', 'values (1)'],
    ['what is not SQL', 'select from where'],
  ])('%s', async (_, sql) => {
    expect(await callInChunks(sql, udfs)).toBeUndefined();
  });
});

it('a merged column that is not qualified is refused, never mistaken', async () => {
  const sql = 'select id, p.add(a, c) as v from p.many full join p.u using (id)';
  const rewritten = await callInChunks(sql, udfs);
  await expect(client.query(`explain ${rewritten?.sql}`)).rejects.toMatchObject({ code: '42702' });
});
