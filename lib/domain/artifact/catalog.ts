import { type CatalogColumn, catalogSelect } from '../compile/catalog-query.ts';
import { catalogStats } from './catalog-stats.ts';
import type { Json, Manifest, ManifestNode } from './manifest/types.ts';
import { type Invocation, metadataOf } from './metadata.ts';

/** A column of a relation in dbt's words, as a project's `get_catalog` gives it. */
export type CatalogRow = Readonly<Partial<Record<CatalogColumn, unknown>>>;

/** Rows of a database's catalog for some schemas, in dbt's columns. Parameter: the schemas. */
export const CATALOG_QUERY = catalogSelect('lower(n.nspname) = any (select lower(name) from unnest($1::text[]) name)');

/** What `CATALOG_QUERY` answered. */
export const catalogRows = ({
  columns,
  rows,
}: {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
}): CatalogRow[] => rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index]])));

/** Schemas that a manifest's relations stand in: what the catalog is asked for. */
export const catalogSchemas = (manifest: Manifest): string[] => [
  ...new Set(catalogNodes(manifest).map(({ schema }) => String(schema))),
];

/**
 * `catalog.json`: the columns of every relation that the project builds or reads.
 * @param chosen unique ids that it is limited to
 */
export function makeCatalog(
  manifest: Manifest,
  rows: readonly CatalogRow[],
  invocation: Invocation,
  chosen?: ReadonlySet<string>,
): Json {
  const tables = Map.groupBy(rows, (row) => keyOf(row.table_schema, row.table_name));
  const entries = (nodes: readonly ManifestNode[]): Json =>
    Object.fromEntries(
      nodes
        .filter(({ unique_id: id }) => chosen === undefined || chosen.has(id))
        .flatMap((node) => {
          const found = tables.get(keyOf(node.schema, nameOf(node)));
          return found === undefined ? [] : [[node.unique_id, tableOf(node.unique_id, found)]];
        }),
    );
  const relations = catalogNodes(manifest);
  return {
    metadata: metadataOf('catalog', invocation),
    nodes: entries(relations.filter((node) => node.resource_type !== 'source')),
    sources: entries(relations.filter((node) => node.resource_type === 'source')),
    errors: null,
  };
}

/** What may have a relation: tests too, which may keep their failing rows. */
export const catalogNodes = ({ nodes, sources }: Manifest): ManifestNode[] => [
  ...Object.values(nodes).filter(
    ({ resource_type: type, relation_name: name }) =>
      type === 'test' || (['model', 'seed', 'snapshot'].includes(type) && name !== null),
  ),
  ...Object.values(sources),
];

/** The name of a node's relation. */
export const nameOf = ({ identifier, alias }: ManifestNode): string => String(identifier ?? alias);

/** dbt finds relations whatever the case of their names. */
const keyOf = (schema: unknown, name: unknown): string => `${schema}.${name}`.toLowerCase();

function tableOf(id: string, rows: readonly CatalogRow[]): Json {
  const [first = {}] = rows;
  const columns = rows.map(({ column_name: name, column_type: type, column_index: index, column_comment: comment }) => [
    String(name),
    { type, index: Number(index), name, comment: comment ?? null },
  ]);
  return {
    metadata: {
      type: first.table_type,
      schema: first.table_schema,
      name: first.table_name,
      database: first.table_database,
      comment: first.table_comment ?? null,
      owner: first.table_owner ?? null,
    },
    columns: Object.fromEntries(columns),
    stats: catalogStats(first),
    unique_id: id,
  };
}
