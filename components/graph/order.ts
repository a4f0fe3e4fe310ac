import type { GraphNode, ProjectGraph } from '#lib/contracts/graph.ts';

/** Ids so that every node comes after what it depends on; nodes of a cycle come last, in file order. */
export function inOrder(graph: ProjectGraph): readonly string[] {
  const present = new Set(graph.nodes.map((node) => String(node.id)));
  const waiting = new Map(
    graph.nodes.map((node) => [String(node.id), node.dependsOn.filter((up) => present.has(up)).length]),
  );
  const down = downstreamOf(graph);
  const ready = graph.nodes.filter((node) => waiting.get(node.id) === 0).map((node) => String(node.id));
  for (let at = 0; at < ready.length; at++) {
    for (const next of down.get(ready[at] ?? '') ?? []) {
      const left = (waiting.get(next) ?? 0) - 1;
      waiting.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  if (ready.length === graph.nodes.length) return ready;
  const done = new Set(ready);
  return [...ready, ...graph.nodes.map((node) => String(node.id)).filter((id) => !done.has(id))];
}

/** Who reads each node, by id. */
export function downstreamOf(graph: ProjectGraph): ReadonlyMap<string, readonly string[]> {
  const down = new Map<string, string[]>(graph.nodes.map((node) => [String(node.id), []]));
  for (const node of graph.nodes) for (const up of node.dependsOn) down.get(up)?.push(node.id);
  return down;
}

/** Whether two lists are the same nodes in the same order and read the same. */
export const isSameShape = (before: readonly GraphNode[], now: readonly GraphNode[]): boolean =>
  before.length === now.length && now.every((node, at) => readsTheSame(before[at], node));

const readsTheSame = (before: GraphNode | undefined, now: GraphNode): boolean =>
  before === now ||
  (before?.id === now.id &&
    before.dependsOn.length === now.dependsOn.length &&
    now.dependsOn.every((up, at) => up === before.dependsOn[at]));
