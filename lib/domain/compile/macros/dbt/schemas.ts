import { dispatched } from '../dispatched.ts';

const checked = (relation: string): string =>
  `{%- if ${relation} -%}{% do adapter.verify_database(${relation}) %}{%- endif -%}`;

const kind = (type: string, table: string, column: string): string => `
  select '{{ schema_relation.database }}' as database, ${column} as name, schemaname as schema, '${type}' as type
  from ${table} where schemaname ilike '{{ schema_relation.schema }}'`;

/** Schemas, and the catalog's lists of what is in them. */
export const SCHEMA_MACROS: string = [
  dispatched(
    'create_schema',
    'relation',
    `${checked('relation.database')}
  {%- call statement('create_schema') -%}
    create schema if not exists {{ relation.without_identifier().include(database=false) }}
  {%- endcall -%}`,
    'postgres',
  ),
  dispatched(
    'drop_schema',
    'relation',
    `${checked('relation.database')}
  {%- call statement('drop_schema') -%}
    drop schema if exists {{ relation.without_identifier().include(database=false) }} cascade
  {%- endcall -%}`,
    'postgres',
  ),
  dispatched('drop_schema_named', 'schema_name', '{{ adapter.drop_schema(api.Relation.create(schema=schema_name)) }}'),
  dispatched(
    'list_schemas',
    'database',
    `${checked('database')}
  {%- call statement('list_schemas', fetch_result=true, auto_begin=false) -%}
    select distinct nspname from pg_namespace
  {%- endcall -%}
  {{ return(load_result('list_schemas').table) }}`,
    'postgres',
  ),
  dispatched(
    'check_schema_exists',
    'information_schema, schema',
    `${checked('information_schema.database')}
  {%- call statement('check_schema_exists', fetch_result=true, auto_begin=false) -%}
    select count(*) from pg_namespace where nspname = '{{ schema }}'
  {%- endcall -%}
  {{ return(load_result('check_schema_exists').table) }}`,
    'postgres',
  ),
  dispatched('information_schema_name', 'database', 'information_schema', 'postgres'),
  dispatched(
    'list_relations_without_caching',
    'schema_relation',
    `{%- call statement('list_relations_without_caching', fetch_result=true) -%}
  ${[kind('table', 'pg_tables', 'tablename'), kind('view', 'pg_views', 'viewname'), kind('materialized_view', 'pg_matviews', 'matviewname')].join('\n  union all')}
  {%- endcall -%}
  {{ return(load_result('list_relations_without_caching').table) }}`,
    'postgres',
  ),
].join('\n');
