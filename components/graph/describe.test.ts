import { expect, test } from 'vitest';
import type { NodeKind } from '#lib/contracts/graph.ts';
import { testNode } from '#lib/testing/graph-node.ts';
import { builtLine } from './describe.ts';
import type { NodeView } from './states.ts';

const node = (materialized: string, kind: NodeKind = 'model') => testNode('model.p.a', { kind, materialized });
const built = (rows?: number): NodeView => ({
  id: 'model.p.a',
  status: 'fresh',
  reason: '',
  built: { id: node('table').id, status: 'fresh', rows, ms: 6_100 },
});

test('a table says how many rows it holds, a view that it is one', () => {
  expect(builtLine(node('table'), built(336_776))).toBe('336,776, 6.1 s');
  expect(builtLine(node('view'), built())).toBe('view, 6.1 s');
  expect(builtLine(node('materialized_view'), built())).toBe('materialized view, 6.1 s');
});

test('what adds to what stands says how many rows it wrote', () => {
  expect(builtLine(node('incremental'), built(1_204))).toBe('incremental +1,204, 6.1 s');
  expect(builtLine(node('snapshot', 'snapshot'), built(12))).toBe('+12, 6.1 s');
});
