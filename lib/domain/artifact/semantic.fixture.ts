/** A project with the whole semantic layer: every type of metric, measures that ask for one, saved queries, a time spine, a package. */
export const SEMANTIC_PROJECT: Readonly<Record<string, string>> = {
  'dbt_packages/pack/dbt_project.yml': `name: pack
version: "1.0"
`,
  'dbt_packages/pack/models/visits.sql': `select 1 as visit_id, 1 as customer_id, current_date as visited_at
`,
  'dbt_packages/pack/models/visits.yml': `models: [{name: visits}]
semantic_models:
  - name: visits
    model: ref('visits')
    defaults: {agg_time_dimension: visited_at}
    entities: [{name: visit, type: primary, expr: visit_id}, {name: customer, type: foreign, expr: customer_id}]
    dimensions: [{name: visited_at, type: time, type_params: {time_granularity: day}}]
    measures: [{name: visit_count, agg: sum, expr: 1, create_metric: true}]
`,
  'dbt_project.yml': `name: shop
version: "1.0"
profile: shop
vars: {owner: ana}
metrics: {shop: {+meta: {team: "{{ target.name }}", by: project}}}
semantic-models: {shop: {+meta: {layer: gold}}}
saved-queries: {shop: {+export_as: view, marts: {+cache: {enabled: true}}}}
`,
  'models/customers.sql': `{{ config(schema='dim', alias='customer_dim') }}
select 1 as customer_id, 'x' as country, current_date as valid_from, current_date as valid_to
`,
  'models/d.md': `{% docs about %}
About it.
{% enddocs %}
`,
  'models/days.sql': `select current_date as date_day, 1 as fiscal_week
`,
  'models/marts/layer.yml': `models:
  - name: days
    time_spine:
      standard_granularity_column: date_day
      custom_granularities: [{name: fiscal_week}, {name: fiscal_year, column_name: fiscal_week}]
    columns: [{name: date_day, granularity: day}, {name: fiscal_week}]
  - name: orders
    columns: [{name: order_id, data_tests: [unique]}]
groups: [{name: fin, owner: {name: F}}]
semantic_models:
  - name: orders
    label: Orders
    description: "{{ doc('about') }}"
    model: ref('orders')
    config: {meta: {src: erp}, group: fin}
    defaults: {agg_time_dimension: ordered_at}
    entities:
      - {name: order, type: primary, expr: order_id, description: one order, label: Order, role: r}
      - {name: customer, type: foreign, expr: customer_id, config: {meta: {e: 1}}}
    dimensions:
      - {name: ordered_at, type: time, type_params: {time_granularity: day}, is_partition: true}
      - {name: paid_at, type: time, expr: "paid_at::timestamp", type_params: {time_granularity: hour}}
      - {name: is_paid, type: categorical, label: Paid, description: "{{ var('owner') }}", config: {meta: {layer: silver}}}
    measures:
      - {name: amount_sum, agg: sum, expr: amount, create_metric: true, label: Amount, description: all of it}
      - {name: order_count, agg: count, expr: 1}
      - {name: paid_share, agg: sum_boolean, expr: is_paid, create_metric: true}
      - {name: amount_p90, agg: percentile, expr: amount, agg_params: {percentile: 0.9, use_discrete_percentile: true}, agg_time_dimension: paid_at}
      - {name: last_amount, agg: max, expr: amount, non_additive_dimension: {name: ordered_at, window_choice: max, window_groupings: [customer]}}
      - {name: flag, agg: sum, expr: true}
  - name: customers
    model: ref('shop', 'customers')
    primary_entity: client
    entities: [{name: customer, type: natural, expr: customer_id}]
    dimensions:
      - {name: country, type: categorical}
      - {name: valid_from, type: time, type_params: {time_granularity: day, validity_params: {is_start: true}}}
      - {name: valid_to, type: time, type_params: {time_granularity: day, validity_params: {is_end: true}}}
metrics:
  - name: revenue
    label: Revenue
    type: simple
    description: "Money {{ doc('about') }}"
    tags: [money, core]
    filter: "{{ Dimension('order__is_paid') }} = true"
    time_granularity: month
    config: {meta: {by: metric}, group: fin}
    type_params:
      measure: {name: amount_sum, filter: "{{ Dimension('customer__country') }} = 'x'", join_to_timespine: true, fill_nulls_with: 0}
  - {name: orders_placed, label: Orders placed, type: simple, type_params: {measure: order_count}, meta: {direct: 1}}
  - {name: orders_x, label: Orders X, type: simple, type_params: {measure: {name: order_count, alias: xs, filter: "1 = 1"}}}
  - name: average_order
    label: Average order
    type: ratio
    type_params: {numerator: revenue, denominator: {name: orders_placed, filter: ["{{ Dimension('order__is_paid') }}", "1 = 1"], alias: n}}
  - name: growth
    label: Growth
    type: derived
    type_params:
      expr: now - before
      metrics: [{name: revenue, alias: now}, {name: revenue, alias: before, offset_window: 1 months}, {name: average_order, offset_to_grain: month}]
  - {name: running, label: Running, type: cumulative, type_params: {measure: amount_p90, cumulative_type_params: {window: 28 days, period_agg: average}}}
  - {name: to_date, label: To date, type: cumulative, type_params: {measure: amount_p90, grain_to_date: month}}
  - {name: old_window, label: Old window, type: cumulative, type_params: {measure: amount_p90, window: 7 days}}
  - {name: all_time, label: All time, type: cumulative, type_params: {measure: amount_p90}}
  - name: conversion
    label: Conversion
    type: conversion
    type_params:
      conversion_type_params:
        entity: customer
        calculation: conversions
        base_measure: {name: visit_count}
        conversion_measure: order_count
        window: 7 days
        constant_properties: [{base_property: visited_at, conversion_property: is_paid}]
  - {name: unused, label: Unused, type: simple, type_params: {measure: order_count}, config: {enabled: false}}
saved_queries:
  - name: monthly
    label: Monthly
    description: "Each {{ doc('about') }}"
    tags: finance
    config: {tags: [z], meta: {q: 1}, group: fin}
    query_params:
      metrics: [revenue, growth]
      group_by: ["TimeDimension('metric_time', 'month')", "Dimension('customer__country')", "Entity('order')"]
      where: ["{{ TimeDimension('metric_time', 'day') }} > '2020-01-01'"]
      order_by: ["Metric('revenue').descending(True)"]
      limit: 10
    exports:
      - {name: monthly_out, config: {export_as: table, schema: out, alias: m}}
      - {name: monthly_plain}
  - {name: plain, query_params: {metrics: [visit_count]}}
exposures:
  - {name: board, type: dashboard, owner: {name: X}, depends_on: ["metric('revenue')", "ref('orders')"]}
`,
  'models/orders.sql': `select 1 as order_id, 1 as customer_id, 10.5 as amount, true as is_paid, current_date as ordered_at, current_timestamp as paid_at
`,
  'models/uses.sql': `select '{{ metric('revenue') }}' as which, {{ ref('orders') }}.* from {{ ref('orders') }}
`,
  'packages.yml': `packages: [{local: ../pack}]
`,
};
