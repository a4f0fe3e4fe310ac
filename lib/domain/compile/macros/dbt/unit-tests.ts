import { dispatched } from '../dispatched.ts';

/**
 * Rows of unit tests as queries, and how what a model gives is set beside what is expected. Types are
 * those of the relation's columns; unlike dbt's, arrays and types of the project's own are known too.
 */
export const UNIT_TEST_MACROS: string = [
  `{% macro insitu_fixture_columns(relation) -%}
  {%- set types = {} -%}{%- set quoted = {} -%}
  {%- for column in adapter.get_columns_in_relation(relation) -%}
    {%- do types.update({column.name | lower: column.data_type}) -%}
    {%- do quoted.update({column.name | lower: column.quoted}) -%}
  {%- endfor -%}
  {%- if types.values() | select('in', ['ARRAY', 'USER-DEFINED']) | list -%}
    {%- set exact -%}
      select attname, format_type(atttypid, atttypmod) from pg_attribute
      where attrelid = {{ dbt.string_literal(dbt.escape_single_quotes(relation.render())) }}::regclass and attnum > 0 and not attisdropped
    {%- endset -%}
    {%- for name, type in run_query(exact) -%}{%- do types.update({name | lower: type}) -%}{%- endfor -%}
  {%- endif -%}
  {{ return({'types': types, 'quoted': quoted}) }}
{%- endmacro %}

{% macro get_fixture_sql(rows, column_name_to_data_types) -%}
-- Fixture for {{ model.name }}
{% set nulls = {} %}
  {%- set columns = insitu_fixture_columns(defer_relation if defer_relation and not load_relation(this) else this) -%}
  {%- set types = column_name_to_data_types or columns.types -%}
  {%- if not types -%}
    {{ exceptions.raise_compiler_error("The columns of '" ~ model.name ~ "' are not known: " ~ this ~ " is not in the database. Build it first.") }}
  {%- endif -%}
  {%- for name, type in types.items() -%}{%- do nulls.update({name: safe_cast('null', type) | trim}) -%}{%- endfor -%}
  {{ validate_fixture_rows(rows, row_number) }}
  {%- for row in rows or [{}] -%}
    {%- set cells = nulls.copy() -%}
    {%- do cells.update(format_row(row, types)) -%}
    select {% for name, cell in cells.items() %}{{ cell }} as {{ columns.quoted[name] }}{{ ', ' if not loop.last }}{% endfor %}
    {{- '\\nunion all\\n' if not loop.last }}
  {%- endfor -%}
  {{- '\\nlimit 0' if not rows }}
{%- endmacro %}

{% macro get_expected_sql(rows, column_name_to_data_types, column_name_to_quoted) -%}
  {%- if not rows -%}select * from dbt_internal_unit_test_actual limit 0{%- endif -%}
  {%- for row in rows -%}
    select {% for name, cell in format_row(row, column_name_to_data_types).items() %}{{ cell }} as {{ column_name_to_quoted[name] }}{{ ', ' if not loop.last }}{% endfor %}
    {{- '\\nunion all\\n' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{% macro insitu_fixture_cell(value, type) -%}
  {%- if value is none -%}null
  {%- elif value is string -%}{{ dbt.string_literal(dbt.escape_single_quotes(value)) }}
  {%- elif value is mapping or (value is sequence and type in ['json', 'jsonb']) -%}{{ dbt.string_literal(dbt.escape_single_quotes(tojson(value))) }}
  {%- elif value is sequence -%}array[{% for each in value %}{{ insitu_fixture_cell(each, none) }}{{ ', ' if not loop.last }}{% endfor %}]
  {%- else -%}{{ value }}
  {%- endif -%}
{%- endmacro %}

{% macro format_row(row, column_name_to_data_types) -%}
  {%- set formatted = {} -%}
  {%- for written, value in row.items() -%}
    {%- set name = written | lower -%}
    {%- if name not in column_name_to_data_types -%}
      {%- set fixture = 'expected output' if model.resource_type == 'unit_test' else "'" ~ model.name ~ "'" -%}
      {{ exceptions.raise_compiler_error("Invalid column name: '" ~ name ~ "' in unit test fixture for " ~ fixture ~ ".\\nAccepted columns for " ~ fixture ~ " are: " ~ (column_name_to_data_types.keys() | list)) }}
    {%- endif -%}
    {%- set type = column_name_to_data_types[name] -%}
    {#- A text that is too long is a difference, not cut to fit. -#}
    {%- if value is string and 'varying' in type -%}{%- set type = type.split('(')[0] -%}{%- endif -%}
    {%- do formatted.update({name: safe_cast(insitu_fixture_cell(value, type) | trim, type) | trim}) -%}
  {%- endfor -%}
  {{ return(formatted) }}
{%- endmacro %}`,
  dispatched('validate_fixture_rows', 'rows, row_number', ''),
  dispatched(
    'get_unit_test_sql',
    'main_sql, expected_fixture_sql, expected_column_names',
    `with dbt_internal_unit_test_actual as (
  select {{ expected_column_names | join(', ') }}, {{ dbt.string_literal('actual') }} as {{ adapter.quote('actual_or_expected') }}
  from (
    {{ main_sql }}
  ) _dbt_internal_unit_test_actual
),
dbt_internal_unit_test_expected as (
  select {{ expected_column_names | join(', ') }}, {{ dbt.string_literal('expected') }} as {{ adapter.quote('actual_or_expected') }}
  from (
    {{ expected_fixture_sql }}
  ) _dbt_internal_unit_test_expected
)
select * from dbt_internal_unit_test_actual
union all
select * from dbt_internal_unit_test_expected`,
  ),
  `{% materialization unit, default %}
  {%- set rows = config.get('expected_rows') or [] -%}
  {%- set temporary = make_temp_relation(this.incorporate(type='table')) -%}
  {%- do run_query(get_create_table_as_sql(true, temporary, get_empty_subquery_sql(sql))) -%}
  {%- set columns = insitu_fixture_columns(temporary) -%}
  {%- set names = [] -%}
  {%- for name in (rows[0].keys() if rows else columns.types.keys()) -%}
    {%- do names.append(columns.quoted[name | lower]) -%}
  {%- endfor -%}
  {%- set expected = config.get('expected_sql') or get_expected_sql(rows, columns.types, columns.quoted) -%}
  {% call statement('main', fetch_result=true) -%}
    {{ get_unit_test_sql(sql, expected, names) }}
  {%- endcall %}
  {% do adapter.drop_relation(temporary) %}
  {{ return({'relations': []}) }}
{% endmaterialization %}`,
].join('\n');
