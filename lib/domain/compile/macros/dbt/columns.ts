import { dispatched } from '../dispatched.ts';

/** Columns of relations and of queries. */
export const COLUMN_MACROS: string = [
  dispatched(
    'get_columns_in_relation',
    'relation',
    `{%- call statement('get_columns_in_relation', fetch_result=true) -%}
    select column_name, data_type, character_maximum_length, numeric_precision, numeric_scale
    from {{ relation.information_schema('columns') }}
    where table_name = '{{ relation.identifier }}'
    {%- if relation.schema %} and table_schema = '{{ relation.schema }}'{% endif %}
    order by ordinal_position
  {%- endcall -%}
  {{ return(sql_convert_columns_in_relation(load_result('get_columns_in_relation').table)) }}`,
    'postgres',
  ),
  `{% macro sql_convert_columns_in_relation(table) -%}
  {%- set columns = [] -%}
  {%- for row in table -%}{% do columns.append(api.Column(*row)) %}{%- endfor -%}
  {{ return(columns) }}
{%- endmacro %}
{% macro get_list_of_column_names(columns) -%}{{ return(columns | map(attribute='name') | list) }}{%- endmacro %}`,
  dispatched(
    'get_empty_subquery_sql',
    'select_sql, select_sql_header=none',
    `{%- if select_sql_header is not none -%}{{ select_sql_header }}{%- endif %}
    select * from (
        {{ select_sql }}
    ) as __dbt_sbq
    where false
    limit 0`,
  ),
  `{% macro get_column_schema_from_query(select_sql, select_sql_header=none) -%}
  {{ return(adapter.get_column_schema_from_query(get_empty_subquery_sql(select_sql, select_sql_header))) }}
{%- endmacro %}`,
  dispatched(
    'get_columns_in_query',
    'select_sql',
    `{%- call statement('get_columns_in_query', fetch_result=true, auto_begin=false) -%}
    {{ get_empty_subquery_sql(select_sql) }}
  {%- endcall -%}
  {{ return(load_result('get_columns_in_query').table.columns | map(attribute='name') | list) }}`,
  ),
  dispatched(
    'alter_column_type',
    'relation, column_name, new_column_type',
    `{%- set aside = column_name ~ '__dbt_alter' -%}
  {%- call statement('alter_column_type') -%}
    alter table {{ relation.render() }} add column {{ adapter.quote(aside) }} {{ new_column_type }};
    update {{ relation.render() }} set {{ adapter.quote(aside) }} = {{ adapter.quote(column_name) }};
    alter table {{ relation.render() }} drop column {{ adapter.quote(column_name) }} cascade;
    alter table {{ relation.render() }} rename column {{ adapter.quote(aside) }} to {{ adapter.quote(column_name) }}
  {%- endcall -%}`,
  ),
  dispatched(
    'alter_relation_add_remove_columns',
    'relation, add_columns=none, remove_columns=none',
    `{%- set added = add_columns or [] -%}{%- set removed = remove_columns or [] -%}
  {%- set changes -%}
    alter {{ relation.type }} {{ relation.render() }}
    {% for column in added %} add column {{ column.quoted }} {{ column.expanded_data_type }}{{ ',' if not loop.last }}{% endfor %}
    {{- ',' if added and removed }}
    {% for column in removed %} drop column {{ column.quoted }}{{ ',' if not loop.last }}{% endfor %}
  {%- endset -%}
  {% do run_query(changes) %}`,
  ),
].join('\n');
