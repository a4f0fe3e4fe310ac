import { dispatched } from '../dispatched.ts';

/** Contracts: the columns and constraints that a model's YAML promises. */
export const CONTRACT_MACROS: string = [
  dispatched('get_table_columns_and_constraints', '', '{{ return(table_columns_and_constraints()) }}'),
  dispatched('get_assert_columns_equivalent', 'sql', '{{ return(assert_columns_equivalent(sql)) }}'),
  `{% macro table_columns_and_constraints() %}
  {%- set lines = adapter.render_raw_columns_constraints(raw_columns=model['columns'])
    + adapter.render_raw_model_constraints(raw_constraints=model['constraints']) %}
  (
    {{ lines | join(',\\n    ') }}
  )
{% endmacro %}
{% macro assert_columns_equivalent(sql) -%}
  {%- set promised = model['columns'] -%}
  {%- if not promised -%}{{ exceptions.raise_contract_error([], []) }}{%- endif -%}
  {%- set given = format_columns(get_column_schema_from_query(sql, config.get('sql_header', none))) -%}
  {%- set wanted = format_columns(get_column_schema_from_query(get_empty_schema_sql(promised))) -%}
  {%- if given | map(attribute='formatted') | sort != wanted | map(attribute='formatted') | sort -%}
    {{ exceptions.raise_contract_error(wanted, given) }}
  {%- endif -%}
{%- endmacro %}
{% macro format_columns(columns) %}
  {%- set formatted = [] -%}
  {%- for column in columns -%}{% do formatted.append(adapter.dispatch('format_column', 'dbt')(column)) %}{%- endfor -%}
  {{ return(formatted) }}
{% endmacro %}
{% macro default__format_column(column) -%}
  {{ return({'name': column.name, 'data_type': column.dtype, 'formatted': column.column.lower() ~ ' ' ~ column.dtype}) }}
{%- endmacro %}`,
  dispatched(
    'get_empty_schema_sql',
    'columns',
    `{%- set untyped = columns.values() | rejectattr('data_type') | map(attribute='name') | list -%}
  {%- if untyped -%}{{ exceptions.column_type_missing(column_names=untyped) }}{%- endif -%}
  {%- set wide = [] -%}
  {%- for column in columns.values() if column['data_type'].strip().lower() in ['numeric', 'decimal', 'number'] -%}
    {% do wide.append(column['name']) %}
  {%- endfor -%}
  {%- if wide -%}
    {% do exceptions.warn('Columns of type numeric have no precision and scale in the contract, so any number fits them: ' ~ wide | join(', ') ~ '.') %}
  {%- endif -%}
  select
  {% for column in columns.values() -%}
    {{ cast('null', column['data_type']) }} as {{ adapter.quote(column['name']) if column.get('quote') else column['name'] }}{{ ', ' if not loop.last }}
  {% endfor -%}`,
  ),
].join('\n');
