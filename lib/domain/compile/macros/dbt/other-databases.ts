import { dispatched } from '../dispatched.ts';

const plain = (name: string, parameters: string, body: string): string =>
  `{% macro default__${name}(${parameters}) -%}${body}{%- endmacro %}`;

const refused = ([name, parameters]: readonly [string, string]): string =>
  plain(
    name,
    parameters,
    `{% do exceptions.raise_not_implemented('There is no ${name} for ' ~ adapter.type() ~ '.') %}`,
  );

/**
 * Twins that dbt leaves to each database. PostgreSQL has its own of all of them, so these answer only
 * those who call them by their full names.
 */
const LEFT_TO_DATABASES: readonly (readonly [name: string, parameters: string])[] = [
  ['alter_column_comment', 'relation, column_dict'],
  ['alter_relation_comment', 'relation, relation_comment'],
  ['current_timestamp', ''],
  ['get_columns_in_relation', 'relation'],
  ['get_incremental_microbatch_sql', 'arg_dict'],
  ['snapshot_string_as_time', 'timestamp'],
  ['list_relations_without_caching', 'schema_relation'],
  ['get_catalog', 'information_schema, schemas'],
  ['get_catalog_relations', 'information_schema, relations'],
  ['get_relations', ''],
  ['get_replace_view_sql', 'relation, sql'],
  ['get_replace_table_sql', 'relation, sql'],
  ['get_rename_view_sql', 'relation, new_name'],
  ['get_rename_table_sql', 'relation, new_name'],
  ['get_rename_materialized_view_sql', 'relation, new_name'],
  ['get_replace_materialized_view_sql', 'relation, sql'],
  ['get_create_materialized_view_as_sql', 'relation, sql'],
  [
    'get_alter_materialized_view_as_sql',
    'relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation',
  ],
  ['refresh_materialized_view', 'relation'],
  ['get_materialized_view_configuration_changes', 'existing_relation, new_config'],
  ['get_show_indexes_sql', 'relation'],
  ['get_drop_index_sql', 'relation, index_name'],
];

/** What PostgreSQL has nothing for: the names dispatch, and nobody answers. */
const NOT_HERE: readonly (readonly [name: string, parameters: string])[] = [
  ['get_catalog_for_single_relation', 'relation'],
  ['get_relation_last_modified', 'information_schema, relations'],
  ['list_function_relations_without_caching', 'schema_relation'],
  ['formatted_scalar_function_args_javascript', ''],
];

const SCHEMA = 'relation.without_identifier()';

/** Twins with the SQL that most databases understand. */
const GENERAL = [
  plain('any_value', 'expression', 'any_value({{ expression }})'),
  plain(
    'dateadd',
    'datepart, interval, from_date_or_timestamp',
    'dateadd({{ datepart }}, {{ interval }}, {{ from_date_or_timestamp }})',
  ),
  plain(
    'datediff',
    'first_date, second_date, datepart',
    'datediff({{ datepart }}, {{ first_date }}, {{ second_date }})',
  ),
  plain(
    'split_part',
    'string_text, delimiter_text, part_number',
    'split_part({{ string_text }}, {{ delimiter_text }}, {{ part_number }})',
  ),
  plain(
    'listagg',
    'measure, delimiter_text, order_by_clause, limit_num',
    `{%- set order = ' within group (' ~ order_by_clause ~ ')' if order_by_clause else '' -%}
  {%- if limit_num -%}array_to_string(array_slice(array_agg({{ measure }}){{ order }}, 0, {{ limit_num }}), {{ delimiter_text }})
  {%- else -%}listagg({{ measure }}, {{ delimiter_text }}){{ order }}
  {%- endif -%}`,
  ),
  plain('last_day', 'date, datepart', '{{ default_last_day(date, datepart) }}'),
  plain('copy_grants', '', '{{ return(true) }}'),
  plain('get_show_grant_sql', 'relation', 'show grants on {{ relation.render() }}'),
  plain(
    'create_schema',
    'relation',
    `{%- call statement('create_schema') -%}create schema if not exists {{ ${SCHEMA} }}{%- endcall -%}`,
  ),
  plain(
    'drop_schema',
    'relation',
    `{%- call statement('drop_schema') -%}drop schema if exists {{ ${SCHEMA} }} cascade{%- endcall -%}`,
  ),
  ...['table', 'view', 'materialized view'].map((kind) =>
    plain(`drop_${kind.replace(' ', '_')}`, 'relation', `drop ${kind} if exists {{ relation.render() }} cascade`),
  ),
  plain('current_timestamp_backcompat', '', 'current_timestamp::timestamp'),
  plain(
    'current_timestamp_in_utc_backcompat',
    '',
    "{{ return(adapter.dispatch('current_timestamp_backcompat', 'dbt')()) }}",
  ),
  plain('information_schema_name', 'database', "{{ database ~ '.' if database else '' }}information_schema"),
  plain(
    'list_schemas',
    'database',
    '{{ return(run_query(\'select distinct schema_name from \' ~ information_schema_name(database) ~ ".schemata where catalog_name ilike \'" ~ database ~ "\'")) }}',
  ),
  plain(
    'check_schema_exists',
    'information_schema, schema',
    `{%- set sql -%}
    select count(*) from {{ information_schema.replace(information_schema_view='SCHEMATA') }}
    where catalog_name = '{{ information_schema.database }}' and schema_name = '{{ schema }}'
  {%- endset -%}
  {{ return(run_query(sql)) }}`,
  ),
  plain('get_create_index_sql', 'relation, index_dict', '{{ return(none) }}'),
  plain('get_incremental_default_sql', 'arg_dict', '{{ return(get_incremental_append_sql(arg_dict)) }}'),
  plain(
    'snapshot_merge_sql',
    'target, source, insert_cols',
    `{%- set names = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
  {%- set until = 'DBT_INTERNAL_DEST.' ~ names.dbt_valid_to -%}
  {%- set current = config.get('dbt_valid_to_current') -%}
  merge into {{ target.render() }} as DBT_INTERNAL_DEST
  using {{ source }} as DBT_INTERNAL_SOURCE
  on DBT_INTERNAL_SOURCE.{{ names.dbt_scd_id }} = DBT_INTERNAL_DEST.{{ names.dbt_scd_id }}
  when matched and ({% if current %}{{ equals(until, current | trim) }} or {% endif %}{{ until }} is null)
    and DBT_INTERNAL_SOURCE.dbt_change_type in ('update', 'delete')
    then update set {{ names.dbt_valid_to }} = DBT_INTERNAL_SOURCE.{{ names.dbt_valid_to }}
  when not matched and DBT_INTERNAL_SOURCE.dbt_change_type = 'insert'
    then insert ({{ insert_cols | join(', ') }}) values ({{ insert_cols | join(', ') }})`,
  ),
];

export const OTHER_DATABASE_MACROS: string = [
  ...LEFT_TO_DATABASES.map(refused),
  ...NOT_HERE.flatMap(([name, parameters]) => [
    dispatched(
      name,
      parameters,
      `{% do exceptions.raise_not_implemented('There is no ${name} for ' ~ adapter.type() ~ '.') %}`,
    ),
  ]),
  ...GENERAL,
].join('\n');
