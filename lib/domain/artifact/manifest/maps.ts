import type { ManifestNode } from './types.ts';

type Edges = Readonly<Record<string, readonly string[]>>;

/** What every node needs, and what needs it. */
export function edgeMaps(nodes: readonly ManifestNode[]): { parents: Edges; children: Edges } {
  const parents = new Map(nodes.map((node): [string, string[]] => [node.unique_id, [...needs(node)].sort()]));
  const children = new Map(nodes.map((node): [string, string[]] => [node.unique_id, []]));
  for (const [id, needed] of parents) for (const other of needed) children.get(other)?.push(id);
  for (const list of children.values()) list.sort();
  return { parents: Object.fromEntries(parents), children: Object.fromEntries(children) };
}

const needs = (node: ManifestNode): ReadonlySet<string> => new Set(node.depends_on?.nodes ?? []);
