/** What a strategy has to tell the materialization. */
const ANSWER = `{{ return({
    'unique_key': unique_key,
    'updated_at': updated_at,
    'row_changed': row_changed,
    'scd_id': snapshot_hash_arguments(api.Relation.scd_args(unique_key, updated_at)),
    'invalidate_hard_deletes': hard_deletes == 'invalidate',
    'hard_deletes': hard_deletes
  }) }}`;

/** How a snapshot tells that a row has changed. */
export const SNAPSHOT_STRATEGY_MACROS = `
{% macro strategy_dispatch(name) -%}
  {%- set package_name, bare = name.split('.', 1) if '.' in name else (none, name) -%}
  {%- if package_name is none -%}{%- set macros = context -%}
  {%- elif package_name in context -%}{%- set macros = context[package_name] -%}
  {%- else -%}
    {{ exceptions.raise_compiler_error("There is no package '" ~ package_name ~ "', which the snapshot strategy '" ~ name ~ "' names.") }}
  {%- endif -%}
  {%- set wanted = 'snapshot_' ~ bare ~ '_strategy' -%}
  {%- if wanted not in macros -%}
    {{ exceptions.raise_compiler_error("There is no snapshot strategy '" ~ name ~ "': no macro is named " ~ wanted ~ '.') }}
  {%- endif -%}
  {{ return(macros[wanted]) }}
{%- endmacro %}

{% macro snapshot_timestamp_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}
  {%- set unique_key = config.get('unique_key') -%}
  {%- set updated_at = config.get('updated_at') -%}
  {%- set hard_deletes = adapter.get_hard_deletes_behavior(config) -%}
  {%- set columns = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
  {%- set row_changed = '(' ~ snapshotted_rel ~ '.' ~ columns.dbt_valid_from ~ ' < ' ~ current_rel ~ '.' ~ updated_at ~ ')' -%}
  ${ANSWER}
{% endmacro %}

{% macro snapshot_check_all_get_existing_columns(node, target_exists, check_cols_config) -%}
  {%- if not target_exists -%}{{ return((false, [])) }}{%- endif -%}
  {%- if check_cols_config == 'all' -%}
    {%- set checked = get_columns_in_query(node['compiled_code']) -%}
  {%- elif check_cols_config is iterable and check_cols_config is not string and check_cols_config -%}
    {%- set named -%}
      select {{ check_cols_config | join(', ') }} from (
        {{ node['compiled_code'] }}
      ) subq
    {%- endset -%}
    {%- set checked = get_columns_in_query(named) -%}
  {%- else -%}
    {{ exceptions.raise_compiler_error("check_cols is a list of columns or 'all', not " ~ check_cols_config) }}
  {%- endif -%}
  {%- set target_relation = adapter.get_relation(database=node.database, schema=node.schema, identifier=node.alias) -%}
  {%- set there = adapter.get_columns_in_relation(target_relation) | map(attribute='name') | list -%}
  {%- set known = [] -%}{%- set added = [] -%}
  {%- for name in checked -%}
    {%- if name in there -%}{% do known.append(adapter.quote(name)) %}{%- else -%}{% do added.append(name) %}{%- endif -%}
  {%- endfor -%}
  {{ return((added | length > 0, known)) }}
{%- endmacro %}

{% macro snapshot_check_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}
  {%- set unique_key = config.get('unique_key') -%}
  {%- set updated_at = config.get('updated_at') or snapshot_get_time() -%}
  {%- set hard_deletes = adapter.get_hard_deletes_behavior(config) -%}
  {%- set column_added, checked = snapshot_check_all_get_existing_columns(node, target_exists, config.get('check_cols')) -%}
  {%- set row_changed -%}
    ({%- if column_added or not checked -%}{{ get_true_sql() }}
    {%- else -%}
      {%- for name in checked -%}
        {{ snapshotted_rel }}.{{ name }} is distinct from {{ current_rel }}.{{ name }}{{ ' or ' if not loop.last }}
      {%- endfor -%}
    {%- endif -%})
  {%- endset -%}
  ${ANSWER}
{% endmacro %}
`;
