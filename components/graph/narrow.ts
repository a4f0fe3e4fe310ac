import type { GraphNode, ProjectGraph } from '#lib/contracts/graph.ts';
import type { Box } from './layout.ts';
import { neighbourhood } from './near.ts';

/** A place of the narrow neighbourhood; `more` stands for nodes that found no room in their row. */
export interface NarrowLayout {
  readonly nodes: ReadonlyMap<string, Box>;
  readonly more: readonly (Box & { readonly count: number; readonly key: string })[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly path: string }[];
  readonly width: number;
  readonly height: number;
}

const GAP = 12;
const ROW_GAP = 14;
const MAX_ROWS_A_LEVEL = 3;

/**
 * The neighbourhood in a panel `width` pixels wide, flowing down: a level a row of at most two,
 * wrapped up to three rows, the rest counted. The node in focus stands alone in the middle.
 */
export function layoutNarrow(graph: ProjectGraph, focus: string, width: number, row: number, reach = 2): NarrowLayout {
  const distances = neighbourhood(graph, focus, reach, reach);
  const levels = Map.groupBy(
    graph.nodes.filter(({ id }) => distances.has(id)),
    ({ id }) => distances.get(id) ?? 0,
  );
  const nodes = new Map<string, Box>();
  const more: (Box & { count: number; key: string })[] = [];
  let y = 0;
  for (const level of [...levels.keys()].sort((a, b) => a - b)) {
    const own = (levels.get(level) ?? []).toSorted(byNeeds);
    const room = MAX_ROWS_A_LEVEL * 2;
    const kept = own.length > room ? own.slice(0, room - 1) : own;
    const places = spread(kept.length + (kept.length < own.length ? 1 : 0), width, y, row, level === 0);
    for (const [at, node] of kept.entries()) {
      const place = places[at];
      if (place) nodes.set(node.id, place);
    }
    const last = places.at(-1);
    if (last && kept.length < own.length) more.push({ ...last, count: own.length - kept.length, key: String(level) });
    y = (last?.y ?? y) + row + ROW_GAP;
  }
  return { nodes, more, edges: edgesOf(graph, nodes), width, height: Math.max(0, y - ROW_GAP) };
}

/** Feature nodes before tests, so that what is cut off is what is looked for least. */
const byNeeds = (a: GraphNode, b: GraphNode): number =>
  Number(a.kind === 'test') - Number(b.kind === 'test') || a.name.localeCompare(b.name);

function spread(count: number, width: number, top: number, row: number, focus: boolean): readonly Box[] {
  const half = Math.floor((width - GAP) / 2);
  return Array.from({ length: count }, (_, at) => {
    const y = top + Math.floor(at / 2) * (row + 6);
    const alone = at === count - 1 && count % 2 === 1;
    const own = alone ? Math.min(width, Math.max(half, focus ? Math.round(width * 0.68) : half)) : half;
    const x = alone ? Math.round((width - own) / 2) : at % 2 === 0 ? 0 : width - half;
    return { x, y, width: own, height: row };
  });
}

function edgesOf(graph: ProjectGraph, boxes: ReadonlyMap<string, Box>): NarrowLayout['edges'] {
  return graph.nodes.flatMap((node) =>
    node.dependsOn.flatMap((up) => {
      const [from, to] = [boxes.get(up), boxes.get(node.id)];
      return from && to && to.y > from.y ? [{ from: up, to: node.id, path: curve(from, to) }] : [];
    }),
  );
}

function curve(from: Box, to: Box): string {
  const [x1, y1] = [from.x + from.width / 2, from.y + from.height];
  const [x2, y2] = [to.x + to.width / 2, to.y];
  const bend = Math.min(18, (y2 - y1) / 2);
  return `M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`;
}
