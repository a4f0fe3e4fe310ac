import type { GraphNode, ProjectGraph } from '#lib/contracts/graph.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { LanguageReply } from './protocol.ts';

export type GraphPatch = Extract<LanguageReply, { type: 'graph' }>;

/**
 * What a screen that has `before` must be told to have `after`.
 * Unchanged nodes keep their identity on the other side, so that memoised drawings stay.
 */
export function diffGraph(before: ProjectGraph | null, after: ProjectGraph, problems: readonly Problem[]): GraphPatch {
  const { projectName, nodes } = after;
  const told = { type: 'graph', projectName, problems } as const;
  if (before !== null && isSameOrder(before.nodes, nodes))
    return { ...told, changed: nodes.filter((node, index) => !sameNode(before.nodes[index], node)), removed: [] };
  const old = new Map<string, GraphNode>(before?.nodes.map((node) => [node.id, node]));
  const kept = new Set<string>(nodes.map((node) => node.id));
  return {
    ...told,
    changed: nodes.filter((node) => !sameNode(old.get(node.id), node)),
    removed: [...old.keys()].filter((id) => !kept.has(id)),
    order: [...kept],
  };
}

const isSameOrder = (before: readonly GraphNode[], after: readonly GraphNode[]): boolean =>
  before.length === after.length && after.every((node, index) => node.id === before[index]?.id);

/** The graph after a patch. */
export function applyPatch(before: ProjectGraph | null, patch: GraphPatch): ProjectGraph {
  const changed = new Map<string, GraphNode>(patch.changed.map((node) => [node.id, node]));
  const { projectName, order } = patch;
  const problems = [...patch.problems];
  const known = before?.nodes ?? [];
  if (order === undefined) return { projectName, nodes: known.map((node) => changed.get(node.id) ?? node), problems };
  const nodes = new Map<string, GraphNode>(known.map((node) => [node.id, node]));
  return { projectName, nodes: order.flatMap((id) => changed.get(id) ?? nodes.get(id) ?? []), problems };
}

const sameNode = (a: GraphNode | undefined, b: GraphNode): boolean =>
  a === b || (a !== undefined && JSON.stringify(a) === JSON.stringify(b));
