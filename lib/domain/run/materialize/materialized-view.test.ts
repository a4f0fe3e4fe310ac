import { afterAll, beforeAll, expect, it } from 'vitest';
import { ProjectBench } from '#lib/testing/project-bench.ts';

let bench: ProjectBench;
beforeAll(async () => {
  bench = await ProjectBench.open();
});
afterAll(() => bench[Symbol.asyncDispose]());

const view = (config: string): string =>
  `{{ config(materialized='materialized_view', ${config}) }} select * from {{ ref('src') }}`;
const seed = (rows: string) => ({ 'seeds/src.csv': `id,v\n${rows}` });
const byId = "indexes=[{'columns': ['id'], 'unique': true}]";
const indexes = (s: string, name: string): Promise<unknown[]> =>
  bench.rows(
    `select regexp_replace(indexdef, '.* USING ', '') from pg_indexes where schemaname = '${s}' and tablename = '${name}'`,
  );

it('is refreshed, its changed indexes are applied, left or refused, and it changes kind', async () => {
  const s = bench.schema();
  const models = (applied: string, others: string) => ({
    'models/applied.sql': view(applied),
    'models/left.sql': view(`${others}, on_configuration_change='continue'`),
    'models/refused.sql': view(`${others}, on_configuration_change='fail'`),
  });
  await bench.build(s, { ...seed('1,a\n'), ...models(byId, byId) });
  expect(await bench.rows(`select relkind from pg_class where oid = '${s}.applied'::regclass`)).toEqual([['m']]);
  const other = "indexes=[{'columns': ['v', 'id'], 'type': 'btree'}]";
  const { step } = await bench.build(s, { ...seed('1,a\n2,b\n'), ...models(other, other) });
  expect(step('refused')?.problem?.message).toContain('on_configuration_change is fail');
  expect(await indexes(s, 'applied')).toEqual([['btree (v, id)']]);
  expect(await indexes(s, 'left')).toEqual([['btree (id)']]);
  await bench.build(s, { ...seed('1,a\n2,b\n'), ...models(other, byId) });
  expect(await bench.rows(`select count(*) from ${s}.left`)).toEqual([['2']]);
  await bench.build(s, { ...seed('1,a\n'), 'models/applied.sql': "select * from {{ ref('src') }}" });
  expect(await bench.rows(`select relkind from pg_class where oid = '${s}.applied'::regclass`)).toEqual([['v']]);
});
