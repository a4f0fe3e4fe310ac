/** Sending SQL from a template, and what was answered. */
export const STATEMENT_MACROS = `
{% macro statement(name=none, fetch_result=false, auto_begin=true, language='sql') -%}
  {%- if execute -%}
    {%- set sent = caller() -%}
    {%- if name == 'main' -%}{% do write(sent) %}{%- endif -%}
    {%- if language != 'sql' -%}
      {% do exceptions.raise_compiler_error("A statement of a macro is SQL, not '" ~ language ~ "'.") %}
    {%- endif -%}
    {%- set response, rows = adapter.execute(sent, auto_begin=auto_begin, fetch=fetch_result) -%}
    {%- if name is not none -%}{% do store_result(name, response=response, agate_table=rows) %}{%- endif -%}
  {%- endif -%}
{%- endmacro %}

{% macro noop_statement(name=none, message=none, code=none, rows_affected=none, res=none) -%}
  {%- set unsent = caller() -%}
  {%- if name == 'main' -%}{% do write(unsent) %}{%- endif -%}
  {%- if name is not none -%}
    {% do store_raw_result(name, message=message, code=code, rows_affected=rows_affected, agate_table=res) %}
  {%- endif -%}
{%- endmacro %}

{% macro run_query(sql) %}
  {%- call statement('run_query_statement', fetch_result=true, auto_begin=false) -%}
    {{ sql }}
  {%- endcall -%}
  {% do return(load_result('run_query_statement').table) %}
{% endmacro %}
`;
