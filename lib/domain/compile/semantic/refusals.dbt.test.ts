import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runDbt, writeDbtProject } from '#lib/testing/dbt/run-dbt.ts';
import { compileFiles } from '../fixture.ts';

const PROJECT = {
  'dbt_project.yml': 'name: shop\nversion: "1.0"\nprofile: shop\n',
  'models/orders.sql': 'select 1 as order_id, 1 as customer_id, current_date as ordered_at',
  'models/days.sql': 'select current_date as day',
  'models/days.yml':
    'models: [{name: days, time_spine: {standard_granularity_column: day}, columns: [{name: day, granularity: day}]}]\n',
};

const LAYER = `semantic_models:
  - name: orders
    model: ref('orders')
    defaults: {agg_time_dimension: ordered_at}
    entities:
      - {name: order, type: primary, expr: order_id}
      - {name: customer, type: foreign, expr: customer_id}
    dimensions:
      - {name: ordered_at, type: time, type_params: {time_granularity: day}}
      - {name: country, type: categorical}
    measures:
      - {name: order_count, agg: count, expr: "1"}
      - {name: order_sum, agg: sum, expr: "1"}
metrics:
  - {name: placed, label: Placed, type: simple, type_params: {measure: order_count}}
  - {name: twice, label: Twice, type: derived, type_params: {expr: placed * 2, metrics: [{name: placed}]}}
  - {name: share, label: Share, type: ratio, type_params: {numerator: placed, denominator: {name: twice}}}
  - {name: running, label: Running, type: cumulative, type_params: {measure: order_sum, cumulative_type_params: {window: 7 days}}}
  - name: converted
    label: Converted
    type: conversion
    type_params: {conversion_type_params: {base_measure: order_count, conversion_measure: order_sum, entity: customer}}
saved_queries:
  - name: monthly
    query_params: {metrics: [placed], group_by: ["Dimension('order__country')"], where: "{{ Dimension('order__country') }} = 'x'"}
    exports: [{name: out, config: {export_as: table}}]
`;

type Case = readonly [written: string, instead: string, code: string, line: number];

/** What is written instead of something, what ours says of it, and the line it points at. */
const CASES: readonly Case[] = [
  ["model: ref('orders')", "model: ref('nothing')", 'ref.missing', 3],
  ["model: ref('orders')", 'modell: x', 'semantic.unknown_key', 3],
  ['agg: count, expr: "1"', 'agg: counted', 'semantic.value', 12],
  ['agg: count, expr: "1"', 'agg: count', 'semantic.measure', 12],
  ['agg: sum, expr: "1"', 'agg: percentile', 'semantic.measure', 13],
  ['agg: sum, expr: "1"', 'agg: sum, agg_time_dimension: country', 'semantic.time_dimension', 13],
  [
    'agg: sum, expr: "1"',
    'agg: sum, non_additive_dimension: {name: country, window_choice: max}',
    'semantic.measure',
    13,
  ],
  ['agg_time_dimension: ordered_at', 'agg_time_dimension: nowhere', 'semantic.time_dimension', 2],
  ['type: primary', 'type: foreign', 'semantic.entities', 2],
  ['type: foreign', 'type: primary', 'semantic.entities', 7],
  ['name: country', 'name: Country', 'semantic.name', 10],
  ['name: country', 'name: "order"', 'semantic.duplicate', 10],
  ['name: country', 'name: select', 'semantic.name', 10],
  ['name: order_sum', 'name: order_count', 'semantic.duplicate', 13],
  ['type_params: {measure: order_count}', 'type_params: {measure: nothing}', 'measure.missing', 15],
  ['type_params: {measure: order_count}', 'type_params: {}', 'metric.params', 15],
  ['type: simple', 'type: simpel', 'semantic.value', 15],
  ['label: Placed', 'description: x', 'semantic.missing', 15],
  ['label: Twice', 'label: Placed', 'semantic.label', 16],
  ['name: placed, label', 'name: 1placed, label', 'metric.name', 15],
  ['{name: placed}', '{name: nothing}', 'metric.missing', 16],
  ['metrics: [{name: placed}]', 'metrics: []', 'semantic.metric', 16],
  ['{name: placed}', '{name: placed, alias: placed}', 'semantic.metric', 16],
  ['{name: placed}', '{name: placed, offset_window: 1 day, offset_to_grain: month}', 'semantic.metric', 16],
  ['numerator: placed, ', '', 'metric.params', 17],
  ['window: 7 days', 'window: seven', 'semantic.window', 18],
  ['window: 7 days', 'window: 7 moons', 'semantic.metric', 18],
  ['window: 7 days', 'window: 7 days, grain_to_date: month', 'semantic.metric', 18],
  ['entity: customer', 'entity: nobody', 'semantic.metric', 22],
  ['metrics: [placed]', 'metrics: [nothing]', 'metric.missing', 25],
  ['group_by: ["Dimension(\'order__country\')"]', 'group_by: ["Dimension(\'country\')"]', 'semantic.query', 24],
  ['group_by: ["Dimension(\'order__country\')"]', 'group_by: ["Dimension(\'order__nothing\')"]', 'semantic.query', 24],
  ["where: \"{{ Dimension('order__country') }}", "where: \"{{ Dimensions('order__country') }}", 'semantic.query', 24],
  ["= 'x'\"}", "= 'x'\", order_by: [\"Metric('twice')\"]}", 'semantic.query', 24],
  ["= 'x'\"}", "= 'x'\", limit: -1}", 'semantic.query', 24],
  ['export_as: table', 'export_as: file', 'export.as', 26],
];

const projectOf = ([written, instead]: Case) => {
  const layer = LAYER.replace(written, instead);
  expect(layer, written).not.toBe(LAYER);
  return { ...PROJECT, 'models/layer.yml': layer };
};

const errorsOf = (files: Readonly<Record<string, string>>) =>
  compileFiles(files).problems.filter(({ severity }) => severity === 'error');

it('takes the layer as it is', () => {
  expect(errorsOf({ ...PROJECT, 'models/layer.yml': LAYER })).toEqual([]);
});

it.each(CASES)('refuses %s → %s', (...one) => {
  const [, , code, line] = one;
  expect(errorsOf(projectOf(one)).map((problem) => `${problem.code} ${problem.path}:${problem.line}`)).toContain(
    `${code} models/layer.yml:${line}`,
  );
});

it('needs a time spine of days', () => {
  const files = { ...PROJECT, 'models/days.yml': '', 'models/layer.yml': LAYER };
  expect(errorsOf(files)).toMatchObject([{ code: 'semantic.time_spine', path: 'models/layer.yml', line: 2 }]);
});

it.each([
  ['granularity: day', 'description: x', 1],
  ['standard_granularity_column: day', 'standard_granularity_column: moon', 1],
  ['column: day', 'column: day, custom_granularities: [{name: moon}]', 1],
])('refuses a time spine with %s → %s', (written, instead, line) => {
  const days = PROJECT['models/days.yml'].replace(written, instead);
  expect(errorsOf({ ...PROJECT, 'models/days.yml': days })).toMatchObject([{ code: 'model.time_spine', line }]);
});

it('refuses nothing that dbt takes', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'insitu-layer-'));
  try {
    const database = { url: 'postgres://nobody:none@localhost:1/nowhere', schema: 'main' };
    writeDbtProject(folder, { ...PROJECT, 'models/layer.yml': LAYER }, database);
    // One project whose file changes: dbt then reads that file alone, which is 3 × faster than as many projects.
    const path = join(folder, 'models/layer.yml');
    const changes = CASES.flatMap((each) => [['write', path, projectOf(each)['models/layer.yml']], ['parse']]);
    const [whole, ...outcomes] = await runDbt(folder, [['parse'], ...changes]);
    expect(whole).toMatchObject({ success: true, error: '' });
    expect(CASES.filter((_, index) => outcomes[2 * index + 1]?.success)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
