import type { GraphNode, ProjectGraph } from '#lib/contracts/graph.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { LanguageReply } from './protocol.ts';

export type GraphPatch = Extract<LanguageReply, { type: 'graph' }>;

/**
 * What a screen that has `before` must be told to have `after`.
 * Unchanged nodes keep their identity on the other side, so that memoised drawings stay.
 */
export function diffGraph(before: ProjectGraph | null, after: ProjectGraph, problems: readonly Problem[]): GraphPatch {
  const old = new Map(before?.nodes.map((node) => [node.id as string, node]));
  const changed = after.nodes.filter((node) => !sameNode(old.get(node.id), node));
  const kept = new Set<string>(after.nodes.map((node) => node.id));
  const removed = [...old.keys()].filter((id) => !kept.has(id));
  const sameOrder =
    before?.nodes.length === after.nodes.length && after.nodes.every((node, i) => before.nodes[i]?.id === node.id);
  return {
    type: 'graph',
    projectName: after.projectName,
    changed,
    removed,
    ...(sameOrder ? {} : { order: [...kept] }),
    problems,
  };
}

/** The graph after a patch. */
export function applyPatch(before: ProjectGraph | null, patch: GraphPatch): ProjectGraph {
  const nodes = new Map(before?.nodes.map((node) => [node.id as string, node]));
  for (const id of patch.removed) nodes.delete(id);
  for (const node of patch.changed) nodes.set(node.id, node);
  const order = patch.order ?? [...nodes.keys()];
  return {
    projectName: patch.projectName,
    nodes: order.flatMap((id) => nodes.get(id) ?? []),
    problems: [...patch.problems],
  };
}

const sameNode = (a: GraphNode | undefined, b: GraphNode): boolean =>
  a === b || (a !== undefined && JSON.stringify(a) === JSON.stringify(b));
