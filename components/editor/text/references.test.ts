import { expect, test } from 'vitest';
import { type GraphNode, graphNode, type ProjectGraph } from '#lib/contracts/graph.ts';
import { columnsBehind, columnsInScope } from './columns.ts';
import { macroPlace, nodeOf, referenceAt, references } from './references.ts';
import { scopeOf } from './scope.ts';

const node = (more: Partial<Record<keyof GraphNode, unknown>>): GraphNode =>
  graphNode.parse({
    kind: 'model',
    path: 'models/a.sql',
    folder: 'models',
    materialized: 'view',
    description: '',
    tags: [],
    columns: [],
    dependsOn: [],
    enabled: true,
    checksum: 'x',
    ...more,
  });

const graph: ProjectGraph = {
  projectName: 'shop',
  problems: [],
  nodes: [
    node({
      id: 'source.shop.raw.orders',
      kind: 'source',
      name: 'orders',
      relation: { schema: 'raw', identifier: 'orders' },
    }),
    node({
      id: 'model.shop.orders',
      name: 'orders',
      relation: { schema: 'shop', identifier: 'orders' },
      columns: [{ name: 'id', description: 'Its number', tests: [] }],
    }),
    node({ id: 'function.shop.zscore', kind: 'udf', name: 'zscore' }),
  ],
};
const catalog = [
  {
    schema: 'raw',
    name: 'orders',
    kind: 'table' as const,
    columns: [{ name: 'raw_id', type: 'int8', nullable: false }],
  },
];
const known = { graph, catalog, path: 'models/a.sql' };

test('names in calls with their places', () => {
  const text = "{{ ref('orders') }} {{ source(\"raw\", 'orders') }} {{ function('zscore') }} {{ ref('pkg', 'x') }}";
  expect(references(text).map(({ start, end }) => text.slice(start, end))).toEqual([
    'orders',
    'raw", \'orders',
    'zscore',
    'x',
  ]);
});

test('a source and a model of one name are told apart', () => {
  const text = "{{ source('raw', 'orders') }} {{ ref('orders') }}";
  const [source, ref] = references(text);
  expect(source && nodeOf(graph, source.what)?.id).toBe('source.shop.raw.orders');
  expect(ref && nodeOf(graph, ref.what)?.id).toBe('model.shop.orders');
});

test('a macro is found by its call and leads to its definition', () => {
  expect(referenceAt('{{ cents_to_euro("x") }}', 6)?.what).toEqual({ type: 'macro', name: 'cents_to_euro' });
  expect(macroPlace([['macros/m.sql', '\n{% macro cents_to_euro(x) %}']], 'cents_to_euro')).toEqual({
    path: 'macros/m.sql',
    line: 2,
  });
});

test('columns behind an alias: the database’s, else the project’s', () => {
  const text = "select * from {{ source('raw', 'orders') }} o join {{ ref('orders') }} m on true";
  expect(columnsBehind('o', scopeOf(text), known)).toEqual([
    { name: 'raw_id', type: 'int8', description: undefined, of: 'o' },
  ]);
  expect(columnsBehind('m', scopeOf(text), known).map(({ name, description }) => [name, description])).toEqual([
    ['id', 'Its number'],
  ]);
});

test('columns pass through CTEs that select everything', () => {
  const text = "with a as (select * from {{ ref('orders') }}), b as (select *, 1 as one from a) select x.  from b x";
  expect(columnsBehind('x', scopeOf(text), known).map(({ name }) => name)).toEqual(['id', 'one']);
  expect(columnsInScope(scopeOf(text), known).map(({ name }) => name)).toContain('one');
});
