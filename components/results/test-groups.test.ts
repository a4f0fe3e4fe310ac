import { expect, it } from 'vitest';
import { compileFiles } from '#lib/domain/compile/fixture.ts';
import { toGraph } from '#lib/domain/compile/index.ts';
import { testGroups, testTitle } from './test-groups.ts';

it('groups a node’s tests by column, whole node and unit tests', () => {
  const compilation = compileFiles({
    'models/m.sql': 'select 1 as a, 2 as b',
    'tests/whole.sql': "select * from {{ ref('m') }} where a > b",
    'models/m.yml': `models:
  - name: m
    columns: [{name: a, data_tests: [unique, not_null]}, {name: b}, {name: c, data_tests: [not_null]}]
unit_tests:
  - {name: adds, model: m, given: [], expect: {rows: [{a: 1}]}}
`,
  });
  const graph = toGraph(compilation);
  const node = graph.nodes.find(({ name }) => name === 'm');
  const groups = node ? testGroups(graph, node) : [];
  expect(groups.map(({ title, tests }) => [title, tests.map(testTitle)])).toEqual([
    ['a', ['unique', 'not_null']],
    ['c', ['not_null']],
    ['All of it', ['whole']],
    ['Unit tests', ['adds']],
  ]);
});
