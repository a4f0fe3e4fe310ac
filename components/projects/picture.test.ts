import { expect, test } from 'vitest';
import { type GraphNode, graphNode, type NodeKind } from '#lib/contracts/graph.ts';
import { pictureOf } from './picture.ts';

const node = (id: string, kind: NodeKind, dependsOn: string[] = []): GraphNode =>
  graphNode.parse({
    id,
    kind,
    dependsOn,
    name: id,
    path: id,
    folder: '',
    materialized: 'view',
    description: '',
    tags: [],
    columns: [],
    enabled: true,
    checksum: '',
  });

test('a node lies one column right of its deepest parent; tests are counted, not drawn', () => {
  const nodes = [
    node('s', 'source'),
    node('a', 'model', ['s']),
    node('b', 'model', ['s', 'a']),
    node('t', 'test', ['b']),
  ];
  const picture = pictureOf({ projectName: 'p', nodes, problems: [] });
  expect(picture.nodes.map(({ column }) => column)).toEqual([0, 1, 2]);
  expect(picture.edges).toEqual([
    [0, 1],
    [0, 2],
    [1, 2],
  ]);
  expect(picture).toMatchObject({ columns: 3, rows: 1, tests: 1 });
});

test('a cycle is drawn, not followed for ever', () => {
  const picture = pictureOf({
    projectName: 'p',
    nodes: [node('a', 'model', ['b']), node('b', 'model', ['a'])],
    problems: [],
  });
  expect(picture.nodes).toHaveLength(2);
});
