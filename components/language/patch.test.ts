import { describe, expect, test } from 'vitest';
import { type GraphNode, graphNode, type ProjectGraph } from '#lib/contracts/graph.ts';
import { applyPatch, diffGraph } from './patch.ts';

const node = (name: string, description = ''): GraphNode =>
  graphNode.parse({
    id: `model.shop.${name}`,
    kind: 'model',
    name,
    path: `models/${name}.sql`,
    folder: 'models',
    materialized: 'view',
    description,
    tags: [],
    columns: [],
    dependsOn: [],
    enabled: true,
    checksum: name,
  });

const graph = (...nodes: GraphNode[]): ProjectGraph => ({ projectName: 'shop', nodes, problems: [] });

describe('a graph that travels as what changed', () => {
  test('the first patch carries everything', () => {
    const after = graph(node('a'), node('b'));
    expect(applyPatch(null, diffGraph(null, after, []))).toEqual(after);
  });

  test('only the edited node travels, the others keep their identity', () => {
    const before = graph(node('a'), node('b'));
    const patch = diffGraph(before, graph(node('a'), node('b', 'edited')), []);
    expect(patch.changed.map(({ name }) => name)).toEqual(['b']);
    expect(patch.order).toBeUndefined();
    expect(applyPatch(before, patch).nodes[0]).toBe(before.nodes[0]);
  });

  test('removed and moved nodes arrive in the new order', () => {
    const before = graph(node('a'), node('b'), node('c'));
    const after = graph(node('c'), node('a'));
    expect(applyPatch(before, diffGraph(before, after, []))).toEqual(after);
  });
});
