import type { ProjectGraph } from '#lib/contracts/graph.ts';
import type { Layout } from './layout.ts';
import { downstreamOf } from './order.ts';

/** React Flow's `[x, y, zoom]`. */
export type Transform = readonly [number, number, number];

/** Half a screen: how far one pans before other nodes are given to React Flow. */
const STEP = 600;

/** Names the part of the canvas that is seen, coarsely: it changes a few times while one pans across a screen. */
export function coarseView([x, y, zoom]: Transform, width: number, height: number): string {
  const scale = 2 ** Math.floor(Math.log2(zoom));
  const step = STEP / scale;
  const places = [Math.floor(-x / zoom / step), Math.floor(-y / zoom / step), step, width / scale, height / scale];
  return places.join(',');
}

/** Ids that stand in a part named by `coarseView`, with a margin of one step on every side. */
export function idsInView(layout: Layout, view: string): ReadonlySet<string> {
  const [column = 0, row = 0, step = 1, width = 0, height = 0] = view.split(',').map(Number);
  const [left, top] = [(column - 1) * step, (row - 1) * step];
  const [right, bottom] = [(column + 2) * step + width, (row + 2) * step + height];
  const seen = new Set<string>();
  for (const [id, box] of layout.nodes) {
    if (box.x < right && box.x + box.width > left && box.y < bottom && box.y + box.height > top) seen.add(id);
  }
  return seen;
}

/**
 * The part of a big graph that React Flow is given: what is seen, and the other ends of its edges.
 * With all 5,000 nodes it looks at each of them on every frame; with these a pan takes one frame.
 */
export function windowOf(graph: ProjectGraph, seen: ReadonlySet<string>): ProjectGraph {
  const readers = downstreamOf(graph);
  const kept = new Set(seen);
  for (const node of graph.nodes) {
    if (!seen.has(node.id)) continue;
    for (const id of node.dependsOn) kept.add(id);
    for (const id of readers.get(node.id) ?? []) kept.add(id);
  }
  const nodes = graph.nodes
    .filter(({ id }) => kept.has(id))
    .map((node) => (seen.has(node.id) ? node : { ...node, dependsOn: node.dependsOn.filter((id) => seen.has(id)) }));
  return { ...graph, nodes };
}
