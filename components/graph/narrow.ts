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
  const rows: { readonly level: number; readonly kept: readonly GraphNode[]; readonly places: readonly Box[] }[] = [];
  let y = 0;
  for (const level of [...levels.keys()].sort((a, b) => a - b)) {
    const own = (levels.get(level) ?? []).toSorted(byNeeds);
    const room = MAX_ROWS_A_LEVEL * 2;
    const kept = own.length > room ? own.slice(0, room - 1) : own;
    const places = spread(kept.length + (kept.length < own.length ? 1 : 0), width, y, row, level === 0);
    rows.push({ level, kept, places });
    const last = places.at(-1);
    if (last && kept.length < own.length) more.push({ ...last, count: own.length - kept.length, key: String(level) });
    y = (last?.y ?? y) + row + ROW_GAP;
  }
  // From the focus outwards, so that each node can stand on the side of what it is joined to.
  for (const { kept, places } of rows.toSorted((a, b) => Math.abs(a.level) - Math.abs(b.level))) {
    for (const [at, node] of uncrossed(kept, places, graph, nodes).entries()) {
      const place = places[at];
      if (place) nodes.set(node.id, place);
    }
  }
  return { nodes, more, edges: edgesOf(graph, nodes), width, height: Math.max(0, y - ROW_GAP) };
}

/** Of two beside each other the one whose neighbours stand further left stands left: fewer lines cross. */
function uncrossed(
  level: readonly GraphNode[],
  places: readonly Box[],
  graph: ProjectGraph,
  placed: ReadonlyMap<string, Box>,
): readonly GraphNode[] {
  const middle = (node: GraphNode): number => {
    const readers = graph.nodes.filter(({ dependsOn }) => dependsOn.includes(node.id)).map(({ id }) => id);
    const xs = [...node.dependsOn, ...readers].flatMap((id) => {
      const box = placed.get(id);
      return box ? [box.x + box.width / 2] : [];
    });
    return xs.length === 0 ? Number.NaN : xs.reduce((sum, x) => sum + x, 0) / xs.length;
  };
  const out = [...level];
  for (let at = 0; at + 1 < out.length; at += 2) {
    const [left, right] = [out[at], out[at + 1]];
    if (left && right && places[at]?.y === places[at + 1]?.y && middle(left) > middle(right)) {
      out[at] = right;
      out[at + 1] = left;
    }
  }
  return out;
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
