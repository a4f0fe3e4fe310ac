import type { NodeKind, ProjectGraph } from '#lib/contracts/graph.ts';

/** A project as a small picture: what kinds of nodes it has, how deep each lies, what reads what. */
export interface ProjectPicture {
  readonly nodes: readonly { readonly kind: NodeKind; readonly column: number; readonly row: number }[];
  readonly edges: readonly (readonly [from: number, to: number])[];
  readonly columns: number;
  readonly rows: number;
  readonly tests: number;
}

/** Lays a graph out in columns by depth, without its tests. */
export function pictureOf(graph: ProjectGraph): ProjectPicture {
  const shown = graph.nodes.filter(({ kind }) => kind !== 'test');
  const places = new Map(shown.map((node, index) => [String(node.id), index]));
  const depth = new Map<string, number>();
  const parents = new Map(shown.map((node) => [String(node.id), node.dependsOn.filter((id) => places.has(id))]));
  const depthOf = (id: string): number => {
    const known = depth.get(id);
    if (known !== undefined) return known;
    depth.set(id, 0); // a cycle ends here; the compiler reports it
    const own = (parents.get(id) ?? []).reduce((most, parent) => Math.max(most, depthOf(parent) + 1), 0);
    depth.set(id, own);
    return own;
  };
  const filled: number[] = [];
  const nodes = shown.map(({ id, kind }) => {
    const column = depthOf(id);
    const row = filled[column] ?? 0;
    filled[column] = row + 1;
    return { kind, column, row };
  });
  const edges = shown.flatMap((node, to) =>
    (parents.get(node.id) ?? []).map((parent) => [places.get(parent) ?? 0, to] as const),
  );
  return {
    nodes,
    edges,
    columns: filled.length,
    rows: Math.max(1, ...filled),
    tests: graph.nodes.length - shown.length,
  };
}
