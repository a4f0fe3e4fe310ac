/** A project with what a manifest tells: configs at every level, versions, contracts, groups, a package, docs blocks, sources, exposures. */
export const MANIFEST_PROJECT: Readonly<Record<string, string>> = {
  'dbt_packages/util/dbt_project.yml': `name: util
version: "1.0"
vars: {deep_var: 3}
models: {util: {+tags: [fromutil]}}
`,
  'dbt_packages/util/macros/h.sql': `{% macro helper(x) -%}
  {{ return(adapter.dispatch('helper', 'util')(x)) }}
{%- endmacro %}
{% macro default__helper(x) %}{{ x }} + 1{% endmacro %}
{% test combo(model, combination_of_columns) %}select 1 where false{% endtest %}
`,
  'dbt_packages/util/models/d.md': `{% docs upkg %}from util{% enddocs %}`,
  'dbt_packages/util/models/um.sql': `select {{ var('deep_var') }} as v, {{ util.helper('1') }} as w
`,
  'dbt_packages/util/models/um.yml': `models: [{name: um, description: "{{ doc('upkg') }}", columns: [{name: v, description: "x {{ doc('util','upkg') }}", data_tests: [unique]}]}]
`,
  'dbt_project.yml': `name: shop
version: "1.0"
profile: shop
quoting: {database: true, schema: true, identifier: true}
models:
  +persist_docs: {relation: true, columns: true}
  shop:
    deep:
      +schema: deep
      +pre-hook: ["select 1", {sql: "select 2", transaction: false}]
      +tags: [a, b]
  util:
    +enabled: true
    +materialized: table
seeds: {+quote_columns: true}
data_tests: {+store_failures: true, +severity: warn}
sources: {+meta: {z: 1}}
vars: {day: "2020-01-01", util: {deep_var: 5}}
on-run-start: ["select 1"]
on-run-end: "select 2"
dispatch: [{macro_namespace: util, search_order: [shop, util]}]
`,
  'macros/own.sql': `{# a comment #}
{%- macro note(x) -%}
select '{{ x }}'
{%- endmacro -%}

{% macro postgres__helper(x) %}{{ x }} + 2{% endmacro %}
{% macro helper2(a, b=none, c='x') %}{{ note(a) }}{% endmacro %}
`,
  'models/alias.sql': `{{ config(alias='named', database=target.database, docs={'show': false, 'node_color': 'red'}, severity='q', custom_key='v', event_time='at', group='g') }} select * from {{ ref('v2m') }}, {{ ref('v2m', v=1) }}
`,
  'models/inlined.sql': "{{ config(materialized='ephemeral') }}select 1 as id",
  'models/commented.sql': `-- what stands before
/* the query */

select * from {{ ref('inlined') }}
`,
  'models/deep/folded.yml': `groups: [{name: deep_group, owner: {name: X}}]
models:
  - name: commented
    description: >
      Over two
      lines.
    config: {group: deep_group}
  - name: hooked
    description: |
      The last text of the file.
`,
  'models/hooked.sql': `{{ config(post_hook="insert into {{ this }} select id from {{ ref('base') }} where '{{ note(1) }}' <> ''", pre_hook=["select 1"]) }}
select 1 as id
`,
  'models/base.sql': `{{ config(materialized='table', indexes=[{'columns': ['id'], 'unique': true}], grants={'select': ['postgres']}, contract={'enforced': true}) }}
select 1::int as id, 'a'::text as name
`,
  'models/deep/child.sql': `{{ config(tags='b', meta={'l': [1,2,{'k': none}]}) }}
{% set xs = ['base', 'base'] %}
select * from {{ ref('base') }} a, {{ ref('base') }} b, {{ ref('util', 'um') }}, {{ source('ext', 't1') }}
{% for x in xs %} -- {{ ref(x) }} {{ note(x) }} {{ helper2('q') }}
{% endfor %}
`,
  'models/off.sql': `{{ config(enabled=false) }} select 1 as x
`,
  'models/plain.sql': `select * from {{ ref('child') }} -- {{ this }} {{ target.schema }} {{ var('day') }}
`,
  'models/s.yml': `models:
  - name: base
    description: ""
    config: {meta: {owner: "{{ var('day') }}"}, tags: yamltag}
    constraints: [{type: check, expression: "id > 0"}, {type: primary_key, columns: [id]}]
    columns:
      - name: id
        data_type: int
        constraints: [{type: not_null}, {type: unique, name: uq}]
        quote: true
      - name: name
        data_type: text
        policy: secret
        config: {meta: {pii: true}, tags: pii}
        data_tests:
          - accepted_values: {values: ['a', 'b'], quote: true, name: my_name, description: why}
          - accepted_values:
              arguments: {values: ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb']}
              config: {error_if: ">10", warn_if: ">5", limit: 3, meta: {m: 1}, severity: error, store_failures: false, alias: al}
    data_tests:
      - util.combo: {arguments: {combination_of_columns: [id, name]}}
  - name: child
    deprecation_date: 2030-01-01
    docs: {show: false}
    access: public
    group: g
    meta: {top: 1}
  - name: v2m
    description: versioned
    columns: [{name: id, description: the id, tags: [k]}, {name: b}]
    versions:
      - v: 1
        description: old one
        config: {tags: [v1tag]}
        columns: [{include: '*', exclude: [b]}]
      - v: 2
        defined_in: second_file
groups: [{name: g, owner: {name: X, slack: "#x"}, description: grp}]
sources:
  - name: ext
    database: "{{ target.database }}"
    schema: "{{ target.schema }}_ext"
    loader: fivetran
    config: {meta: {q: 1}, tags: [s], freshness: {error_after: {count: 1, period: day}}, loaded_at_field: "x::timestamp"}
    tables:
      - name: t1
        identifier: T_one
        config: {freshness: null, meta: {w: 2}, tags: [t]}
        description: "{{ doc('upkg') }}"
        columns: [{name: id, description: "{{ doc('upkg') }}", data_tests: [not_null]}]
      - name: t2
        loaded_at_query: select now()
        external: {location: s3, x: 1}
        config: {enabled: true, freshness: {filter: "a > 1"}}
  - name: bare
    tables: [{name: q}]
exposures:
  - name: e1
    label: E One
    type: ml
    owner: {email: [a@b.c, d@e.f]}
    config: {meta: {a: 1}, tags: [et], enabled: true}
    depends_on: ["ref('util', 'um')", "ref('v2m', v=2)"]
seeds:
  - name: semi
    config: {delimiter: ";", column_types: {id: bigint}}
`,
  'models/second_file.sql': `select 2 as id
`,
  'models/v2m_v1.sql': `select 1 as id
`,
  'packages.yml': `packages: [{local: ../util_src}]
`,
  'seeds/semi.csv': `id;name
1;x
`,
  'tests/sing.sql': `select * from {{ ref('base') }} where 1=0
`,
};
