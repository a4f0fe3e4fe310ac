import { layout as dagreLayout, Graph } from '@dagrejs/dagre';
import type { GraphNode, ProjectGraph } from '#lib/contracts/graph.ts';
import { inOrder } from './order.ts';

/** Where everything stands, in canvas pixels. */
export interface Layout {
  readonly nodes: ReadonlyMap<string, Box>;
  readonly groups: readonly GroupBox[];
}
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface GroupBox extends Box {
  readonly folder: string;
  readonly count: number;
}

export const NODE_HEIGHT = 40;
export const CARD_HEIGHT = 124;
const GAP = 8;
const PAD = 7;
const HEAD = 28;
const COLUMN_GAP = 40;
const BOX_GAP = 24;
const MAX_ROWS = 16;
/** Above this many training nodes, cards would be the graph: they shrink to rows. */
const MAX_CARDS = 12;

/**
 * Lays the whole project out: nodes of a folder stand together in a box, in columns by their depth
 * inside it; dagre arranges the boxes left to right. dagre on every node takes seconds at 5,000 nodes;
 * on the boxes it is a few milliseconds whatever the project's size.
 */
export function layoutFolders(graph: ProjectGraph): Layout {
  const cards = graph.nodes.filter((node) => node.kind === 'train').length <= MAX_CARDS;
  const folders = groupByFolder(graph);
  const homes = new Map(graph.nodes.map((node) => [String(node.id), homeOf(node)]));
  const depth = depths(graph, homes);
  const columns = new Map([...folders].map(([folder, nodes]) => [folder, columnsOf(nodes, depth)]));
  const sizes = new Map([...columns].map(([folder, own]) => [folder, sizeOf(own, cards)]));
  const corners = arrangeBoxes(folders, sizes, homes);
  const placed = new Map<string, Box>();
  const groups: GroupBox[] = [];
  const leftToRight = [...corners].sort((a, b) => a[1].x - b[1].x || a[1].y - b[1].y);
  for (const [folder, corner] of leftToRight) {
    placeColumns(columns.get(folder) ?? [], corner, cards, placed);
    groups.push({ folder, count: folders.get(folder)?.length ?? 0, ...corner });
  }
  return { nodes: placed, groups };
}

/** Lays a neighbourhood out by dagre on its nodes: left to right, or downwards for a narrow panel. */
export function layoutPlain(graph: ProjectGraph, direction: 'LR' | 'TB', cards = direction === 'LR'): Layout {
  const flow = new Graph<{ nodesep: number; ranksep: number; rankdir: string }, Box>();
  flow.setGraph({ rankdir: direction, nodesep: direction === 'LR' ? 16 : 12, ranksep: direction === 'LR' ? 56 : 28 });
  flow.setDefaultEdgeLabel(() => ({}));
  for (const node of graph.nodes) {
    flow.setNode(node.id, { x: 0, y: 0, width: widthOf(node), height: heightOf(node, cards) });
  }
  for (const node of graph.nodes) for (const up of node.dependsOn) if (flow.hasNode(up)) flow.setEdge(up, node.id);
  dagreLayout(flow);
  const nodes = new Map<string, Box>();
  for (const node of graph.nodes) nodes.set(node.id, cornerOf(flow.node(node.id)));
  return { nodes, groups: [] };
}

/** Width a node's name asks for: 12 px Inter at weight 500 is 6.6 px a letter on average. */
export function widthOf(node: GraphNode): number {
  if (node.kind === 'train') return 198;
  const letters = node.kind === 'python' ? node.name.length + 3 : node.name.length;
  return Math.min(236, Math.max(148, Math.ceil((letters * 6.7 + 66) / 4) * 4));
}

export const heightOf = (node: GraphNode, cards: boolean): number =>
  node.kind === 'train' && cards ? CARD_HEIGHT : NODE_HEIGHT;

type Column = readonly GraphNode[];

/** Sources stand together whatever folder their YAML is in: they are where data comes in. */
function homeOf({ id, kind, folder }: GraphNode): string {
  const source = kind === 'source' ? id.split('.').at(-2) : undefined;
  return source === undefined ? folder : `sources/${source}`;
}

function groupByFolder(graph: ProjectGraph): ReadonlyMap<string, readonly GraphNode[]> {
  return Map.groupBy(graph.nodes, homeOf);
}

/** Longest path to each node over edges inside its own folder. */
function depths(graph: ProjectGraph, homes: ReadonlyMap<string, string>): ReadonlyMap<string, number> {
  const nodes = new Map(graph.nodes.map((node) => [String(node.id), node]));
  const found = new Map<string, number>();
  for (const id of inOrder(graph)) {
    const node = nodes.get(id);
    if (!node) continue;
    const inside = node.dependsOn.filter((up) => homes.get(up) === node.folder);
    found.set(id, Math.max(0, ...inside.map((up) => (found.get(up) ?? -1) + 1)));
  }
  return found;
}

function columnsOf(nodes: readonly GraphNode[], depth: ReadonlyMap<string, number>): readonly Column[] {
  const byDepth = Map.groupBy(nodes, (node) => depth.get(node.id) ?? 0);
  // A folder of hundreds would be a tower: its columns may grow with its size, near a 2:1 box.
  const rows = Math.max(MAX_ROWS, Math.ceil(Math.sqrt(nodes.length) * 1.4));
  return [...byDepth.keys()].sort((a, b) => a - b).flatMap((level) => chunks(byDepth.get(level) ?? [], rows));
}

function chunks(nodes: readonly GraphNode[], size: number): Column[] {
  const pieces = Math.ceil(nodes.length / size);
  const even = Math.ceil(nodes.length / pieces);
  return Array.from({ length: pieces }, (_, at) => nodes.slice(at * even, (at + 1) * even));
}

const columnWidth = (column: Column): number => Math.max(...column.map(widthOf));
const columnHeight = (column: Column, cards: boolean): number =>
  column.reduce((sum, node) => sum + heightOf(node, cards) + GAP, -GAP);

function sizeOf(columns: readonly Column[], cards: boolean): { width: number; height: number } {
  const width = columns.reduce((sum, column) => sum + columnWidth(column) + COLUMN_GAP, -COLUMN_GAP) + 2 * PAD;
  return { width, height: Math.max(...columns.map((column) => columnHeight(column, cards))) + HEAD + PAD };
}

function arrangeBoxes(
  folders: ReadonlyMap<string, readonly GraphNode[]>,
  sizes: ReadonlyMap<string, { width: number; height: number }>,
  homes: ReadonlyMap<string, string>,
): ReadonlyMap<string, Box> {
  const flow = new Graph<{ nodesep: number; ranksep: number; rankdir: string }, Box>();
  flow.setGraph({ rankdir: 'LR', nodesep: 16, ranksep: 40 });
  flow.setDefaultEdgeLabel(() => ({}));
  for (const [folder, size] of sizes) flow.setNode(folder, { x: 0, y: 0, ...size });
  for (const [from, to] of boxEdges(folders, homes)) flow.setEdge(from, to);
  dagreLayout(flow);
  return stacked(new Map([...sizes.keys()].map((folder) => [folder, flow.node(folder)])));
}

/**
 * Boxes of one rank stand below each other round one middle line, in dagre's order: its own places
 * leave a graph twice as high, and everything in it half as large.
 */
function stacked(boxes: ReadonlyMap<string, Box>): ReadonlyMap<string, Box> {
  const corners = new Map<string, Box>();
  for (const rank of Map.groupBy(boxes, ([, { x }]) => Math.round(x)).values()) {
    const height = rank.reduce((sum, [, box]) => sum + box.height + BOX_GAP, -BOX_GAP);
    let y = -height / 2;
    for (const [folder, box] of rank.toSorted(([, a], [, b]) => a.y - b.y)) {
      corners.set(folder, cornerOf({ ...box, y: y + box.height / 2 }));
      y += box.height + BOX_GAP;
    }
  }
  return corners;
}

/**
 * Edges between folders. Two folders that read each other would make dagre turn one round by
 * chance; the direction with more edges stays.
 */
function boxEdges(
  folders: ReadonlyMap<string, readonly GraphNode[]>,
  homes: ReadonlyMap<string, string>,
): readonly (readonly [string, string])[] {
  const counts = new Map<string, Map<string, number>>();
  for (const [folder, nodes] of folders) {
    for (const up of nodes.flatMap((node) => node.dependsOn)) {
      const from = homes.get(up);
      if (from === undefined || from === folder) continue;
      const row = counts.get(from) ?? new Map<string, number>();
      counts.set(from, row.set(folder, (row.get(folder) ?? 0) + 1));
    }
  }
  return [...counts].flatMap(([from, row]) =>
    [...row].filter(([to, count]) => count >= (counts.get(to)?.get(from) ?? 0)).map(([to]) => [from, to] as const),
  );
}

function cornerOf(box: Box): Box {
  return { x: box.x - box.width / 2, y: box.y - box.height / 2, width: box.width, height: box.height };
}

/** Rows of a column follow the middle of what they read, so that edges cross less. */
function placeColumns(columns: readonly Column[], corner: Box, cards: boolean, placed: Map<string, Box>): void {
  let x = corner.x + PAD;
  for (const column of columns) {
    const width = columnWidth(column);
    const free = corner.height - HEAD - PAD - columnHeight(column, cards);
    let y = corner.y + HEAD + free / 2;
    for (const node of ordered(column, placed)) {
      const height = heightOf(node, cards);
      placed.set(node.id, { x, y, width, height });
      y += height + GAP;
    }
    x += width + COLUMN_GAP;
  }
}

function ordered(column: Column, placed: ReadonlyMap<string, Box>): Column {
  const middle = (node: GraphNode): number => {
    const above = node.dependsOn.flatMap((up) => placed.get(up)?.y ?? []);
    return above.length === 0 ? Number.POSITIVE_INFINITY : above.reduce((sum, y) => sum + y, 0) / above.length;
  };
  const keyed = column.map((node) => ({ node, at: middle(node) }));
  return keyed
    .sort((a, b) => (a.at === b.at ? a.node.name.localeCompare(b.node.name) : a.at - b.at))
    .map(({ node }) => node);
}

/** What the layout depends on: states may change without a node moving. */
export const layoutKey = (graph: ProjectGraph): string =>
  graph.nodes.map((node) => `${node.id}|${node.folder}|${node.kind}|${node.dependsOn.join(',')}`).join('\n');
