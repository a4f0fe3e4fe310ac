import type { GraphNode, NodeKind, NodeStatus, ProjectGraph } from '#lib/contracts/graph.ts';
import type { NodeView } from './states.ts';

export interface Found {
  readonly id: string;
  readonly node: GraphNode;
  /** The column that matched, when not the name did. */
  readonly column?: string;
}

/** Nodes and columns whose name holds the words typed: names that start with it first, then names, then columns. */
export function findNodes(graph: ProjectGraph, typed: string, limit = 12): readonly Found[] {
  const query = typed.trim().toLowerCase();
  if (query === '') return [];
  const scored = graph.nodes.flatMap((node) => {
    const name = node.name.toLowerCase();
    if (name.includes(query)) return [{ found: { id: node.id, node }, rank: name.startsWith(query) ? 0 : 1 }];
    const column = node.columns.find((candidate) => candidate.name.toLowerCase().includes(query));
    return column ? [{ found: { id: node.id, node, column: column.name }, rank: 2 }] : [];
  });
  return scored
    .sort((a, b) => a.rank - b.rank || a.found.node.name.localeCompare(b.found.node.name))
    .slice(0, limit)
    .map(({ found }) => found);
}

/** What the legend and the state counts have switched off. Empty shows everything. */
export interface Filter {
  readonly kinds: ReadonlySet<NodeKind>;
  readonly statuses: ReadonlySet<NodeStatus>;
}
export const NO_FILTER: Filter = { kinds: new Set(), statuses: new Set() };

/** True when a node is not drawn strongly: a filter is on and the node is not of it. */
export function isDimmed(filter: Filter, node: GraphNode, view: NodeView | undefined): boolean {
  if (filter.kinds.size > 0 && !filter.kinds.has(node.kind)) return true;
  return filter.statuses.size > 0 && !(view && filter.statuses.has(view.status));
}

/** A set with `value` put in or taken out. */
export function toggled<T>(set: ReadonlySet<T>, value: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}

/** How many drawn nodes are in each state, in the order people look for them: trouble first. */
export function countStatuses(views: Iterable<NodeView>): readonly (readonly [NodeStatus, number])[] {
  const counts = new Map<NodeStatus, number>();
  for (const { status } of views) counts.set(status, (counts.get(status) ?? 0) + 1);
  return ORDER.flatMap((status) => {
    const count = counts.get(status);
    return count === undefined ? [] : [[status, count] as const];
  });
}
const ORDER: readonly NodeStatus[] = [
  'running',
  'failed',
  'partial',
  'warned',
  'stale',
  'queued',
  'skipped',
  'new',
  'fresh',
  'passed',
];
