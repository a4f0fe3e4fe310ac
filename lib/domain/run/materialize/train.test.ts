import { afterAll, beforeAll, expect, it } from 'vitest';
import { ProjectBench } from '#lib/testing/project-bench.ts';

let bench: ProjectBench;
beforeAll(async () => {
  bench = await ProjectBench.open('data');
});
afterAll(() => bench[Symbol.asyncDispose]());

it('a retry keeps the version that was committed before its runner was lost', async () => {
  const s = bench.schema();
  const config = `{{ config(materialized='model', target='y', id='id', algorithm='ridge') }}`;
  const files = {
    'models/m.sql': `${config}\nselect g as id, g % 7 as x, g * 2.0 as y from generate_series(1, 200) g\n`,
  };
  const train = async (firstAttempt: string, texts: Record<string, string> = files) => {
    const built = await bench.build(s, texts, { provenance: { firstAttempt } });
    expect(built.status).toBe('success');
    return built.step('m')?.trainedModel;
  };
  const first = await train('run 1');
  expect(first).toMatchObject({ version: 1, metric: 'rmse' });
  expect(await train('run 1')).toEqual(first);
  const other = { 'models/m.sql': files['models/m.sql'].replace('% 7', '% 5') };
  expect(await train('run 1', other)).toMatchObject({ version: 2 });
  expect(await train('run 2')).toMatchObject({ version: 3 });
  // What it reads is built anew by the retry: other rows, another model.
  const upstream = { 'models/u.sql': 'select 1 as one', 'models/m.sql': `${files['models/m.sql']} -- {{ ref('u') }}` };
  expect(await train('run 3', upstream)).toMatchObject({ version: 4 });
  expect(await train('run 3', upstream)).toMatchObject({ version: 5 });
});
