import { expect, test } from 'vitest';
import { graphNode, type ProjectGraph } from '#lib/contracts/graph.ts';
import { candidates } from './candidates.ts';
import { sqlContext } from './completion-context.ts';

const base = {
  path: 'models/x.sql',
  folder: 'models',
  materialized: 'view',
  description: '',
  tags: [],
  columns: [],
  dependsOn: [],
  enabled: true,
  checksum: '1',
};
const graph: ProjectGraph = {
  projectName: 'shop',
  problems: [],
  nodes: [
    graphNode.parse({ ...base, id: 'source.shop.raw.orders', kind: 'source', name: 'orders' }),
    graphNode.parse({
      ...base,
      id: 'model.shop.stg_orders',
      kind: 'model',
      name: 'stg_orders',
      path: 'models/stg.sql',
      columns: [{ name: 'order_id', type: 'int8', tests: [] }],
    }),
    graphNode.parse({ ...base, id: 'function.shop.zscore', kind: 'udf', name: 'zscore', path: 'functions/z.py' }),
    graphNode.parse({ ...base, id: 'test.shop.t', kind: 'test', name: 't', path: 'tests/t.sql' }),
  ],
};

/** Labels offered at the bar. */
function labels(text: string): string[] {
  const plain = text.replace('|', '');
  const input = {
    graph,
    catalog: [],
    path: 'models/here.sql',
    text: plain,
    files: [['macros/m.sql', '{% macro cents(x) %}']] as const,
  };
  return candidates(sqlContext(plain, text.indexOf('|')), input).map(({ label }) => label);
}

test('ref offers nodes that can be read, never tests, sources or functions', () => {
  expect(labels("{{ ref('|') }}")).toEqual(['stg_orders']);
});

test('source offers source names, then their tables', () => {
  expect(labels("{{ source('|') }}")).toEqual(['raw']);
  expect(labels("{{ source('raw', '|') }}")).toEqual(['orders']);
});

test('FROM offers CTEs first, then relations, written as calls', () => {
  expect(labels('with a as (select 1) select * from |')).toEqual(['a', 'orders', 'stg_orders']);
});

test('columns of what the file reads come first in an expression', () => {
  expect(labels("select | from {{ ref('stg_orders') }} o")[0]).toBe('order_id');
  expect(labels("select o.| from {{ ref('stg_orders') }} o")).toEqual(['order_id']);
});

test('inside Jinja stand the project’s macros', () => {
  expect(labels('{{ ce|')).toContain('cents');
  expect(labels('{% fo|')[1]).toBe('for');
});
