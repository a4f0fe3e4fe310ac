import type { GraphNode, ProjectGraph } from '../../contracts/graph.ts';

/** A graph's edges in both directions. */
export interface Adjacency {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly parents: ReadonlyMap<string, readonly string[]>;
  readonly children: ReadonlyMap<string, readonly string[]>;
}

const known = new WeakMap<ProjectGraph, Adjacency>();

/** Edges of a graph, made once a graph. */
export function adjacencyOf(graph: ProjectGraph): Adjacency {
  const before = known.get(graph);
  if (before !== undefined) return before;
  const nodes = new Map(graph.nodes.map((node) => [node.id, node] as const));
  const parents = new Map<string, string[]>();
  const children = new Map<string, string[]>();
  for (const node of graph.nodes) {
    const needs = node.dependsOn.filter((id) => nodes.has(id));
    parents.set(node.id, needs);
    for (const need of needs) {
      const list = children.get(need);
      if (list === undefined) children.set(need, [node.id]);
      else list.push(node.id);
    }
  }
  const made = { nodes, parents, children };
  known.set(graph, made);
  return made;
}

type Edges = ReadonlyMap<string, readonly string[]>;

/** Ids reached from `starts` along edges in at most `depth` steps; the starts are not counted. */
export function reach(starts: Iterable<string>, edges: Edges, depth = Number.POSITIVE_INFINITY): Set<string> {
  const seen = new Set<string>();
  let frontier = [...starts];
  for (let step = 0; step < depth && frontier.length > 0; step++) {
    const next: string[] = [];
    for (const id of frontier) {
      for (const other of edges.get(id) ?? []) {
        if (seen.has(other)) continue;
        seen.add(other);
        next.push(other);
      }
    }
    frontier = next;
  }
  return seen;
}
