import { expect, test } from 'vitest';
import { outputsOf, scopeOf } from './scope.ts';

test('aliases of refs, sources and tables, in joins and after commas', () => {
  const text = `select * from {{ ref('stg_flights') }} as f
left join {{ source('raw', 'planes') }} p on p.id = f.plane
join analytics.days d using (day), extra
where f.a > 1`;
  expect(scopeOf(text).relations).toEqual([
    { name: 'f', relation: { type: 'ref', name: 'stg_flights' } },
    { name: 'p', relation: { type: 'source', source: 'raw', table: 'planes' } },
    { name: 'd', relation: { type: 'table', schema: 'analytics', name: 'days' } },
  ]);
});

test('a relation without an alias is called by its own name', () => {
  expect(scopeOf("select * from {{ ref('a') }} where x").relations[0]?.name).toBe('a');
  expect(scopeOf('select 1 from {{ this }}').relations).toEqual([{ name: 'this', relation: { type: 'this' } }]);
});

test('a word FROM in a comment, a string or a function is no relation', () => {
  expect(scopeOf("select 'from x' -- from y\n/* from z */").relations).toEqual([]);
});

test('CTEs with the columns they put out', () => {
  const text = `with flights as (
  select flight_id, max(delay) as worst, f.origin from {{ ref('stg') }} f
), every as (select * from {{ ref('b') }})
select * from flights`;
  const { ctes } = scopeOf(text);
  expect(ctes.map(({ name, columns }) => ({ name, columns }))).toEqual([
    { name: 'flights', columns: ['flight_id', 'worst', 'origin'] },
    { name: 'every', columns: [] },
  ]);
  expect(ctes[1]?.all).toEqual([{ type: 'ref', name: 'b' }]);
  expect(text.slice(ctes[1]?.start, ctes[1]?.end)).toBe("select * from {{ ref('b') }}");
});

test('the outputs of a half-written select are what stands there', () => {
  expect(outputsOf('select a, coalesce(b, c) as d, ').columns).toEqual(['a', 'd']);
  expect(outputsOf('select extract(hour from t) as hour, x from y').columns).toEqual(['hour', 'x']);
});
