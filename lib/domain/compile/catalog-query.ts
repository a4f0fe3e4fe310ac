/** A column of dbt's catalog, and what gives it. */
const COLUMNS = {
  table_database: 'current_database()',
  table_schema: 'n.nspname',
  table_name: 'c.relname',
  table_type: "case c.relkind when 'v' then 'VIEW' when 'm' then 'MATERIALIZED VIEW' else 'BASE TABLE' end",
  table_comment: 'd.description',
  table_owner: 'pg_catalog.pg_get_userbyid(c.relowner)',
  column_name: 'a.attname',
  column_index: 'a.attnum',
  column_type: 'pg_catalog.format_type(a.atttypid, a.atttypmod)',
  column_comment: 'e.description',
} as const;

export type CatalogColumn = keyof typeof COLUMNS;

/** What a project's own catalog has to give as text, whatever it looks like: all but the place of a column. */
export const isCatalogText = (name: string): boolean => name in COLUMNS && name !== 'column_index';

/**
 * The catalog of the relations that a condition chooses: a row for each column.
 * @param where says it of the schema `n` and the relation `c`
 */
export const catalogSelect = (where: string): string => `
  select ${Object.entries(COLUMNS)
    .map(([name, value]) => `${value} as ${name}`)
    .join(',\n         ')}
    from pg_catalog.pg_namespace n
    join pg_catalog.pg_class c on c.relnamespace = n.oid
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_catalog.pg_description d on d.objoid = c.oid and d.objsubid = 0 and d.classoid = 'pg_class'::regclass
    left join pg_catalog.pg_description e on e.objoid = c.oid and e.objsubid = a.attnum and e.classoid = 'pg_class'::regclass
   where c.relkind in ('r', 'v', 'f', 'p', 'm') and c.relpersistence in ('p', 'u') and (${where})
   order by n.nspname, c.relname, a.attnum`;
