/** A small project with one of everything that selection distinguishes. */
export const SELECTION_PROJECT: Readonly<Record<string, string>> = {
  'dbt_project.yml': `
name: shop
version: '1.0'
profile: shop
models:
  shop:
    +tags: [all]
    marts:
      +materialized: table
      +meta: {owner: ann, team: {name: core}, topics: [money, time]}
`,
  'seeds/raw_orders.csv': 'id,amount\n1,250\n',
  'models/staging/stg_orders.sql': "{{ config(tags=['nightly']) }} select id, amount from {{ ref('raw_orders') }}",
  'models/staging/stg_events.sql': "select * from {{ source('raw', 'events') }}",
  'models/staging/deep/eph.sql': "{{ config(materialized='ephemeral') }} select * from {{ ref('stg_orders') }}",
  'models/marts/orders_v1.sql': "select * from {{ ref('eph') }}",
  'models/marts/orders_v2.sql': "select * from {{ ref('eph') }}",
  'models/marts/orders_v3.sql': "select * from {{ ref('eph') }}",
  'models/marts/total.sql':
    "{{ config(alias='grand', schema='x', severity='x', persist_docs={'relation': true}) }} select count(*) as n from {{ ref('orders') }}",
  'models/marts/joined.sql': "select * from {{ ref('total') }}, {{ ref('stg_events') }}",
  'models/metricflow_time_spine.sql': 'select current_date as date_day',
  'models/off.sql': '{{ config(enabled=false) }} select 1 as id',
  'tests/total_check.sql': "select * from {{ ref('total') }} where n < 0",
  'analyses/look.sql': "select * from {{ ref('total') }}",
  'models/schema.yml': `
version: 2
groups:
  - name: finance
    owner: {name: Ann, email: ann@example.org}
sources:
  - name: raw
    schema: rawdata
    tags: [outside]
    tables:
      - name: events
        columns: [{name: id, data_tests: [unique]}]
      - name: others
models:
  - name: stg_orders
    columns:
      - name: id
        data_tests:
          - unique
          - not_null: {config: {severity: warn, tags: [slow]}}
  - name: orders
    latest_version: 2
    config: {group: finance, access: public}
    columns:
      - name: id
        data_tests: [{relationships: {arguments: {to: "ref('stg_orders')", field: id}}}]
    versions: [{v: 1}, {v: 2}, {v: 3}]
  - name: joined
    data_tests:
      - not_null: {arguments: {column_name: n}}
semantic_models:
  - name: events
    model: ref('stg_events')
    defaults: {agg_time_dimension: at}
    entities: [{name: event, type: primary, expr: id}]
    dimensions: [{name: at, type: time, type_params: {time_granularity: day}}]
    measures: [{name: order_count, agg: sum, expr: 1, create_metric: true}]
metrics:
  - {name: twice, label: Twice, type: derived, tags: [kpi], type_params: {expr: 2 * order_count, metrics: [order_count]}}
saved_queries:
  - {name: daily, query_params: {metrics: [twice], group_by: ["TimeDimension('metric_time', 'day')"]}}
exposures:
  - name: dash
    type: dashboard
    owner: {name: Ann, email: a@b.c}
    tags: [boards]
    depends_on: ["ref('joined')", "source('raw', 'others')"]
`,
  'selectors.yml': `
selectors:
  - name: nightly
    definition: 'tag:nightly+'
  - name: money
    definition:
      union:
        - method: fqn
          value: stg_orders
          children: true
          children_depth: 2
        - intersection: ['tag:all', 'config.materialized:table']
        - exclude: ['total', 'resource_type:test']
  - name: inherited
    definition: {method: selector, value: nightly}
  - name: careful
    definition: {method: fqn, value: stg_orders, indirect_selection: cautious, parents: true}
  - name: short
    definition: {tag: slow}
  - name: without
    definition: {method: path, value: models/marts, exclude: [{method: tag, value: all}, 'total_check']}
`,
};
