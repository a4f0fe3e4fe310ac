import { type Edge, type Node, Position } from 'reactflow';
import type { GraphNode, ProjectGraph } from '#lib/contracts/graph.ts';
import { type Filter, isDimmed } from './find.ts';
import type { Box, GroupBox, Layout } from './layout.ts';
import type { Distances } from './near.ts';
import type { NodeView } from './states.ts';

export type WorkData = {
  readonly node: GraphNode;
  readonly view: NodeView | undefined;
  readonly selected: boolean;
  readonly dimmed: boolean;
  readonly card: boolean;
};
export type WorkNode = Node<WorkData, 'work'>;
export type FolderNode = Node<{ readonly group: GroupBox }, 'folder'>;
export type FlowNode = WorkNode | FolderNode;

export interface FlowInput {
  readonly graph: ProjectGraph;
  readonly layout: Layout;
  readonly views: ReadonlyMap<string, NodeView>;
  readonly selected: string | undefined;
  readonly filter: Filter;
}

/**
 * React Flow's nodes from layout and states. A node whose picture has not changed is the object of
 * the last call, so that of 5,000 nodes only those that changed are drawn again.
 */
export function toFlowNodes(input: FlowInput, before: ReadonlyMap<string, FlowNode>): FlowNode[] {
  const groups = input.layout.groups.map((group): FlowNode => {
    const old = before.get(groupId(group));
    return old?.type === 'folder' && old.data.group === group ? old : folderNode(group);
  });
  const works = input.graph.nodes.flatMap((node): FlowNode[] => {
    const box = input.layout.nodes.get(node.id);
    if (!box) return [];
    const data = dataOf(node, box, input);
    const old = before.get(node.id);
    return [
      old?.type === 'work' && sameData(old.data, data) && samePlace(old, box) ? old : workNode(node.id, box, data),
    ];
  });
  return [...groups, ...works];
}

function dataOf(node: GraphNode, box: Box, { views, selected, filter }: FlowInput): WorkData {
  const view = views.get(node.id);
  return {
    node,
    view,
    selected: selected === node.id,
    dimmed: isDimmed(filter, node, view),
    card: node.kind === 'train' && box.height > 60,
  };
}

function sameData(a: WorkData, b: WorkData): boolean {
  return (
    a.selected === b.selected &&
    a.dimmed === b.dimmed &&
    a.card === b.card &&
    a.node.name === b.node.name &&
    a.node.kind === b.node.kind &&
    sameView(a.view, b.view)
  );
}

function sameView(a: NodeView | undefined, b: NodeView | undefined): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  return (
    a.status === b.status &&
    a.reason === b.reason &&
    a.fraction === b.fraction &&
    a.built?.rows === b.built?.rows &&
    a.built?.ms === b.built?.ms &&
    a.score?.value === b.score?.value
  );
}

const samePlace = (node: FlowNode, box: Box): boolean =>
  node.position.x === box.x && node.position.y === box.y && node.width === box.width && node.height === box.height;

const groupId = (group: GroupBox): string => `folder:${group.folder}`;

function folderNode(group: GroupBox): FolderNode {
  const { x, y, width, height } = group;
  return {
    id: groupId(group),
    type: 'folder',
    position: { x, y },
    width,
    height,
    measured: { width, height },
    data: { group },
    selectable: false,
    focusable: false,
    zIndex: -1,
  };
}

function workNode(id: string, { x, y, width, height }: Box, data: WorkData): WorkNode {
  return {
    id,
    type: 'work',
    position: { x, y },
    width,
    height,
    measured: { width, height },
    // Given here, so that React Flow draws edges without measuring the page.
    handles: [
      { type: 'target', position: Position.Left, x: 0, y: height / 2 },
      { type: 'source', position: Position.Right, x: width, y: height / 2 },
    ],
    data,
    focusable: false,
  };
}

/** Edges; those of the selected node's lineage are marked. */
export function toFlowEdges(graph: ProjectGraph, layout: Layout, marked: Distances): Edge[] {
  const edges = graph.nodes.flatMap((node) =>
    [...new Set(node.dependsOn)].flatMap((up): Edge[] => {
      const [from, to] = [layout.nodes.get(up), layout.nodes.get(node.id)];
      if (!from || !to) return [];
      const high = onOneSide(marked.get(up), marked.get(node.id));
      const called = up.startsWith('function.') || node.kind === 'test';
      const className = [high ? 'is-marked' : '', called ? 'is-called' : ''].join(' ').trim();
      return [{ id: `${up}>${node.id}`, source: up, target: node.id, className, focusable: false }];
    }),
  );
  // Later ones are drawn above earlier ones, and all below the nodes.
  return edges.toSorted((a, b) => rank(a) - rank(b));
}

const rank = (edge: Edge): number => (edge.className?.includes('is-marked') ? 1 : 0);

/** An edge is on the lineage when both ends are, on the same side of the selected node. */
function onOneSide(a: number | undefined, b: number | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return (a <= 0 && b <= 0) || (a >= 0 && b >= 0);
}
