import { dispatched } from '../dispatched.ts';

const LISTED = `{%- set listed = get_quoted_csv(dest_columns | map(attribute='name')) -%}`;

/** How the rows of a temporary relation come into a table. */
export const MERGE_MACROS: string = [
  `{% macro get_quoted_csv(column_names) -%}
  {%- set quoted = [] -%}
  {%- for name in column_names -%}{% do quoted.append(adapter.quote(name)) %}{%- endfor -%}
  {{ return(quoted | join(', ')) }}
{%- endmacro %}
{% macro get_insert_into_sql(target_relation, temp_relation, dest_columns) -%}
  ${LISTED}
  insert into {{ target_relation }} ({{ listed }})
  select {{ listed }} from {{ temp_relation }}
{%- endmacro %}`,
  dispatched(
    'get_delete_insert_merge_sql',
    'target, source, unique_key, dest_columns, incremental_predicates',
    `${LISTED}
  {%- if unique_key %}
    {%- set keys = unique_key if unique_key is string else unique_key | join(', ') %}
    delete from {{ target }} as DBT_INTERNAL_DEST
    where ({{ keys }}) in (select distinct {{ keys }} from {{ source }} as DBT_INTERNAL_SOURCE)
    {%- for predicate in incremental_predicates or [] %}
      and {{ predicate }}
    {%- endfor %};
  {%- endif %}
  insert into {{ target }} ({{ listed }})
  select {{ listed }} from {{ source }}`,
  ),
  `{% macro get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) -%}
  {{ return(adapter.dispatch('get_merge_sql', 'dbt')(target, source, unique_key, dest_columns, kwargs.get('predicates', incremental_predicates))) }}
{%- endmacro %}
{% macro default__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) -%}
  ${LISTED}
  {%- set conditions = [] + (incremental_predicates or []) -%}
  {%- if not unique_key -%}{% do conditions.append('false') %}
  {%- elif unique_key is string -%}
    {% do conditions.append(get_merge_unique_key_match('DBT_INTERNAL_SOURCE.' ~ unique_key, 'DBT_INTERNAL_DEST.' ~ unique_key)) %}
  {%- else -%}
    {%- for key in unique_key -%}
      {% do conditions.append('DBT_INTERNAL_SOURCE.' ~ key ~ ' = DBT_INTERNAL_DEST.' ~ key) %}
    {%- endfor -%}
  {%- endif -%}
  {%- set header = config.get('sql_header', none) -%}{{ header if header is not none }}
  merge into {{ target }} as DBT_INTERNAL_DEST
  using {{ source }} as DBT_INTERNAL_SOURCE
  on ({{ conditions | join(') and (') }})
  {%- if unique_key %}
  when matched then update set
    {% for name in get_merge_update_columns(config.get('merge_update_columns'), config.get('merge_exclude_columns'), dest_columns) -%}
      {{ name }} = DBT_INTERNAL_SOURCE.{{ name }}{{ ', ' if not loop.last }}
    {%- endfor %}
  {%- endif %}
  when not matched then insert ({{ listed }}) values ({{ listed }})
{%- endmacro %}`,
  dispatched(
    'get_merge_unique_key_match',
    'source_unique_key, target_unique_key',
    '{{ return(equals(source_unique_key, target_unique_key) | trim) }}',
  ),
  dispatched(
    'get_merge_update_columns',
    'merge_update_columns, merge_exclude_columns, dest_columns',
    `{%- if merge_update_columns and merge_exclude_columns -%}
    {{ exceptions.raise_compiler_error('A model takes merge_update_columns or merge_exclude_columns, not both.') }}
  {%- elif merge_update_columns -%}{{ return(merge_update_columns) }}
  {%- endif -%}
  {%- set left_out = merge_exclude_columns | default([], true) | map('lower') | list -%}
  {%- set updated = [] -%}
  {%- for column in dest_columns if column.column | lower not in left_out -%}{% do updated.append(column.quoted) %}{%- endfor -%}
  {{ return(updated) }}`,
  ),
  dispatched(
    'get_insert_overwrite_merge_sql',
    'target, source, dest_columns, predicates, include_sql_header=false',
    `${LISTED}
  {%- set header = config.get('sql_header', none) -%}{{ header if header is not none and include_sql_header }}
  merge into {{ target }} as DBT_INTERNAL_DEST
  using {{ source }} as DBT_INTERNAL_SOURCE
  on false
  when not matched by source {{ 'and ' ~ predicates | join(' and ') if predicates }} then delete
  when not matched then insert ({{ listed }}) values ({{ listed }})`,
  ),
].join('\n');
