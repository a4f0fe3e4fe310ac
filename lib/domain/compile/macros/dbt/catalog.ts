import { catalogSelect } from '../../catalog-query.ts';
import { dispatched } from '../dispatched.ts';

const WHERE = `{%- for relation in relations -%}
      (lower(n.nspname) = lower('{{ relation.schema }}')
      {%- if relation.identifier %} and lower(c.relname) = lower('{{ relation.identifier }}'){% endif -%})
      {{- ' or ' if not loop.last -}}
    {%- else -%}false{%- endfor -%}`;

/** Lists of what a database holds: relations with their columns, what reads what, how fresh a source is. */
export const CATALOG_MACROS: string = [
  dispatched(
    'get_catalog_relations',
    'information_schema, relations',
    `{%- do adapter.verify_database(information_schema.database) -%}
  {%- call statement('catalog', fetch_result=true) -%}
    ${catalogSelect(WHERE)}
  {%- endcall -%}
  {{ return(load_result('catalog').table) }}`,
    'postgres',
  ),
  dispatched(
    'get_catalog',
    'information_schema, schemas',
    `{%- set relations = [] -%}
  {%- for schema in schemas -%}{%- do relations.append({'schema': schema}) -%}{%- endfor -%}
  {{ return(postgres__get_catalog_relations(information_schema, relations)) }}`,
    'postgres',
  ),
  dispatched(
    'get_relations',
    '',
    `{%- call statement('relations', fetch_result=true) -%}
    select distinct vn.nspname as dependent_schema, v.relname as dependent_name,
      tn.nspname as referenced_schema, t.relname as referenced_name
    from pg_catalog.pg_rewrite r
    join pg_catalog.pg_class v on v.oid = r.ev_class
    join pg_catalog.pg_namespace vn on vn.oid = v.relnamespace
    join pg_catalog.pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
      and d.refclassid = 'pg_class'::regclass and d.refobjid <> v.oid
    join pg_catalog.pg_class t on t.oid = d.refobjid
    join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
    where tn.nspname <> 'information_schema' and tn.nspname not like 'pg\\_%'
    order by 1, 2, 3, 4
  {%- endcall -%}
  {{ return(load_result('relations').table) }}`,
    'postgres',
  ),
  '{% macro postgres_get_relations() %}{{ return(postgres__get_relations()) }}{% endmacro %}',
  dispatched(
    'collect_freshness',
    'source, loaded_at_field, filter',
    `{%- call statement('collect_freshness', fetch_result=true, auto_begin=false) -%}
    select max({{ loaded_at_field }}) as max_loaded_at, {{ current_timestamp() }} as snapshotted_at
    from {{ source }}{% if filter %} where {{ filter }}{% endif %}
  {%- endcall -%}
  {{ return(load_result('collect_freshness')) }}`,
  ),
  dispatched(
    'collect_freshness_custom_sql',
    'source, loaded_at_query',
    `{%- call statement('collect_freshness_custom_sql', fetch_result=true, auto_begin=false) -%}
    select ({{ loaded_at_query }}) as max_loaded_at, {{ current_timestamp() }} as snapshotted_at
  {%- endcall -%}
  {{ return(load_result('collect_freshness_custom_sql')) }}`,
  ),
].join('\n');
