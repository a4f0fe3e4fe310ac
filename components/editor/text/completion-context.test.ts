import { expect, test } from 'vitest';
import { pythonContext, sqlContext } from './completion-context.ts';

/** The context at the bar. */
const sql = (text: string) => sqlContext(text.replace('|', ''), text.indexOf('|'));
const python = (text: string) => pythonContext(text.replace('|', ''), text.indexOf('|'));

test.each([
  ["select * from {{ ref('stg_|') }}", { kind: 'ref', prefix: 'stg_' }],
  ["select * from {{ ref('|", { kind: 'ref', prefix: '' }],
  ["select * from {{ ref('shop', 'st|') }}", { kind: 'ref', prefix: 'st' }],
  ["{{ source('raw|') }}", { kind: 'source', prefix: 'raw' }],
  ["{{ source('raw', 'fl|') }}", { kind: 'source-table', source: 'raw', prefix: 'fl' }],
  ["select {{ function('zs|') }}(x)", { kind: 'function', prefix: 'zs' }],
  ["{{ config(materialized='in|') }}", { kind: 'materialized', prefix: 'in' }],
  ['{{ con|', { kind: 'jinja', prefix: 'con', statement: false }],
  ['{% fo| %}', { kind: 'jinja', prefix: 'fo', statement: true }],
  ["{{ ref('a') }} x where x.de|", { kind: 'member', owner: 'x', prefix: 'de' }],
  ['select f.| from flights f', { kind: 'member', owner: 'f', prefix: '' }],
  ['select co|', { kind: 'sql', prefix: 'co', after: 'other' }],
  ['select 1 from |', { kind: 'sql', prefix: '', after: 'from' }],
  ['select 1 left join st|', { kind: 'sql', prefix: 'st', after: 'from' }],
])('%s', (text, context) => expect(sql(text)).toEqual(context));

test.each([
  ['select 1 -- a note|'],
  ["select 'text|"],
  ['/* a\nlong |'],
  ['{# ref(| #}'],
  ["{{ var('x|') }}"],
  ['select 12|'],
])('nothing is offered in %s', (text) => expect(sql(text)).toEqual({ kind: 'none' }));

test('an apostrophe in Jinja or in a comment opens no SQL string', () => {
  expect(sql('select {{ "it\'s" }}, a -- it\'s\nfrom x where b|')).toEqual({
    kind: 'sql',
    prefix: 'b',
    after: 'other',
  });
});

test('Python cells complete names in dbt.ref and dbt.source only', () => {
  expect(python('    df = dbt.ref("int_|")')).toEqual({ kind: 'ref', prefix: 'int_' });
  expect(python("x = dbt.source('raw', '|')")).toEqual({ kind: 'source-table', source: 'raw', prefix: '' });
  expect(python("x = open('a|')")).toEqual({ kind: 'none' });
});
