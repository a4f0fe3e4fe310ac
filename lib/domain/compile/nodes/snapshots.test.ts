import { describe, expect, it } from 'vitest';
import { compileFiles, nodeOf, problemPlaces } from '../fixture.ts';

const orders = { 'models/orders.sql': 'select 1 as id, now() as changed' };
const block = (config: string, query = "select * from {{ ref('orders') }}") =>
  `{# {% snapshot not_me %} #}\n{% snapshot orders_s %}\n{{ config(${config}) }}\n${query}\n{% endsnapshot %}\n`;
const check = "strategy='check', unique_key='id', check_cols='all'";

describe('snapshots in SQL files', () => {
  it('are the blocks of the file, each a node', () => {
    const { nodes } = compileFiles({
      ...orders,
      'snapshots/history/all.sql': block(check) + block(check).replace('orders_s', 'orders_t'),
      'dbt_project.yml':
        'name: shop\nsnapshots:\n  shop:\n    history:\n      all:\n        orders_t:\n          +schema: past\n',
    });
    const first = nodeOf({ nodes } as never, 'snapshot.shop.orders_s');
    expect(first.fqn).toEqual(['shop', 'history', 'all', 'orders_s']);
    expect(first.graph).toMatchObject({ kind: 'snapshot', line: 2, dependsOn: ['model.shop.orders'] });
    expect(nodes.get('snapshot.shop.orders_t')?.graph.relation).toEqual({
      schema: 'main_past',
      identifier: 'orders_t',
    });
  });

  it('take target_schema as it is, and can be read by ref', () => {
    const { nodes } = compileFiles({
      ...orders,
      'snapshots/a.sql': block(`${check}, target_schema='history'`),
      'models/now.sql': "select * from {{ ref('orders_s') }}",
    });
    expect(nodes.get('snapshot.shop.orders_s')?.graph.relation?.schema).toBe('history');
    expect(nodes.get('model.shop.now')?.work).toMatchObject({ sql: 'select * from "db"."history"."orders_s"' });
  });

  it('take configs, descriptions and tests of a YAML entry', () => {
    const { nodes } = compileFiles({
      ...orders,
      'snapshots/a.sql': block("unique_key='id'"),
      'snapshots/a.yml':
        'snapshots:\n  - name: orders_s\n    description: Past\n    config: {strategy: timestamp, updated_at: changed}\n    columns: [{name: id, data_tests: [not_null]}]\n',
    });
    expect(nodes.get('snapshot.shop.orders_s')).toMatchObject({
      config: { strategy: 'timestamp', updated_at: 'changed' },
      graph: { description: 'Past' },
    });
    expect([...nodes.keys()].filter((id) => id.startsWith('test.shop.not_null_orders_s_id'))).toHaveLength(1);
  });
});

describe('snapshots in YAML', () => {
  it('select everything of their relation', () => {
    const { nodes } = compileFiles({
      ...orders,
      'snapshots/past/y.yml': `snapshots:\n  - name: y\n    relation: ref('orders')\n    config: {${check.replaceAll("'", '').replaceAll('=', ': ')}}\n`,
    });
    expect(nodes.get('snapshot.shop.y')).toMatchObject({
      fqn: ['shop', 'past', 'y'],
      graph: { dependsOn: ['model.shop.orders'], path: 'snapshots/past/y.yml', line: 2 },
    });
  });

  it('are refused where the relation stands', () => {
    const yaml = (relation: string) =>
      `snapshots:\n  - name: y\n    relation: ${relation}\n    config: {strategy: check, unique_key: id, check_cols: all}\n`;
    const places = (relation: string) =>
      problemPlaces(compileFiles({ ...orders, 'snapshots/y.yml': yaml(relation) }).problems);
    expect(places('orders')).toEqual(['snapshot.relation snapshots/y.yml:3:15']);
    expect(places("ref('ordres')")).toEqual(['ref.missing snapshots/y.yml:3:15']);
  });
});

describe('a wrong config', () => {
  const sql = (config: string) => problemPlaces(compileFiles({ ...orders, 'snapshots/a.sql': block(config) }).problems);
  it.each([
    ["unique_key='id'", 'snapshot.strategy', 'config'],
    ["strategy='check', check_cols='all'", 'snapshot.unique_key', 'config'],
    ["strategy='check', unique_key='id'", 'snapshot.check_cols', 'config'],
    ["strategy='check', unique_key='id', check_cols='id'", 'snapshot.check_cols', 'check_cols'],
    ["strategy='timestmap', unique_key='id'", 'snapshot.strategy', 'strategy'],
    ["strategy='timestamp', unique_key='id'", 'snapshot.updated_at', 'config'],
    ["strategy='timestamp', unique_key='id', updated_at='a', check_cols=['id']", 'snapshot.check_cols', 'check_cols'],
    [`${check}, hard_deletes='keep'`, 'snapshot.hard_deletes', 'hard_deletes'],
    [`${check}, hard_deletes='ignore', invalidate_hard_deletes=true`, 'snapshot.hard_deletes', 'invalidate_hard'],
    [`${check}, snapshot_meta_column_names={'dbt_valid_too': 'x'}`, 'snapshot.meta_column', 'dbt_valid_too'],
    [`${check}, materialized='table'`, 'snapshot.materialized', 'materialized'],
  ])('%s is %s at %s', (config, code, at) => {
    const column = `{{ config(${config}) }}`.indexOf(at) + 1;
    expect(sql(config)).toEqual([`${code} snapshots/a.sql:3:${column}`]);
  });

  it('is shown in YAML when it stands there', () => {
    const places = problemPlaces(
      compileFiles({
        ...orders,
        'snapshots/a.sql': block(check),
        'snapshots/a.yml': 'snapshots:\n  - name: orders_s\n    config:\n      hard_deletes: keep\n',
      }).problems,
    );
    expect(places).toEqual(['snapshot.hard_deletes snapshots/a.yml:4:7']);
  });

  it('of a microbatch model names what it lacks', () => {
    const model = (config: string) =>
      problemPlaces(
        compileFiles({
          'models/m.sql': `{{ config(materialized='incremental', incremental_strategy='microbatch', ${config}) }} select 1 as t`,
        }).problems,
      );
    expect(model("event_time='t', begin='2024-01-01', batch_size='week'")).toEqual([
      'microbatch.batch_size models/m.sql:1:110',
    ]);
    expect(model("batch_size='day', begin='2024-01-01'")).toEqual(['microbatch.event_time models/m.sql:1:4']);
  });

  it('breaks a file only where a block is', () => {
    const { nodes, problems } = compileFiles({ ...orders, 'snapshots/a.sql': `${block(check)}{% if %}` });
    expect(nodes.get('snapshot.shop.orders_s')?.work.type).toBe('invalid');
    expect(problems.map(({ path }) => path)).toEqual(['snapshots/a.sql']);
  });
});
