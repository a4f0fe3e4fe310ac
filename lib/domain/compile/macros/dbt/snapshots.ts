import { dispatched } from '../dispatched.ts';

const NAMES = `{%- set columns = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}`;

/** Whether a row of the snapshot is the present one of its key. */
const PRESENT = (row: string): string =>
  `{% if config.get('dbt_valid_to_current') -%}
      ({{ equals('${row}' ~ columns.dbt_valid_to, config.get('dbt_valid_to_current') | trim) }} or ${row}{{ columns.dbt_valid_to }} is null)
    {%- else -%}
      ${row}{{ columns.dbt_valid_to }} is null
    {%- endif %}`;

const KEYS = `
{% macro unique_key_fields(unique_key) -%}
  {%- if unique_key is string -%}{{ unique_key }} as dbt_unique_key
  {%- else -%}
    {%- for key in unique_key -%}{{ key }} as dbt_unique_key_{{ loop.index }}{{ ', ' if not loop.last }}{%- endfor -%}
  {%- endif -%}
{%- endmacro %}
{% macro unique_key_join_on(unique_key, identifier, from_identifier) -%}
  {%- if unique_key is string -%}{{ identifier }}.dbt_unique_key = {{ from_identifier }}.dbt_unique_key
  {%- else -%}
    {%- for key in unique_key -%}
      {%- set name = '.dbt_unique_key_' ~ loop.index -%}
      {{ equals(identifier ~ name, from_identifier ~ name) }}{{ ' and ' if not loop.last }}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro %}
{% macro unique_key_is_null(unique_key, identifier) -%}
  {{ identifier }}.dbt_unique_key{{ '' if unique_key is string else '_1' }} is null
{%- endmacro %}
{% macro unique_key_is_not_null(unique_key, identifier) -%}
  {{ identifier }}.dbt_unique_key{{ '' if unique_key is string else '_1' }} is not null
{%- endmacro %}
`;

const PARTS = [
  `{% macro get_snapshot_table_column_names() %}
  {%- set given = config.get('snapshot_meta_column_names') or {} -%}
  {%- set names = {} -%}
  {%- for name in ['dbt_valid_from', 'dbt_valid_to', 'dbt_scd_id', 'dbt_updated_at', 'dbt_is_deleted'] -%}
    {% do names.update({name: given.get(name) or name}) %}
  {%- endfor -%}
  {{ return(names) }}
{% endmacro %}
{% macro get_dbt_valid_to_current(strategy, columns) -%}
  coalesce(nullif({{ strategy.updated_at }}, {{ strategy.updated_at }}), {{ config.get('dbt_valid_to_current') or 'null' }})
    as {{ columns.dbt_valid_to }}
{%- endmacro %}`,
  dispatched('get_true_sql', '', "{{ return('TRUE') }}"),
  dispatched('post_snapshot', 'staging_relation', ''),
  dispatched(
    'create_columns',
    'relation, columns',
    `{%- for column in columns -%}
    {% call statement() %}alter table {{ relation.render() }} add column {{ adapter.quote(column.name) }} {{ column.expanded_data_type }}{% endcall %}
  {%- endfor -%}`,
  ),
  dispatched(
    'snapshot_hash_arguments',
    'args',
    `md5({%- for arg in args -%}coalesce(cast({{ arg }} as varchar ), ''){{ " || '|' || " if not loop.last }}{%- endfor -%})`,
  ),
  dispatched(
    'snapshot_string_as_time',
    'timestamp',
    `{{ return("'" ~ timestamp ~ "'::timestamp without time zone") }}`,
    'postgres',
  ),
  `{% macro snapshot_get_time() -%}{{ adapter.dispatch('snapshot_get_time', 'dbt')() }}{%- endmacro %}
{% macro default__snapshot_get_time() -%}{{ current_timestamp() }}{%- endmacro %}
{% macro postgres__snapshot_get_time() -%}{{ current_timestamp() }}::timestamp without time zone{%- endmacro %}
{% macro get_snapshot_get_time_data_type() %}
  {%- set now = adapter.dispatch('snapshot_get_time', 'dbt')() -%}
  {{ return(get_column_schema_from_query('select ' ~ now ~ ' as dbt_snapshot_time')[0].dtype or none) }}
{% endmacro %}
{% macro get_updated_at_column_data_type(snapshot_sql) %}
  {%- set found = get_column_schema_from_query(snapshot_sql) | selectattr('column', 'in', ['dbt_updated_at', 'DBT_UPDATED_AT']) | list -%}
  {{ return(found[0].dtype if found else none) }}
{% endmacro %}
{% macro check_time_data_types(sql) %}
  {%- set stored = get_updated_at_column_data_type(sql) -%}
  {%- set now = get_snapshot_get_time_data_type() -%}
  {%- if stored and now and stored != now -%}
    {% do exceptions.warn('The times of this snapshot are of type ' ~ stored ~ ', and of ' ~ now ~ ' where the present time is written: a time zone may get lost. Cast updated_at to ' ~ now ~ '.') %}
  {%- endif -%}
{% endmacro %}`,
].join('\n');

/** Every change since the last snapshot: rows to insert, and present rows to end. */
const STAGING = dispatched(
  'snapshot_staging_table',
  'strategy, source_sql, target_relation',
  `${NAMES}
  {%- set ends_deleted = strategy.hard_deletes in ['invalidate', 'new_record'] -%}
  {%- set keeps_deleted = strategy.hard_deletes == 'new_record' -%}
  {%- set is_deleted = 'snapshotted_data.' ~ columns.dbt_is_deleted ~ " = 'True'" -%}
  {%- set changed -%}({{ strategy.row_changed }}{{ ' or ' ~ is_deleted if keeps_deleted }}){%- endset -%}
  {%- set same_key = unique_key_join_on(strategy.unique_key, 'snapshotted_data', 'source_data') -%}
  {%- set gone -%}
    {{ unique_key_is_null(strategy.unique_key, 'source_data') }}
    {%- if keeps_deleted %} and not ({{ is_deleted }} and {% if config.get('dbt_valid_to_current') -%}
      snapshotted_data.{{ columns.dbt_valid_to }} = {{ config.get('dbt_valid_to_current') }}
      {%- else -%}snapshotted_data.{{ columns.dbt_valid_to }} is null{%- endif %}){%- endif -%}
  {%- endset -%}
  with snapshot_query as (
    {{ source_sql }}
  ),
  snapshotted_data as (
    select *, {{ unique_key_fields(strategy.unique_key) }}
    from {{ target_relation }}
    where ${PRESENT('')}
  ),
  keyed_source as (
    select *, {{ unique_key_fields(strategy.unique_key) }} from snapshot_query
  ),
  insertions_source as (
    select *, {{ unique_key_fields(strategy.unique_key) }},
      {{ strategy.updated_at }} as {{ columns.dbt_updated_at }},
      {{ strategy.updated_at }} as {{ columns.dbt_valid_from }},
      {{ get_dbt_valid_to_current(strategy, columns) }},
      {{ strategy.scd_id }} as {{ columns.dbt_scd_id }}
    from snapshot_query
  ),
  updates_source as (
    select *, {{ unique_key_fields(strategy.unique_key) }},
      {{ strategy.updated_at }} as {{ columns.dbt_updated_at }},
      {{ strategy.updated_at }} as {{ columns.dbt_valid_from }},
      {{ strategy.updated_at }} as {{ columns.dbt_valid_to }}
    from snapshot_query
  )
  select 'insert' as dbt_change_type, source_data.*{{ ", 'False' as " ~ columns.dbt_is_deleted if keeps_deleted }}
  from insertions_source as source_data
  left join snapshotted_data on {{ same_key }}
  where {{ unique_key_is_null(strategy.unique_key, 'snapshotted_data') }}
    or ({{ unique_key_is_not_null(strategy.unique_key, 'snapshotted_data') }} and {{ changed }})
  union all
  select 'update' as dbt_change_type, source_data.*, snapshotted_data.{{ columns.dbt_scd_id }}
    {{- ', snapshotted_data.' ~ columns.dbt_is_deleted if keeps_deleted }}
  from updates_source as source_data
  join snapshotted_data on {{ same_key }}
  where {{ changed }}
  {%- if ends_deleted %}
  union all
  select 'delete' as dbt_change_type, source_data.*,
    {{ snapshot_get_time() }} as {{ columns.dbt_valid_from }},
    {{ snapshot_get_time() }} as {{ columns.dbt_updated_at }},
    {{ snapshot_get_time() }} as {{ columns.dbt_valid_to }},
    snapshotted_data.{{ columns.dbt_scd_id }}
    {{- ', snapshotted_data.' ~ columns.dbt_is_deleted if keeps_deleted }}
  from snapshotted_data
  left join keyed_source as source_data on {{ same_key }}
  where {{ gone }}
  {%- endif %}
  {%- if keeps_deleted %}
  {%- set there = get_list_of_column_names(get_columns_in_relation(target_relation)) %}
  union all
  select 'insert' as dbt_change_type,
    {% for name in get_columns_in_query(source_sql) -%}
      {{ 'snapshotted_data' if name in there else 'source_data' }}.{{ adapter.quote(name) }},
    {% endfor -%}
    {%- if strategy.unique_key is string -%}snapshotted_data.dbt_unique_key,
    {%- else -%}{%- for key in strategy.unique_key -%}snapshotted_data.dbt_unique_key_{{ loop.index }}, {% endfor -%}
    {%- endif %}
    {{ snapshot_get_time() }} as {{ columns.dbt_valid_from }},
    {{ snapshot_get_time() }} as {{ columns.dbt_updated_at }},
    snapshotted_data.{{ columns.dbt_valid_to }} as {{ columns.dbt_valid_to }},
    {{ snapshot_hash_arguments([columns.dbt_scd_id, snapshot_get_time()]) }} as {{ columns.dbt_scd_id }},
    'True' as {{ columns.dbt_is_deleted }}
  from snapshotted_data
  left join keyed_source as source_data on {{ same_key }}
  where {{ gone }}
  {%- endif %}`,
);

const BUILDING = [
  dispatched(
    'build_snapshot_table',
    'strategy, sql',
    `${NAMES}
  select *,
    {{ strategy.scd_id }} as {{ columns.dbt_scd_id }},
    {{ strategy.updated_at }} as {{ columns.dbt_updated_at }},
    {{ strategy.updated_at }} as {{ columns.dbt_valid_from }},
    {{ get_dbt_valid_to_current(strategy, columns) }}
    {{- ", 'False' as " ~ columns.dbt_is_deleted if strategy.hard_deletes == 'new_record' }}
  from (
    {{ sql }}
  ) sbq`,
  ),
  `{% macro build_snapshot_staging_table(strategy, sql, target_relation) %}
  {%- set temp_relation = make_temp_relation(target_relation) -%}
  {% call statement('build_snapshot_staging_relation') %}
    {{ create_table_as(true, temp_relation, snapshot_staging_table(strategy, sql, target_relation)) }}
  {% endcall %}
  {{ return(temp_relation) }}
{% endmacro %}`,
  dispatched(
    'snapshot_merge_sql',
    'target, source, insert_cols',
    `${NAMES}
  {%- set end = columns.dbt_valid_to -%}
  update {{ target }} set {{ end }} = DBT_INTERNAL_SOURCE.{{ end }}
  from {{ source }} as DBT_INTERNAL_SOURCE
  where DBT_INTERNAL_SOURCE.{{ columns.dbt_scd_id }}::text = {{ target }}.{{ columns.dbt_scd_id }}::text
    and DBT_INTERNAL_SOURCE.dbt_change_type in ('update', 'delete')
    and ({{ target }}.{{ end }} is null {{- ' or ' ~ target ~ '.' ~ end ~ ' = ' ~ config.get('dbt_valid_to_current') if config.get('dbt_valid_to_current') }});
  insert into {{ target }} ({{ insert_cols | join(', ') }})
  select {% for name in insert_cols %}DBT_INTERNAL_SOURCE.{{ name }}{{ ', ' if not loop.last }}{% endfor %}
  from {{ source }} as DBT_INTERNAL_SOURCE
  where DBT_INTERNAL_SOURCE.dbt_change_type = 'insert'`,
    'postgres',
  ),
].join('\n');

/** A snapshot: the first time a table with dbt's columns, then the changes since. */
const MATERIALIZATION = `
{% materialization snapshot, default %}
  {%- set grant_config = config.get('grants') -%}
  {%- set is_there, target_relation = get_or_create_relation(
    database=model.database, schema=model.schema, identifier=model.get('alias', model.get('name')), type='table') -%}
  {%- if not target_relation.is_table -%}{% do exceptions.relation_wrong_type(target_relation, 'table') %}{%- endif -%}
  {% do run_hooks(pre_hooks, inside_transaction=false) %}
  {% do run_hooks(pre_hooks, inside_transaction=true) %}
  {%- set strategy_macro = strategy_dispatch(config.get('strategy')) -%}
  {%- set strategy = strategy_macro(model, 'snapshotted_data', 'source_data', model['config'], is_there) -%}
  {%- if not is_there -%}
    {%- set staging_sql = build_snapshot_table(strategy, model['compiled_code']) -%}
    {%- set final_sql = create_table_as(false, target_relation, staging_sql) -%}
  {%- else -%}
    ${NAMES}
    {% do adapter.assert_valid_snapshot_target_given_strategy(target_relation, columns, strategy) %}
    {%- set staging_sql = snapshot_staging_table(strategy, sql, target_relation) -%}
    {%- set staging_table = build_snapshot_staging_table(strategy, sql, target_relation) -%}
    {% do adapter.expand_target_column_types(from_relation=staging_table, to_relation=target_relation) %}
    {%- set inner = ['dbt_change_type', 'dbt_unique_key'] -%}
    {%- if strategy.unique_key is not string -%}
      {%- for key in strategy.unique_key -%}{% do inner.append('dbt_unique_key_' ~ loop.index) %}{%- endfor -%}
    {%- endif -%}
    {%- set missing = adapter.get_missing_columns(staging_table, target_relation) | rejectattr('name', 'in', inner) | list -%}
    {% do create_columns(target_relation, missing) %}
    {%- set filled = adapter.get_columns_in_relation(staging_table) | rejectattr('name', 'in', inner) | map(attribute='quoted') | list -%}
    {%- set final_sql = snapshot_merge_sql(target=target_relation, source=staging_table, insert_cols=filled) -%}
  {%- endif -%}
  {% do check_time_data_types(staging_sql) %}
  {% call statement('main') %}{{ final_sql }}{% endcall %}
  {% do apply_grants(target_relation, grant_config, should_revoke=should_revoke(is_there, full_refresh_mode=false)) %}
  {% do persist_docs(target_relation, model) %}
  {%- if not is_there -%}{% do create_indexes(target_relation) %}{%- endif -%}
  {% do run_hooks(post_hooks, inside_transaction=true) %}
  {% do adapter.commit() %}
  {%- if is_there -%}{% do post_snapshot(staging_table) %}{%- endif -%}
  {% do run_hooks(post_hooks, inside_transaction=false) %}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
`;

export const SNAPSHOT_MACROS: string = [KEYS, PARTS, STAGING, BUILDING, MATERIALIZATION].join('\n');
