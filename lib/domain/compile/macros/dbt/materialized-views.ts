import { dispatched } from '../dispatched.ts';

const SQL = [
  dispatched(
    'get_create_materialized_view_as_sql',
    'relation, sql',
    `create materialized view if not exists {{ relation }} as
  {{ sql }};
  {% for index in config.get('indexes') or [] -%}
    {{ get_create_index_sql(relation, index) }};
  {% endfor -%}`,
    'postgres',
  ),
  dispatched('refresh_materialized_view', 'relation', 'refresh materialized view {{ relation }}', 'postgres'),
  dispatched(
    'get_replace_materialized_view_sql',
    'relation, sql',
    '{{ get_drop_sql(relation) }};\n  {{ get_create_materialized_view_as_sql(relation, sql) }}',
    'postgres',
  ),
  `{% macro postgres__describe_materialized_view(relation) %}
  {{ return({'indexes': run_query(get_show_indexes_sql(relation))}) }}
{% endmacro %}`,
  dispatched(
    'get_materialized_view_configuration_changes',
    'existing_relation, new_config',
    `{%- set there = postgres__describe_materialized_view(existing_relation) -%}
  {{ return(existing_relation.get_materialized_view_config_change_collection(there, new_config)) }}`,
    'postgres',
  ),
  dispatched(
    'get_alter_materialized_view_as_sql',
    'relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation',
    `{%- if configuration_changes.requires_full_refresh -%}{{ get_replace_sql(existing_relation, relation, sql) }}
  {%- else -%}{{ postgres__update_indexes_on_materialized_view(relation, configuration_changes.indexes) }}
  {%- endif -%}`,
    'postgres',
  ),
  `{% macro postgres__update_indexes_on_materialized_view(relation, index_changes) -%}
  {%- for change in index_changes -%}
    {%- if change.action == 'drop' -%}{{ get_drop_index_sql(relation, change.context.name) }}
    {%- else -%}{{ get_create_index_sql(relation, change.context.as_node_config) }}
    {%- endif -%};
  {% endfor -%}
{%- endmacro %}`,
].join('\n');

const MATERIALIZATION = `
{% macro materialized_view_setup(backup_relation, intermediate_relation, pre_hooks) %}
  {% do drop_relation_if_exists(load_cached_relation(backup_relation)) %}
  {% do drop_relation_if_exists(load_cached_relation(intermediate_relation)) %}
  {% do run_hooks(pre_hooks, inside_transaction=false) %}
{% endmacro %}
{% macro materialized_view_teardown(backup_relation, intermediate_relation, post_hooks) %}
  {% do drop_relation_if_exists(backup_relation) %}
  {% do drop_relation_if_exists(intermediate_relation) %}
  {% do run_hooks(post_hooks, inside_transaction=false) %}
{% endmacro %}

{% macro materialized_view_get_build_sql(existing_relation, target_relation, backup_relation, intermediate_relation) %}
  {%- if existing_relation is none -%}{{ return(get_create_materialized_view_as_sql(target_relation, sql)) }}{%- endif -%}
  {%- if should_full_refresh() or not existing_relation.is_materialized_view -%}
    {{ return(get_replace_sql(existing_relation, target_relation, sql)) }}
  {%- endif -%}
  {%- set changes = get_materialized_view_configuration_changes(existing_relation, config) -%}
  {%- if changes is none -%}{{ return(refresh_materialized_view(target_relation)) }}{%- endif -%}
  {%- set wanted = config.get('on_configuration_change') or 'apply' -%}
  {%- if wanted == 'apply' -%}
    {{ return(get_alter_materialized_view_as_sql(target_relation, changes, sql, existing_relation, backup_relation, intermediate_relation)) }}
  {%- elif wanted == 'continue' -%}
    {% do exceptions.warn('The indexes of ' ~ target_relation.render() ~ ' were changed: on_configuration_change is continue, so it is left as it is.') %}
    {{ return('') }}
  {%- elif wanted == 'fail' -%}
    {{ exceptions.raise_fail_fast_error('The indexes of ' ~ target_relation.render() ~ ' were changed, and on_configuration_change is fail. Build it with --full-refresh, or set it to apply.') }}
  {%- endif -%}
  {{ exceptions.raise_compiler_error("on_configuration_change is apply, continue or fail, not '" ~ wanted ~ "'.") }}
{% endmacro %}

{% macro materialized_view_execute_no_op(target_relation) %}
  {% do store_raw_result(name='main', message='skip ' ~ target_relation, code='skip', rows_affected='-1') %}
{% endmacro %}
{% macro materialized_view_execute_build_sql(build_sql, existing_relation, target_relation, post_hooks) %}
  {% do run_hooks(pre_hooks, inside_transaction=true) %}
  {% call statement('main') %}{{ build_sql }}{% endcall %}
  {% do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(existing_relation, full_refresh_mode=true)) %}
  {% do persist_docs(target_relation, model) %}
  {% do run_hooks(post_hooks, inside_transaction=true) %}
  {% do adapter.commit() %}
{% endmacro %}

{% materialization materialized_view, default %}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type=this.MaterializedView) -%}
  {%- set intermediate_relation = make_intermediate_relation(target_relation) -%}
  {%- set backup_relation = make_backup_relation(target_relation, this.MaterializedView if existing_relation is none else existing_relation.type) -%}
  {% do materialized_view_setup(backup_relation, intermediate_relation, pre_hooks) %}
  {%- set build_sql = materialized_view_get_build_sql(existing_relation, target_relation, backup_relation, intermediate_relation) -%}
  {%- if build_sql | trim -%}
    {% do materialized_view_execute_build_sql(build_sql, existing_relation, target_relation, post_hooks) %}
  {%- else -%}
    {% do materialized_view_execute_no_op(target_relation) %}
  {%- endif -%}
  {% do materialized_view_teardown(backup_relation, intermediate_relation, post_hooks) %}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
`;

/** Materialized views: made once, refreshed from then on; a change of their indexes is applied. */
export const MATERIALIZED_VIEW_MACROS: string = [SQL, MATERIALIZATION].join('\n');
