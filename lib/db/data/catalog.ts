import { z } from 'zod';
import { type CatalogRelation, catalogRelation } from '#lib/contracts/api.ts';
import type { DataSession } from '#lib/contracts/database.ts';

/**
 * Relations that the role may use, with those of their columns it may read. System schemas,
 * the runtime's own and what is being built aside are left out.
 */
const catalogSql = `
  select json_build_object('schema', n.nspname, 'name', c.relname,
    'kind', case c.relkind when 'r' then 'table' when 'v' then 'view' when 'm' then 'materialized view'
                           when 'f' then 'foreign table' else 'partitioned table' end,
    'estimatedRows', case when c.reltuples >= 0 and c.relkind in ('r', 'm', 'p') then round(c.reltuples::numeric) end,
    'comment', obj_description(c.oid, 'pg_class'),
    'columns', coalesce((select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
                                                           'nullable', not a.attnotnull) order by a.attnum)
                           from pg_attribute a
                          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                            and has_column_privilege(c.oid, a.attnum, 'SELECT')), '[]'))
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'v', 'm', 'f', 'p') and not c.relispartition
     and n.nspname not in ('pg_catalog', 'information_schema', 'insitu') and n.nspname !~ '^pg_'
     and c.relname not like '\\_\\_insitu\\_%'
     and has_schema_privilege(n.oid, 'USAGE') and has_any_column_privilege(c.oid, 'SELECT')
   order by n.nspname, c.relname
   limit $1`;

/** More relations than an explorer can show are of no use there. */
const maxRelations = 5_000;

/** What the session's role can see of the data database. Throws SqlError. */
export function readCatalog(session: DataSession, signal?: AbortSignal): Promise<CatalogRelation[]> {
  return session.use(
    async (connection) => {
      const { rows } = await connection.query(catalogSql, [String(maxRelations)]);
      return z.array(relation).parse(rows.map(([json]) => JSON.parse(json ?? '{}')));
    },
    { signal },
  );
}

/** JSON has null where the contract leaves a field out. */
const relation = z.preprocess(
  (value) =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null))
      : value,
  catalogRelation,
);
