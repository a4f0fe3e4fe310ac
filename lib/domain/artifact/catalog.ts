import type { Json, Manifest, ManifestNode } from './manifest/types.ts';
import { type Invocation, metadataOf } from './metadata.ts';

/**
 * Rows of a database's catalog for some schemas, in dbt's columns: database, schema, name, type,
 * comment, owner, column, position, column type, column comment. Parameter: the schemas.
 */
export const CATALOG_QUERY = `
  select current_database(), n.nspname, c.relname,
         case c.relkind when 'v' then 'VIEW' when 'm' then 'MATERIALIZED VIEW' else
           case c.relpersistence when 't' then 'LOCAL TEMPORARY' else 'BASE TABLE' end end,
         d.description, pg_get_userbyid(c.relowner), a.attname, a.attnum,
         pg_catalog.format_type(a.atttypid, a.atttypmod), e.description
    from pg_catalog.pg_namespace n
    join pg_catalog.pg_class c on c.relnamespace = n.oid
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_catalog.pg_description d on d.objoid = c.oid and d.objsubid = 0 and d.classoid = 'pg_class'::regclass
    left join pg_catalog.pg_description e on e.objoid = c.oid and e.objsubid = a.attnum and e.classoid = 'pg_class'::regclass
   where n.nspname = any ($1::name[]) and c.relkind in ('r', 'v', 'f', 'p', 'm') and c.relpersistence in ('p', 'u', 't')
   order by n.nspname, c.relname, a.attnum`;

export type CatalogRow = readonly (string | null)[];

/** Schemas that a manifest's relations stand in: what the catalog is asked for. */
export const catalogSchemas = (manifest: Manifest): string[] => [
  ...new Set(relationsOf(manifest).map(({ schema }) => String(schema))),
];

/** `catalog.json`: the columns of every relation that the project builds or reads. */
export function makeCatalog(manifest: Manifest, rows: readonly CatalogRow[], invocation: Invocation): Json {
  const tables = Map.groupBy(rows, ([, schema, name]) => keyOf(schema, name));
  const entries = (nodes: readonly ManifestNode[]): Json =>
    Object.fromEntries(
      nodes.flatMap((node) => {
        const found = tables.get(keyOf(String(node.schema), String(node.identifier ?? node.alias)));
        return found === undefined ? [] : [[node.unique_id, tableOf(node.unique_id, found)]];
      }),
    );
  const relations = relationsOf(manifest);
  return {
    metadata: metadataOf('catalog', invocation),
    nodes: entries(relations.filter((node) => node.resource_type !== 'source')),
    sources: entries(relations.filter((node) => node.resource_type === 'source')),
    errors: null,
  };
}

/** Relations that dbt's catalog holds: no ephemeral models, no tests. */
const relationsOf = ({ nodes, sources }: Manifest): ManifestNode[] => [
  ...Object.values(nodes).filter(
    (node) => ['model', 'seed', 'snapshot'].includes(node.resource_type) && node.relation_name !== null,
  ),
  ...Object.values(sources),
];

/** dbt finds relations whatever the case of their names. */
const keyOf = (schema: string | null | undefined, name: string | null | undefined): string =>
  `${schema}.${name}`.toLowerCase();

function tableOf(id: string, rows: readonly CatalogRow[]): Json {
  const [first = []] = rows;
  const [database, schema, name, type, comment, owner] = first;
  const columns = rows.map(([, , , , , , column, index, columnType, columnComment]) => [
    String(column),
    { type: columnType, index: Number(index), name: column, comment: columnComment ?? null },
  ]);
  return {
    metadata: { type, schema, name, database, comment: comment ?? null, owner },
    columns: Object.fromEntries(columns),
    stats: {
      has_stats: {
        id: 'has_stats',
        label: 'Has Stats?',
        value: false,
        include: false,
        description: 'Indicates whether there are statistics for this table',
      },
    },
    unique_id: id,
  };
}
