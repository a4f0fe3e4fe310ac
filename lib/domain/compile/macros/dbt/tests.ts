import { dispatched } from '../dispatched.ts';

/** How a test's query becomes a verdict, and where its rows are kept. */
export const TEST_MACROS: string = [
  dispatched(
    'get_test_sql',
    'main_sql, fail_calc, warn_if, error_if, limit',
    `select
      {{ fail_calc }} as failures,
      {{ fail_calc }} {{ warn_if }} as should_warn,
      {{ fail_calc }} {{ error_if }} as should_error
    from (
      {{ main_sql }}
      {{ 'limit ' ~ limit if limit is not none }}
    ) dbt_internal_test`,
  ),
  `{% macro get_limit_subquery_sql(sql, limit) -%}{{ adapter.dispatch('get_limit_sql', 'dbt')(sql, limit) }}{%- endmacro %}
{% macro default__get_limit_sql(sql, limit) -%}
  {{ sql }}
  {%- if limit is not none %}
  limit {{ limit }}
  {%- endif -%}
{%- endmacro %}
{% macro get_show_sql(compiled_code, sql_header, limit) -%}
  {%- if sql_header is not none -%}{{ sql_header }}{%- endif %}
  {{ get_limit_subquery_sql(compiled_code, limit) }}
{%- endmacro %}

{% materialization test, default %}
  {%- set relations = [] -%}
  {%- set limited -%}{{ get_limit_subquery_sql(sql, config.get('limit')) }}{%- endset -%}
  {%- set main_sql = limited -%}
  {% if should_store_failures() %}
    {%- set kind = config.get('store_failures_as') or 'table' -%}
    {% if kind not in ['table', 'view'] %}
      {{ exceptions.raise_compiler_error("store_failures_as is '" ~ kind ~ "': it can be ephemeral, table or view") }}
    {% endif %}
    {%- set kept = api.Relation.create(identifier=model['alias'], schema=schema, database=database, type=kind) -%}
    {%- set old = adapter.get_relation(database=database, schema=schema, identifier=model['alias']) -%}
    {% if old %}{% do adapter.drop_relation(old) %}{% endif %}
    {% call statement(auto_begin=true) %}{{ get_create_sql(kept, limited) }}{% endcall %}
    {% do relations.append(kept) %}
    {%- set main_sql -%}select * from {{ kept }}{%- endset -%}
    {% do adapter.commit() %}
  {% endif %}
  {% call statement('main', fetch_result=true) -%}
    {{ get_test_sql(main_sql, config.get('fail_calc'), config.get('warn_if'), config.get('error_if'), limit=none) }}
  {%- endcall %}
  {{ return({'relations': relations}) }}
{% endmaterialization %}`,
  dispatched(
    'validate_sql',
    'sql',
    "{%- call statement('validate_sql') -%}explain {{ sql }}{%- endcall -%}{{ return(load_result('validate_sql')) }}",
  ),
].join('\n');
