import { dispatched } from '../dispatched.ts';

/** Helpers that projects call, and the steps of `create_or_replace_view` and of cloning. */
export const HELPER_MACROS: string = [
  `{% macro default_last_day(date, datepart) -%}
  cast({{ dbt.dateadd('day', '-1', dbt.dateadd(datepart, '1', dbt.date_trunc(datepart, date))) }} as date)
{%- endmacro %}`,
  `{% macro _split_part_negative(string_text, delimiter_text, part_number) -%}
  split_part({{ string_text }}, {{ delimiter_text }},
    length({{ string_text }}) - length(replace({{ string_text }}, {{ delimiter_text }}, '')) + 2 + {{ part_number }})
{%- endmacro %}`,
  "{% macro is_core_v2() -%}{{ return((dbt_version.split('.') | first | int) == 2) }}{%- endmacro %}",
  `{% macro generate_latest_version_pointer_alias(custom_alias_name=none, node=none) -%}
  {{ return(adapter.dispatch('generate_latest_version_pointer_alias', 'dbt')(custom_alias_name, node)) }}
{%- endmacro %}
{% macro default__generate_latest_version_pointer_alias(custom_alias_name=none, node=none) -%}
  {{ custom_alias_name | trim if custom_alias_name else node.name }}
{%- endmacro %}`,
  dispatched('can_clone_table', '', '{{ return(false) }}'),
  dispatched(
    'create_or_replace_clone',
    'this_relation, defer_relation',
    'create or replace table {{ this_relation.render() }} clone {{ defer_relation.render() }}',
  ),
  dispatched(
    'handle_existing_table',
    'full_refresh, old_relation',
    `{{ log('Dropping ' ~ old_relation.render() ~ ': it is a ' ~ old_relation.type ~ '.') }}{% do adapter.drop_relation(old_relation) %}`,
  ),
  `{% macro create_or_replace_view() %}
  {%- set old = adapter.get_relation(database=database, schema=schema, identifier=model['alias']) -%}
  {%- set target = api.Relation.create(database=database, schema=schema, identifier=model['alias'], type='view') -%}
  {{ run_hooks(pre_hooks) }}
  {%- if old is not none and old.is_table -%}{% do handle_existing_table(should_full_refresh(), old) %}{%- endif -%}
  {% call statement('main') -%}{{ get_create_view_as_sql(target, sql) }}{%- endcall %}
  {%- set was_view = old is not none and old.is_view -%}
  {% do apply_grants(target, config.get('grants'), should_revoke=should_revoke(was_view, full_refresh_mode=true)) %}
  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [target]}) }}
{% endmacro %}`,
].join('\n');
