import type { GraphNode, ProjectGraph } from '#lib/contracts/graph.ts';
import { downstreamOf } from './order.ts';

/** How far a node stands from the one in focus: negative upstream, positive downstream, 0 itself. */
export type Distances = ReadonlyMap<string, number>;

/** Nodes at most `up` edges above and `down` edges below `id`, with the shortest signed distance. */
export function neighbourhood(graph: ProjectGraph, id: string, up: number, down: number): Distances {
  const nodes = new Map(graph.nodes.map((node) => [String(node.id), node]));
  if (!nodes.has(id)) return new Map();
  const readers = downstreamOf(graph);
  const found = new Map<string, number>([[id, 0]]);
  spread(found, id, up, -1, (at) => (nodes.get(at)?.dependsOn ?? []).filter((next) => nodes.has(next)));
  spread(found, id, down, 1, (at) => readers.get(at) ?? []);
  return found;
}

function spread(
  found: Map<string, number>,
  from: string,
  steps: number,
  sign: 1 | -1,
  next: (id: string) => readonly string[],
): void {
  let edge: readonly string[] = [from];
  for (let step = 1; step <= steps && edge.length > 0; step++) {
    const beyond: string[] = [];
    for (const at of edge) {
      for (const id of next(at)) {
        if (found.has(id)) continue;
        found.set(id, step * sign);
        beyond.push(id);
      }
    }
    edge = beyond;
  }
}

/** Everything above and below a node, for the highlight of its whole lineage. */
export const lineage = (graph: ProjectGraph, id: string): Distances =>
  neighbourhood(graph, id, graph.nodes.length, graph.nodes.length);

/**
 * What the graph draws: tests that YAML puts on a column belong to their node (they are counted
 * there); a test with a file of its own is a node. Switched off nodes are not drawn.
 */
export function drawnGraph(graph: ProjectGraph): ProjectGraph {
  return { ...graph, nodes: graph.nodes.filter((node) => node.enabled && !isColumnTest(node)) };
}

export const isColumnTest = (node: GraphNode): boolean => node.kind === 'test' && !node.path.endsWith('.sql');

/** Tests that judge `id`, whether on a column or in a file. */
export const testsOf = (graph: ProjectGraph, id: string): readonly GraphNode[] =>
  graph.nodes.filter(
    (node) =>
      node.kind === 'test' &&
      node.enabled &&
      (node.tests === id || (node.tests === undefined && node.dependsOn.some((up) => up === id))),
  );

/** The part of `graph` whose ids are in `ids`, edges to others dropped. */
export function subgraph(graph: ProjectGraph, ids: { has(id: string): boolean }): ProjectGraph {
  const nodes = graph.nodes
    .filter((node) => ids.has(node.id))
    .map((node) => ({ ...node, dependsOn: node.dependsOn.filter((up) => ids.has(up)) }));
  return { ...graph, nodes };
}

/** The node that a file is about: the one it defines; of a YAML file the one that its first test judges, or that it describes. */
export function nodeOfFile(graph: ProjectGraph | undefined, path: string | undefined): GraphNode | undefined {
  if (!graph || path === undefined) return undefined;
  const here = graph.nodes.filter((node) => node.path === path);
  const defined = here.find((node) => !isColumnTest(node));
  if (defined) return defined;
  const tests = here.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const first = tests.flatMap((test) => test.tests ?? test.dependsOn)[0];
  const named = graph.nodes.filter((node) => !isColumnTest(node));
  return named.find(({ id }) => id === first) ?? named.find((node) => node.patchPath === path);
}
