import type { ProjectGraph } from '#lib/contracts/graph.ts';
import type { Box } from './layout.ts';
import { downstreamOf } from './order.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * The node an arrow key goes to. Along the flow it walks edges (to the nearest reader or the nearest
 * thing read); across it, to the nearest neighbour in the same column.
 * @param flow which way edges run on the screen: the whole graph `right`, the narrow panel `down`
 * @returns undefined where there is nothing that way
 */
export function walk(
  graph: ProjectGraph,
  boxes: ReadonlyMap<string, Box>,
  from: string,
  direction: Direction,
  flow: 'right' | 'down' = 'right',
): string | undefined {
  const along = flow === 'right' ? (['left', 'right'] as const) : (['up', 'down'] as const);
  if (direction === along[1]) return nearest(boxes, from, downstreamOf(graph).get(from) ?? [], flow);
  if (direction === along[0]) {
    const node = graph.nodes.find((candidate) => candidate.id === from);
    return nearest(boxes, from, node?.dependsOn ?? [], flow);
  }
  return beside(boxes, from, direction === 'down' || direction === 'right' ? 1 : -1, flow);
}

const middle = (box: Box): { x: number; y: number } => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });

function nearest(
  boxes: ReadonlyMap<string, Box>,
  from: string,
  candidates: readonly string[],
  flow: 'right' | 'down',
): string | undefined {
  const own = boxes.get(from);
  if (!own) return undefined;
  const start = middle(own);
  // Straight ahead counts more than near: a step aside is felt as a jump.
  const cost = (id: string): number => {
    const box = boxes.get(id);
    if (!box) return Number.POSITIVE_INFINITY;
    const end = middle(box);
    const [aside, ahead] = flow === 'right' ? [end.y - start.y, end.x - start.x] : [end.x - start.x, end.y - start.y];
    return Math.abs(aside) * 2 + Math.abs(ahead);
  };
  return cheapest(candidates, cost);
}

function beside(
  boxes: ReadonlyMap<string, Box>,
  from: string,
  sign: 1 | -1,
  flow: 'right' | 'down',
): string | undefined {
  const own = boxes.get(from);
  if (!own) return undefined;
  const cost = (id: string): number => {
    const box = boxes.get(id);
    if (!box || id === from) return Number.POSITIVE_INFINITY;
    const [gap, overlaps] =
      flow === 'right'
        ? [box.y - own.y, crosses(box.x, box.width, own.x, own.width)]
        : [box.x - own.x, crosses(box.y, box.height, own.y, own.height)];
    return overlaps && gap * sign > 0 ? gap * sign : Number.POSITIVE_INFINITY;
  };
  return cheapest([...boxes.keys()], cost);
}

const crosses = (a: number, aSize: number, b: number, bSize: number): boolean => a < b + bSize && b < a + aSize;

function cheapest(candidates: readonly string[], cost: (id: string) => number): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const id of candidates) {
    const value = cost(id);
    if (value < least) [best, least] = [id, value];
  }
  return best;
}
