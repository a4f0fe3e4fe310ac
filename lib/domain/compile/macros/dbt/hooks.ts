/** Hooks of a node, and what macros ask of its config. */
export const HOOK_MACROS = `
{% macro run_hooks(hooks, inside_transaction=true) %}
  {% for hook in hooks | selectattr('transaction', 'equalto', inside_transaction) %}
    {% if loop.first and not inside_transaction %}
      {% call statement(auto_begin=false) %}commit;{% endcall %}
    {% endif %}
    {% set text = render(hook.get('sql')) | trim %}
    {% if text %}
      {% call statement(auto_begin=inside_transaction) %}{{ text }}{% endcall %}
    {% endif %}
  {% endfor %}
{% endmacro %}

{% macro make_hook_config(sql, inside_transaction) %}
    {{ tojson({'sql': sql, 'transaction': inside_transaction}) }}
{% endmacro %}
{% macro before_begin(sql) %}
    {{ make_hook_config(sql, inside_transaction=false) }}
{% endmacro %}
{% macro in_transaction(sql) %}
    {{ make_hook_config(sql, inside_transaction=true) }}
{% endmacro %}
{% macro after_commit(sql) %}
    {{ make_hook_config(sql, inside_transaction=false) }}
{% endmacro %}

{% macro set_sql_header(config) -%}{{ config.set('sql_header', caller()) }}{%- endmacro %}

{% macro should_full_refresh() %}
  {% set asked = config.get('full_refresh') %}
  {% do return(flags.FULL_REFRESH if asked is none else asked) %}
{% endmacro %}

{% macro should_store_failures() %}
  {% set asked = config.get('store_failures') %}
  {% do return(flags.STORE_FAILURES if asked is none else asked) %}
{% endmacro %}

{% macro is_incremental() %}
  {% if not execute or model.config.materialized != 'incremental' or should_full_refresh() %}{{ return(false) }}{% endif %}
  {% set built = load_cached_relation(this) %}
  {{ return(built is not none and built.type == 'table') }}
{% endmacro %}
`;
