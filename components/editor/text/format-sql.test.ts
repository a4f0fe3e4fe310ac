import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatSql } from './format-sql.ts';

const formatted = (text: string): string => {
  const result = formatSql(text);
  if (!result.ok) throw new Error(result.reason);
  return result.text;
};

test('indentation, spaces and keywords are made one; lines stay as they were cut', () => {
  expect(
    formatted(`WITH flights AS (
  select flight_id , ORIGIN,as_of
 FROM {{ ref('int_flights_asof') }}
{% if is_incremental() %}
      where as_of > ( select max(as_of) from {{ this }} )
{% endif %}
)


select
  f.flight_id,
      {% for h in [1, 3] %}
  count( p.flight_id ) filter (where p.dep_at >= f.as_of - interval '{{ h }} hours')
  as departures_{{ h }}h ,
  {% endfor %}
  CASE
  when f.late then 1
    else 0
  end as late -- said by  the tower
from flights f
left join {{ ref('stg_flights') }} p
on p.origin = f.origin
and p.dep_time < f.as_of
group by   f.flight_id, f.origin`),
  ).toBe(`with flights as (
    select flight_id, ORIGIN, as_of
    from {{ ref('int_flights_asof') }}
    {% if is_incremental() %}
    where as_of > (select max(as_of) from {{ this }})
    {% endif %}
)

select
    f.flight_id,
    {% for h in [1, 3] %}
    count(p.flight_id) filter (where p.dep_at >= f.as_of - interval '{{ h }} hours')
        as departures_{{ h }}h,
    {% endfor %}
    case
        when f.late then 1
        else 0
    end as late -- said by  the tower
from flights f
left join {{ ref('stg_flights') }} p
    on p.origin = f.origin
    and p.dep_time < f.as_of
group by f.flight_id, f.origin
`);
});

test('strings, quoted names, comments and Jinja keep every character', () => {
  const text = `select 'it''s  ( a' as "A  b", E'\\'  x', $x$ SELECT  'y' $x$ /* a  /* b */ c */, {{ f( 'x'  ) }}\n`;
  expect(formatted(text)).toBe(text);
});

test.each([
  ['a macro', '{% macro x() %}  a {% endmacro %}', 'makes text'],
  ['a set block', '{% set x %}  a {% endset %}', 'makes text'],
  ['an open string', "select 'a", 'no end'],
  ['open Jinja', 'select {{ a', 'no end'],
])('%s is left as it is, and it is said why', (_, text, reason) => {
  const result = formatSql(text);
  expect(result.ok ? '' : result.reason).toContain(reason);
});

const folder = join(import.meta.dirname, '../../../lib/samples');
const samples = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.sql'));

test.each(samples)('%s: formatting twice is formatting once', (path) => {
  const result = formatSql(readFileSync(join(folder, path), 'utf8'));
  if (result.ok) expect(formatted(result.text)).toBe(result.text);
  else expect(result.reason).toContain('makes text');
});
