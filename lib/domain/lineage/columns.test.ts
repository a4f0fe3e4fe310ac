import { loadModule, parseSync } from 'libpg-query';
import { beforeAll, expect, test } from 'vitest';
import { columnLineage } from './columns.ts';

beforeAll(() => loadModule());

const KNOWN: Readonly<Record<string, readonly string[]>> = {
  flights: ['id', 'origin', 'dep', 'arr'],
  planes: ['id', 'seats'],
};

/** `name: table.column …`, `=` where the value is the column itself. */
const lineage = (sql: string): string[] =>
  (columnLineage(parseSync(sql), (_, relation) => KNOWN[relation]) ?? []).map(({ name, from, same }) =>
    `${name}${same ? ' =' : ':'} ${from.map(({ relation, column }) => `${relation}.${column}`).join(' ')}`.trim(),
  );

test('renamed, made of several, and constants', () => {
  expect(lineage('select f.id as flight, arr - dep, 1 as one from s.flights f')).toEqual([
    'flight = flights.id',
    '?column?: flights.arr flights.dep',
    'one:',
  ]);
});

test('through CTEs, subqueries and stars', () => {
  expect(
    lineage(`with a as (select id, arr - dep as late from flights), b (key, n) as (select id, seats from planes)
             select a.*, b.n, x.o from a join b on b.key = a.id join (select origin as o from flights) x on true`),
  ).toEqual(['id = flights.id', 'late: flights.arr flights.dep', 'n = planes.seats', 'o = flights.origin']);
});

test('a star over JOIN USING puts a merged column out once', () => {
  expect(lineage('select * from flights join planes using (id)')).toEqual([
    'id = flights.id',
    'origin = flights.origin',
    'dep = flights.dep',
    'arr = flights.arr',
    'seats = planes.seats',
  ]);
});

test('aggregates, windows, filters and correlated subqueries', () => {
  expect(
    lineage(`select origin, count(*) filter (where dep > 5) as n,
               avg(arr) over (partition by origin order by dep) as m,
               (select max(p.seats) from planes p where p.id = f.id) as seats
             from flights f group by 1`),
  ).toEqual([
    'origin = flights.origin',
    'n: flights.dep',
    'm: flights.arr flights.origin flights.dep',
    'seats: planes.seats',
  ]);
});

test('a union reads both sides, a recursive CTE itself, a function its arguments', () => {
  expect(lineage('select id from flights union all select id from planes')).toEqual(['id = flights.id planes.id']);
  expect(
    lineage('with recursive r as (select id, 1 as n from planes union all select id, n + 1 from r) select * from r'),
  ).toEqual(['id = planes.id', 'n:']);
  expect(lineage('select g.at from flights, generate_series(dep, arr) as g (at)')).toEqual([
    'at: flights.dep flights.arr',
  ]);
});

test('a relation whose columns nobody knows is named by what is read of it', () => {
  expect(lineage('select u.a, b from other u')).toEqual(['a = other.a', 'b = other.b']);
  expect(lineage('select * from other')).toEqual(['* = other.*']);
});

test('what is no SELECT has none', () => {
  expect(columnLineage(parseSync('create table t (a int)'), () => undefined)).toBeNull();
});
