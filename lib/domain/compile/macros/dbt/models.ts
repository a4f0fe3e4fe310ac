import { dispatched } from '../dispatched.ts';

const HEADER = "{%- set header = config.get('sql_header', none) -%}{{ header if header is not none }}";

/** The SQL that makes tables and views. */
const CREATING = [
  dispatched(
    'get_create_table_as_sql',
    'temporary, relation, sql',
    '{{ return(create_table_as(temporary, relation, sql)) }}',
  ),
  `{% macro create_table_as(temporary, relation, compiled_code, language='sql') -%}
  {%- if language == 'sql' -%}{{ adapter.dispatch('create_table_as', 'dbt')(temporary, relation, compiled_code) }}
  {%- else -%}{{ adapter.dispatch('create_table_as', 'dbt')(temporary, relation, compiled_code, language) }}
  {%- endif -%}
{%- endmacro %}
{% macro default__create_table_as(temporary, relation, sql) -%}
  ${HEADER}
  create {% if temporary %}temporary {% endif %}table {{ relation.include(database=(not temporary), schema=(not temporary)) }}
  {%- if config.get('contract').enforced and not temporary %}
    {{ get_assert_columns_equivalent(sql) }}
    {{ get_table_columns_and_constraints() }}
    {%- set sql = get_select_subquery(sql) %}
  {%- endif %}
  as (
    {{ sql }}
  );
{%- endmacro %}
{% macro postgres__create_table_as(temporary, relation, sql) -%}
  ${HEADER}
  create {% if temporary %}temporary {% elif config.get('unlogged', default=false) %}unlogged {% endif %}table {{ relation }}
  {%- set enforced = config.get('contract').enforced -%}
  {%- if enforced %}{{ get_assert_columns_equivalent(sql) }}{% endif %}
  {%- if enforced and not temporary %}
    {{ get_table_columns_and_constraints() }} ;
    insert into {{ relation }} ({{ adapter.dispatch('get_column_names', 'dbt')() }})
    {%- set sql = get_select_subquery(sql) %}
  {%- else %} as
  {%- endif %}
  (
    {{ sql }}
  );
{%- endmacro %}
{% macro default__get_column_names() -%}
  {%- for key in model['columns'] -%}
    {%- set column = model['columns'][key] -%}
    {{ adapter.quote(column['name']) if column.get('quote') else column['name'] }}{{ ', ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}`,
  dispatched(
    'get_select_subquery',
    'sql',
    `select {{ adapter.dispatch('get_column_names', 'dbt')() }}
    from (
        {{ sql }}
    ) as model_subq`,
  ),
  dispatched('get_create_view_as_sql', 'relation, sql', '{{ return(create_view_as(relation, sql)) }}'),
  dispatched(
    'create_view_as',
    'relation, sql',
    `${HEADER}
  create view {{ relation.render() }}
  {%- if config.get('contract').enforced %}{{ get_assert_columns_equivalent(sql) }}{% endif %} as (
    {{ sql }}
  );`,
  ),
  dispatched(
    'get_replace_view_sql',
    'relation, sql',
    `${HEADER}
  create or replace view {{ relation }}
  {%- if config.get('contract').enforced %}{{ get_assert_columns_equivalent(sql) }}{% endif %} as (
    {{ sql }}
  );`,
    'postgres',
  ),
  dispatched(
    'get_replace_table_sql',
    'relation, sql',
    '{{ get_drop_sql(relation) }};\n  {{ get_create_table_as_sql(false, relation, sql) }}',
    'postgres',
  ),
].join('\n');

/** Everything a view and a table have in common: build aside, put the old one away, take its place. */
const swapping = (type: 'view' | 'table', create: string, between: { first: string; last: string }): string => `
{% materialization ${type}, default %}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type='${type}') -%}
  {%- set intermediate_relation = make_intermediate_relation(target_relation) -%}
  {%- set backup_type = '${type}' if existing_relation is none else existing_relation.type -%}
  {%- set backup_relation = make_backup_relation(target_relation, backup_type) -%}
  {%- set grant_config = config.get('grants') -%}
  {% do drop_relation_if_exists(load_cached_relation(intermediate_relation)) %}
  {% do drop_relation_if_exists(load_cached_relation(backup_relation)) %}
  {% do run_hooks(pre_hooks, inside_transaction=false) %}
  {% do run_hooks(pre_hooks, inside_transaction=true) %}
  {% call statement('main') -%}${create}{%- endcall %}
  ${between.first}
  {% if existing_relation is not none %}
    {%- set existing_relation = load_cached_relation(existing_relation) -%}
    {% if existing_relation is not none %}{% do adapter.rename_relation(existing_relation, backup_relation) %}{% endif %}
  {% endif %}
  {% do adapter.rename_relation(intermediate_relation, target_relation) %}
  ${between.last}
  {% do adapter.commit() %}
  {% do drop_relation_if_exists(backup_relation) %}
  {% do run_hooks(post_hooks, inside_transaction=false) %}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
`;

const GRANTS = `{% do apply_grants(target_relation, grant_config, should_revoke=should_revoke(existing_relation, full_refresh_mode=true)) %}
  {% do persist_docs(target_relation, model) %}`;
const POST_HOOKS = '{% do run_hooks(post_hooks, inside_transaction=true) %}';

export const MODEL_MACROS: string = [
  CREATING,
  swapping('view', '{{ get_create_view_as_sql(intermediate_relation, sql) }}', {
    first: '',
    last: `${GRANTS}\n  ${POST_HOOKS}`,
  }),
  swapping('table', '{{ get_create_table_as_sql(false, intermediate_relation, sql) }}', {
    first: '{% do create_indexes(intermediate_relation) %}',
    last: `${POST_HOOKS}\n  ${GRANTS}`,
  }),
].join('\n');
