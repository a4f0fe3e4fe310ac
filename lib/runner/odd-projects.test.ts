import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { Workshop } from '#lib/testing/workshop.ts';

let controlDatabase: TestDatabase;
let data: TestDatabase;
let shop: Workshop;

beforeAll(async () => {
  controlDatabase = await createTestDatabase('control');
  data = await createTestDatabase('data');
  shop = await Workshop.open({ control: controlDatabase.url, data: data.url });
});

afterEach(() => shop.killRunners());

afterAll(async () => {
  await disconnectControl();
  await shop.close();
  await controlDatabase.drop();
  await data.drop();
});

const steps = async (id: string) =>
  (await control().runStep.findMany({ where: { runId: id } })).map(({ name, status, problem }) => ({
    name,
    status,
    problem,
  }));

it('builds a project of 1,000 models, all of which are one graph', { timeout: 120_000 }, async () => {
  const sql = (at: number) => (at < 10 ? 'select 1 as a\n' : `select a from {{ ref('m${at - 10}') }}\n`);
  const files = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`models/m${at}.sql`, sql(at)]));
  const run = await shop.queueBuild(files);
  await shop.startRunner();
  await shop.until(run, 'success', 100_000);
  expect(await shop.value(`select count(*)::int from pg_views where schemaname = 'shop'`)).toBe(1_000);
  expect(await shop.value('select a from shop.m999')).toBe(1);
  expect((await steps(run)).filter(({ status }) => status === 'success')).toHaveLength(1_000);
});

it('builds names of 63 bytes and of any script, and names what can’t be built', { timeout: 120_000 }, async () => {
  const names = ['n'.repeat(63), 'ß'.repeat(31), 'überhöhe_日本', 'emoji_😀', 'Большой', '1_first'];
  const models = names.map((name) => [
    `models/${name}.sql`,
    `{{ config(materialized='table') }}\nselect 1 as "größe 😀"\n`,
  ]);
  const refs = names.map((name) => `select "größe 😀" from {{ ref('${name}') }}`).join('\nunion all\n');
  const run = await shop.queueBuild({
    ...Object.fromEntries(models),
    'models/all_of_them.sql': `${refs}\n`,
    'models/with space.sql': 'select 1 as a\n',
    [`models/${'m'.repeat(64)}.sql`]: 'select 1 as a\n',
    'seeds/nothing.csv': '',
    'seeds/header_only.csv': 'a,b\n',
  });
  await shop.startRunner();
  await shop.until(run, 'failed');
  const wrong = (await steps(run)).filter(({ status }) => status !== 'success');
  expect(wrong).toHaveLength(3);
  expect(wrong).toContainEqual(
    expect.objectContaining({
      name: 'with space',
      problem: expect.objectContaining({ path: 'models/with space.sql' }),
    }),
  );
  expect(wrong).toContainEqual(
    expect.objectContaining({ problem: expect.objectContaining({ code: 'name.too_long' }) }),
  );
  expect(wrong).toContainEqual(
    expect.objectContaining({ problem: expect.objectContaining({ code: 'seed.empty', path: 'seeds/nothing.csv' }) }),
  );
  expect(await shop.value('select count(*)::int from shop.all_of_them')).toBe(names.length);
});

it('has nothing to do for an empty project', async () => {
  await shop.startRunner();
  const run = await shop.queueBuild({});
  await shop.until(run, 'success');
  expect(await shop.typesOf(run)).toEqual(['run_started', 'run_finished']);
});
