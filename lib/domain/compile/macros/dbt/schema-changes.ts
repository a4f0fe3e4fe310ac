import { dispatched } from '../dispatched.ts';

const CHANGES = "schema_changes_dict['source_not_in_target'], schema_changes_dict['target_not_in_source']";

/** What happens to an incremental model whose query has other columns than its table (`on_schema_change`). */
export const SCHEMA_CHANGE_MACROS: string = [
  `{% macro incremental_validate_on_schema_change(on_schema_change, default='ignore') %}
  {%- if on_schema_change in ['ignore', 'fail', 'append_new_columns', 'sync_all_columns'] -%}{{ return(on_schema_change) }}{%- endif -%}
  {%- if on_schema_change is not none -%}
    {% do exceptions.warn("on_schema_change='" ~ on_schema_change ~ "' is not known: " ~ default ~ " is taken. It can be ignore, fail, append_new_columns or sync_all_columns.") %}
  {%- endif -%}
  {{ return(default) }}
{% endmacro %}
{% macro diff_columns(source_columns, target_columns) %}
  {%- set there = target_columns | map(attribute='name') | list -%}
  {{ return(source_columns | rejectattr('name', 'in', there) | list) }}
{% endmacro %}
{% macro column_names_text(columns) -%}{{ columns | map(attribute='name') | join(', ') or 'none' }}{%- endmacro %}`,
  dispatched(
    'diff_column_data_types',
    'source_columns, target_columns',
    `{%- set changes = [] -%}
  {%- for column in source_columns -%}
    {%- set there = target_columns | selectattr('name', 'equalto', column.name) | list | first -%}
    {%- if there and column.expanded_data_type != there.expanded_data_type and not column.can_expand_to(other_column=there) -%}
      {% do changes.append({'column_name': there.name, 'new_type': column.expanded_data_type}) %}
    {%- endif -%}
  {%- endfor -%}
  {{ return(changes) }}`,
  ),
  dispatched(
    'check_for_schema_changes',
    'source_relation, target_relation',
    `{%- set source_columns = adapter.get_columns_in_relation(source_relation) -%}
  {%- set target_columns = adapter.get_columns_in_relation(target_relation) -%}
  {%- set added = diff_columns(source_columns, target_columns) -%}
  {%- set removed = diff_columns(target_columns, source_columns) -%}
  {%- set retyped = diff_column_data_types(source_columns, target_columns) -%}
  {{ return({
    'schema_changed': (added or removed or retyped) | length > 0,
    'source_not_in_target': added,
    'target_not_in_source': removed,
    'source_columns': source_columns,
    'target_columns': target_columns,
    'new_target_types': retyped
  }) }}`,
  ),
  dispatched(
    'sync_column_schemas',
    'on_schema_change, target_relation, schema_changes_dict',
    `{%- set added, removed = ${CHANGES} -%}
  {%- if on_schema_change == 'append_new_columns' and added -%}
    {% do alter_relation_add_remove_columns(target_relation, added, none) %}
  {%- elif on_schema_change == 'sync_all_columns' -%}
    {%- if added or removed -%}{% do alter_relation_add_remove_columns(target_relation, added, removed) %}{%- endif -%}
    {%- for change in schema_changes_dict['new_target_types'] -%}
      {% do alter_column_type(target_relation, change['column_name'], change['new_type']) %}
    {%- endfor -%}
  {%- endif -%}
  {% do log('Columns of ' ~ target_relation ~ ' (' ~ on_schema_change ~ '): new ' ~ column_names_text(added) ~ '; gone from the query ' ~ column_names_text(removed) ~ '.') %}`,
  ),
  dispatched(
    'process_schema_changes',
    'on_schema_change, source_relation, target_relation',
    `{%- if on_schema_change == 'ignore' -%}{{ return({}) }}{%- endif -%}
  {%- set schema_changes_dict = check_for_schema_changes(source_relation, target_relation) -%}
  {%- if schema_changes_dict['schema_changed'] and on_schema_change == 'fail' -%}
    {%- set added, removed = ${CHANGES} -%}
    {%- set retyped = schema_changes_dict['new_target_types'] | map(attribute='column_name') | join(', ') or 'none' -%}
    {{ exceptions.raise_compiler_error(
      'The query has other columns than the table ' ~ target_relation ~ ', and on_schema_change is fail. New: ' ~ column_names_text(added)
      ~ '. Gone: ' ~ column_names_text(removed) ~ '. Other type: ' ~ retyped
      ~ '. Build it with --full-refresh, or set on_schema_change to append_new_columns or sync_all_columns.'
    ) }}
  {%- elif schema_changes_dict['schema_changed'] -%}
    {% do sync_column_schemas(on_schema_change, target_relation, schema_changes_dict) %}
  {%- endif -%}
  {{ return(schema_changes_dict['source_columns']) }}`,
  ),
].join('\n');
