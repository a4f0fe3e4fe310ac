/**
 * `dbt clone`: a node as the state has it, below its own name. PostgreSQL can't clone a table, so it
 * is a view, unless the project says that it can (`can_clone_table`) and how.
 */
export const CLONE_MACROS = `
{% materialization clone, default %}
  {%- if not defer_relation -%}
    {{ log('The state has no relation of ' ~ model.unique_id ~ '.', info=true) }}
    {{ return({'relations': []}) }}
  {%- endif -%}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- if existing_relation and not flags.FULL_REFRESH -%}
    {{ log(existing_relation ~ ' is there already.', info=true) }}
    {{ return({'relations': []}) }}
  {%- endif -%}
  {%- set other_relation = load_cached_relation(defer_relation) -%}
  {%- if other_relation and other_relation.type == 'table' and can_clone_table() -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- if existing_relation is not none and not existing_relation.is_table -%}
      {% do drop_relation_if_exists(existing_relation) %}
    {%- endif -%}
    {%- if target_relation.render() == defer_relation.render() -%}
      {{ log(target_relation.render() ~ ' is the relation of the state itself.') }}
    {%- else -%}
      {% call statement('main') %}{{ create_or_replace_clone(target_relation, defer_relation) }}{% endcall %}
    {%- endif -%}
    {% do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(existing_relation, full_refresh_mode=true)) %}
    {% do persist_docs(target_relation, model) %}
    {{ return({'relations': [target_relation]}) }}
  {%- endif -%}
  {%- set own = 'materialization_view_' ~ adapter.type() -%}
  {{ return(context[own if own in context else 'materialization_view_default']()) }}
{% endmaterialization %}
`;
