import { dispatched } from '../dispatched.ts';

const suffixed = (name: string, body: string): string => `
{% macro postgres__${name}_relation${body}
{% endmacro %}
`;

/** Names of relations that are made on the way. PostgreSQL cuts names at 63 characters. */
const NAMES = `
{% macro postgres__make_relation_with_suffix(base_relation, suffix, dstring) %}
  {% if dstring %}
    {# Another name each time, where dbt writes the clock: a materialization may make one in every turn of a loop. #}
    {% set before = load_result('make_temp_relation') %}
    {% set turn = before.response + 1 if before else 0 %}
    {% do store_result('make_temp_relation', response=turn) %}
    {% set suffix = suffix ~ local_md5(invocation_id ~ base_relation ~ turn)[:12] %}
  {% endif %}
  {% set room = base_relation.relation_max_name_length() - suffix | length %}
  {% if room < 0 %}
    {% do exceptions.raise_compiler_error("The suffix '" ~ suffix ~ "' is longer than a name may be.") %}
  {% endif %}
  {{ return(base_relation.incorporate(path={'identifier': base_relation.identifier[:room] ~ suffix})) }}
{% endmacro %}

{% macro make_intermediate_relation(base_relation, suffix='__dbt_tmp') %}
  {{ return(adapter.dispatch('make_intermediate_relation', 'dbt')(base_relation, suffix)) }}
{% endmacro %}
{% macro default__make_intermediate_relation(base_relation, suffix) %}
  {{ return(default__make_temp_relation(base_relation, suffix)) }}
{% endmacro %}
${suffixed('make_intermediate', '(base_relation, suffix) %}\n  {{ return(postgres__make_relation_with_suffix(base_relation, suffix, dstring=false)) }}')}

{% macro make_temp_relation(base_relation, suffix='__dbt_tmp') %}
  {% if suffix == '__dbt_tmp' and model.batch %}{% set suffix = suffix ~ '_' ~ model.batch.id %}{% endif %}
  {{ return(adapter.dispatch('make_temp_relation', 'dbt')(base_relation, suffix)) }}
{% endmacro %}
{% macro default__make_temp_relation(base_relation, suffix) %}
  {{ return(base_relation.incorporate(path={'identifier': base_relation.identifier ~ suffix})) }}
{% endmacro %}
${suffixed('make_temp', "(base_relation, suffix) %}\n  {% set named = postgres__make_relation_with_suffix(base_relation, suffix, dstring=true) %}\n  {{ return(named.incorporate(path={'schema': none, 'database': none})) }}")}

{% macro make_backup_relation(base_relation, backup_relation_type, suffix='__dbt_backup') %}
  {{ return(adapter.dispatch('make_backup_relation', 'dbt')(base_relation, backup_relation_type, suffix)) }}
{% endmacro %}
{% macro default__make_backup_relation(base_relation, backup_relation_type, suffix) %}
  {{ return(base_relation.incorporate(path={'identifier': base_relation.identifier ~ suffix}, type=backup_relation_type)) }}
{% endmacro %}
${suffixed('make_backup', '(base_relation, backup_relation_type, suffix) %}\n  {{ return(postgres__make_relation_with_suffix(base_relation, suffix, dstring=false).incorporate(type=backup_relation_type)) }}')}
`;

/** Finding relations. */
const FINDING = `
{% macro load_cached_relation(relation) %}
  {% do return(adapter.get_relation(database=relation.database, schema=relation.schema, identifier=relation.identifier)) %}
{% endmacro %}
{% macro load_relation(relation) %}{{ return(load_cached_relation(relation)) }}{% endmacro %}
${dispatched(
  'get_or_create_relation',
  'database, schema, identifier, type',
  `
  {%- set there = adapter.get_relation(database=database, schema=schema, identifier=identifier) -%}
  {%- if there -%}{% do return([true, there]) %}{%- endif -%}
  {% do return([false, api.Relation.create(database=database, schema=schema, identifier=identifier, type=type)]) %}`,
)}
`;

const byKind = (verb: string, rest: string): string => `
  {%- if relation.is_view -%}{{ ${verb}_view${rest} }}
  {%- elif relation.is_table -%}{{ ${verb}_table${rest} }}
  {%- elif relation.is_materialized_view -%}{{ ${verb}_materialized_view${rest} }}`;

/** Dropping, renaming, emptying. */
const CHANGING = [
  dispatched(
    'get_drop_sql',
    'relation',
    `${byKind('drop', '(relation)')}
  {%- else -%}drop {{ relation.type }} if exists {{ relation.render() }} cascade
  {%- endif -%}`,
  ),
  dispatched('drop_view', 'relation', 'drop view if exists {{ relation }} cascade', 'postgres'),
  dispatched('drop_table', 'relation', 'drop table if exists {{ relation }} cascade', 'postgres'),
  dispatched(
    'drop_materialized_view',
    'relation',
    'drop materialized view if exists {{ relation }} cascade',
    'postgres',
  ),
  dispatched(
    'drop_relation',
    'relation',
    "{% call statement('drop_relation', auto_begin=false) -%}{{ get_drop_sql(relation) }}{%- endcall %}",
  ),
  `{% macro drop_relation_if_exists(relation) %}{% if relation is not none %}{{ adapter.drop_relation(relation) }}{% endif %}{% endmacro %}\n`,
  dispatched(
    'rename_relation',
    'from_relation, to_relation',
    `{% call statement('rename_relation') -%}
    alter table {{ from_relation.render() }} rename to {{ adapter.quote_as_configured(to_relation.identifier, 'identifier') }}
  {%- endcall %}`,
  ),
  dispatched(
    'truncate_relation',
    'relation',
    "{% call statement('truncate_relation') -%}truncate table {{ relation.render() }}{%- endcall %}",
  ),
  dispatched(
    'get_rename_sql',
    'relation, new_name',
    `
  {%- if relation.is_view -%}{{ get_rename_view_sql(relation, new_name) }}
  {%- elif relation.is_table -%}{{ get_rename_table_sql(relation, new_name) }}
  {%- elif relation.is_materialized_view -%}{{ get_rename_materialized_view_sql(relation, new_name) }}
  {%- else -%}{{ exceptions.raise_compiler_error('get_rename_sql can not rename a ' ~ relation.type) }}
  {%- endif -%}`,
  ),
  dispatched(
    'get_rename_view_sql',
    'relation, new_name',
    'alter view {{ relation }} rename to {{ new_name }}',
    'postgres',
  ),
  dispatched(
    'get_rename_table_sql',
    'relation, new_name',
    'alter table {{ relation }} rename to {{ new_name }}',
    'postgres',
  ),
  dispatched(
    'get_rename_materialized_view_sql',
    'relation, new_name',
    'alter materialized view {{ relation }} rename to {{ new_name }}',
    'postgres',
  ),
].join('\n');

/** Building beside what is there, and taking its place. */
const REPLACING = [
  dispatched(
    'get_create_intermediate_sql',
    'relation, sql',
    `{%- set aside = make_intermediate_relation(relation) -%}
  {{ get_drop_sql(aside) }};
  {{ get_create_sql(aside, sql) }}`,
  ),
  dispatched(
    'get_create_backup_sql',
    'relation',
    `{%- set backup = make_backup_relation(relation, relation.type) -%}
  {{ get_drop_sql(backup) }};
  {{ get_rename_sql(relation, backup.identifier) }}`,
  ),
  dispatched('get_drop_backup_sql', 'relation', '{{ get_drop_sql(make_backup_relation(relation, relation.type)) }}'),
  dispatched(
    'get_rename_intermediate_sql',
    'relation',
    '{{ get_rename_sql(make_intermediate_relation(relation), relation.identifier) }}',
  ),
  dispatched(
    'get_create_sql',
    'relation, sql',
    `
  {%- if relation.is_view -%}{{ get_create_view_as_sql(relation, sql) }}
  {%- elif relation.is_table -%}{{ get_create_table_as_sql(false, relation, sql) }}
  {%- elif relation.is_materialized_view -%}{{ get_create_materialized_view_as_sql(relation, sql) }}
  {%- else -%}{{ exceptions.raise_compiler_error('get_create_sql can not create a ' ~ relation.type) }}
  {%- endif -%}`,
  ),
  dispatched(
    'get_replace_sql',
    'existing_relation, target_relation, sql',
    `
  {%- set same = existing_relation.type == target_relation.type and existing_relation.can_be_replaced -%}
  {%- if same and existing_relation.is_view -%}{{ get_replace_view_sql(target_relation, sql) }}
  {%- elif same and existing_relation.is_table -%}{{ get_replace_table_sql(target_relation, sql) }}
  {%- elif same and existing_relation.is_materialized_view -%}{{ get_replace_materialized_view_sql(target_relation, sql) }}
  {%- else -%}
    {%- if target_relation.can_be_renamed -%}{{ get_create_intermediate_sql(target_relation, sql) }};{%- endif %}
    {% if existing_relation.can_be_renamed -%}{{ get_create_backup_sql(existing_relation) }};
    {%- else -%}{{ get_drop_sql(existing_relation) }};{%- endif %}
    {% if target_relation.can_be_renamed -%}{{ get_rename_intermediate_sql(target_relation) }}
    {%- else -%}{{ get_create_sql(target_relation, sql) }}{%- endif -%}
    {%- if existing_relation.can_be_renamed -%};
    {{ get_drop_backup_sql(existing_relation) }}{%- endif -%}
  {%- endif -%}`,
  ),
].join('\n');

export const RELATION_MACROS: string = [NAMES, FINDING, CHANGING, REPLACING].join('\n');
