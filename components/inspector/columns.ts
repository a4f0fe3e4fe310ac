import { shortType } from '#components/results/short-type.ts';
import type { CatalogRelation } from '#lib/contracts/api.ts';
import type { ColumnInfo, GraphNode } from '#lib/contracts/graph.ts';

/** A node's columns: in the order and with the types of the relation that is built, with what the project says of them. */
export function columnsWithTypes(node: GraphNode, catalog: readonly CatalogRelation[]): readonly ColumnInfo[] {
  const { relation } = node;
  const built =
    relation && catalog.find(({ schema, name }) => schema === relation.schema && name === relation.identifier);
  if (!built || node.kind === 'train') return node.columns;
  const said = new Map(node.columns.map((column) => [column.name, column]));
  const there = built.columns.map(({ name, type }) => ({
    ...(said.get(name) ?? { name, tests: [] }),
    type: shortType(type),
  }));
  const names = new Set(there.map(({ name }) => name));
  return [...there, ...node.columns.filter(({ name }) => !names.has(name))];
}
