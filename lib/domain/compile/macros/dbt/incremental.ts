import { dispatched } from '../dispatched.ts';

/** What a strategy is given, by name. */
const GIVEN = "arg_dict['target_relation'], arg_dict['temp_relation']";

const STRATEGIES = [
  dispatched(
    'get_incremental_append_sql',
    'arg_dict',
    `{{ return(get_insert_into_sql(${GIVEN}, arg_dict['dest_columns'])) }}`,
  ),
  dispatched(
    'get_incremental_delete_insert_sql',
    'arg_dict',
    `{{ return(get_delete_insert_merge_sql(${GIVEN}, arg_dict['unique_key'], arg_dict['dest_columns'], arg_dict['incremental_predicates'])) }}`,
  ),
  dispatched(
    'get_incremental_merge_sql',
    'arg_dict',
    `{{ return(get_merge_sql(${GIVEN}, arg_dict['unique_key'], arg_dict['dest_columns'], arg_dict['incremental_predicates'])) }}`,
  ),
  dispatched(
    'get_incremental_insert_overwrite_sql',
    'arg_dict',
    `{{ return(get_insert_overwrite_merge_sql(${GIVEN}, arg_dict['dest_columns'], arg_dict['incremental_predicates'])) }}`,
  ),
  dispatched(
    'get_incremental_default_sql',
    'arg_dict',
    `{%- if arg_dict['unique_key'] -%}{{ return(get_incremental_delete_insert_sql(arg_dict)) }}{%- endif -%}
  {{ return(get_incremental_append_sql(arg_dict)) }}`,
    'postgres',
  ),
  dispatched(
    'get_incremental_microbatch_sql',
    'arg_dict',
    `{%- if arg_dict['unique_key'] -%}{{ return(adapter.dispatch('get_incremental_merge_sql', 'dbt')(arg_dict)) }}{%- endif -%}
  {{ exceptions.raise_compiler_error("A microbatch model needs a unique_key on PostgreSQL: each batch is merged by it.") }}`,
    'postgres',
  ),
].join('\n');

/** An incremental model: made once, then changed by what its query gives. */
const MATERIALIZATION = `
{% materialization incremental, default %}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set intermediate_relation = make_intermediate_relation(target_relation) -%}
  {%- set backup_relation = make_backup_relation(target_relation, 'table' if existing_relation is none else existing_relation.type) -%}
  {%- set is_new = existing_relation is none -%}
  {%- set is_rebuilt = not is_new and (should_full_refresh() or not existing_relation.is_table) -%}
  {%- set grant_config = config.get('grants') -%}
  {% do drop_relation_if_exists(load_cached_relation(intermediate_relation)) %}
  {% do drop_relation_if_exists(load_cached_relation(backup_relation)) %}
  {% do run_hooks(pre_hooks, inside_transaction=false) %}
  {% do run_hooks(pre_hooks, inside_transaction=true) %}
  {%- set strategy = adapter.get_incremental_strategy_macro(context, config.get('incremental_strategy') or 'default') -%}
  {%- if is_new -%}
    {%- set build_sql = get_create_table_as_sql(false, target_relation, sql) -%}
  {%- elif is_rebuilt -%}
    {%- set build_sql = get_create_table_as_sql(false, intermediate_relation, sql) -%}
  {%- else -%}
    {%- set temp_relation = make_temp_relation(target_relation) -%}
    {% do run_query(get_create_table_as_sql(true, temp_relation, sql)) %}
    {%- if not config.get('contract').enforced -%}
      {% do adapter.expand_target_column_types(from_relation=temp_relation, to_relation=target_relation) %}
    {%- endif -%}
    {%- set on_schema_change = incremental_validate_on_schema_change(config.get('on_schema_change'), default='ignore') -%}
    {%- set changed = process_schema_changes(on_schema_change, temp_relation, existing_relation) -%}
    {%- set build_sql = strategy({
      'target_relation': target_relation,
      'temp_relation': temp_relation,
      'unique_key': config.get('unique_key'),
      'dest_columns': changed or adapter.get_columns_in_relation(existing_relation),
      'incremental_predicates': config.get('predicates') or config.get('incremental_predicates')
    }) -%}
  {%- endif -%}
  {% call statement('main') %}{{ build_sql }}{% endcall %}
  {%- if is_new -%}{% do create_indexes(target_relation) %}
  {%- elif is_rebuilt -%}
    {% do create_indexes(intermediate_relation) %}
    {% do adapter.rename_relation(existing_relation, backup_relation) %}
    {% do adapter.rename_relation(intermediate_relation, target_relation) %}
  {%- endif -%}
  {% do apply_grants(target_relation, grant_config, should_revoke=should_revoke(existing_relation, is_rebuilt)) %}
  {% do persist_docs(target_relation, model) %}
  {% do run_hooks(post_hooks, inside_transaction=true) %}
  {% do adapter.commit() %}
  {%- if is_rebuilt -%}{% do adapter.drop_relation(backup_relation) %}{%- endif -%}
  {% do run_hooks(post_hooks, inside_transaction=false) %}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
`;

export const INCREMENTAL_MACROS: string = [MATERIALIZATION, STRATEGIES].join('\n');
