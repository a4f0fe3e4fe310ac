import { expect, test } from 'vitest';
import { testNode } from '#lib/testing/graph-node.ts';
import { coarseView, idsInView, windowOf } from './window.ts';

const make = (id: string, up: string[] = []) => testNode(id, { dependsOn: up });
const nodes = Array.from({ length: 100 }, (_, at) => make(`n${at}`, at === 0 ? [] : [`n${at - 1}`]));
const layout = {
  nodes: new Map(nodes.map((node, at) => [String(node.id), { x: at * 1000, y: 0, width: 200, height: 40 }])),
  groups: [],
};

test.each([1, 0.7, 0.3])('whatever is on the screen at zoom %d is in the window', (zoom) => {
  for (const left of [0, 777, 12_345, 50_001]) {
    const seen = idsInView(layout, coarseView([-left * zoom, 0, zoom], 1440, 900));
    for (const [id, box] of layout.nodes) {
      if (box.x + box.width > left && box.x < left + 1440 / zoom) expect(seen.has(id)).toBe(true);
    }
    expect(seen.size).toBeLessThan(20);
  }
});

test('a small pan keeps the window, so that nothing is drawn anew', () =>
  expect(coarseView([-10, -10, 1], 1440, 900)).toBe(coarseView([-200, -300, 1], 1440, 900)));

test('the window holds both ends of every edge it shows and no edge of others', () => {
  const part = windowOf({ projectName: 'p', problems: [], nodes }, new Set(['n5']));
  expect(part.nodes.map(({ id, dependsOn }) => [id, dependsOn])).toEqual([
    ['n4', []],
    ['n5', ['n4']],
    ['n6', ['n5']],
  ]);
});
