import type { GraphNode, ProjectGraph } from '../../contracts/graph.ts';
import { adjacencyOf, reach } from './adjacency.ts';

export interface NeighbourhoodOptions {
  /** Steps against the edges: what the node is made of. */ readonly up: number;
  /** Steps along the edges: what is made of it. */ readonly down: number;
  /** Whether data tests are shown; off by default. */ readonly tests?: boolean;
}

/** The part of a graph around a node: its nodes and the edges between them. */
export function neighbourhood(graph: ProjectGraph, center: string, options: NeighbourhoodOptions): ProjectGraph {
  const { parents, children, nodes } = adjacencyOf(graph);
  if (!nodes.has(center)) return { ...graph, nodes: [] };
  const chosen = new Set([center, ...reach([center], parents, options.up), ...reach([center], children, options.down)]);
  const isShown = (node: GraphNode): boolean =>
    chosen.has(node.id) && (options.tests === true || node.kind !== 'test' || node.id === center);
  return {
    ...graph,
    nodes: graph.nodes
      .filter(isShown)
      .map((node) => ({ ...node, dependsOn: node.dependsOn.filter((id) => chosen.has(id)) })),
  };
}
