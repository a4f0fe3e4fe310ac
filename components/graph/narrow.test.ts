import { expect, test } from 'vitest';
import type { ProjectGraph } from '#lib/contracts/graph.ts';
import { testNode } from '#lib/testing/graph-node.ts';
import { layoutNarrow } from './narrow.ts';

const make = (id: string, up: string[] = []) => testNode(id, { dependsOn: up });
const readers = Array.from({ length: 9 }, (_, at) => make(`r${at}`, ['me']));
const graph: ProjectGraph = {
  projectName: 'p',
  problems: [],
  nodes: [make('a'), make('b'), make('up', ['a', 'b']), make('me', ['up']), ...readers, make('far', ['r0'])],
};

test('levels flow down, the focus stands in the middle, nothing leaves the panel', () => {
  const { nodes, width, height } = layoutNarrow(graph, 'me', 300, 26);
  const y = (id: string) => nodes.get(id)?.y ?? Number.NaN;
  expect(y('a')).toBe(y('b'));
  expect([y('a') < y('up'), y('up') < y('me'), y('me') < y('r0'), y('r0') < y('far')]).toEqual([
    true,
    true,
    true,
    true,
  ]);
  const me = nodes.get('me');
  expect(me && me.x + me.width / 2).toBeCloseTo(150, 0);
  for (const box of nodes.values()) expect(box.x >= 0 && box.x + box.width <= width && box.y + 26 <= height).toBe(true);
});

test('what finds no room is counted, not dropped silently', () => {
  const { nodes, more } = layoutNarrow(graph, 'me', 300, 26);
  expect(readers.filter(({ id }) => nodes.has(id))).toHaveLength(5);
  expect(more).toMatchObject([{ count: 4 }]);
});

test('of two beside each other each stands on the side of what it is joined to', () => {
  const crossed: ProjectGraph = {
    ...graph,
    nodes: [make('a'), make('b'), make('p', ['b']), make('q', ['a']), make('me', ['p', 'q'])],
  };
  const { nodes } = layoutNarrow(crossed, 'me', 300, 26);
  const x = (id: string) => nodes.get(id)?.x ?? Number.NaN;
  expect(Math.sign(x('a') - x('b'))).toBe(Math.sign(x('q') - x('p')));
});

test('an unknown node is an empty panel', () => expect(layoutNarrow(graph, 'x', 300, 26)).toMatchObject({ height: 0 }));
