import { afterAll, beforeAll, expect, it } from 'vitest';
import { ProjectBench } from '#lib/testing/project-bench.ts';

let bench: ProjectBench;
beforeAll(async () => {
  bench = await ProjectBench.open('data');
});
afterAll(() => bench[Symbol.asyncDispose]());

const project = (expected: string) => ({
  'models/flights.sql': 'select g as id, g * 5.0::float8 as delay from generate_series(1, 4) g',
  'models/late.py': `def model(dbt, session):
    flights = dbt.ref("flights")
    return flights[flights.delay > 10]
`,
  'models/unit.yml': `unit_tests:
  - name: keeps_the_late
    model: late
    given: [{input: ref('flights'), rows: [{id: 1, delay: 11}, {id: 2, delay: 3}, {id: 3}]}]
    expect: {rows: [${expected}]}
`,
});

it('runs a Python cell on the rows that are given', async () => {
  const s = bench.schema();
  const { status, events } = await bench.build(s, project('{id: 1, delay: 11}'));
  expect(events.flatMap((event) => (event.type === 'step_finished' ? [event.problem] : []))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(status).toBe('success');
  expect(await bench.rows(`select count(*)::int from ${s}.late`)).toEqual([[2]]);
}, 120_000);

it('tells what a cell gives instead, and what it may not read', async () => {
  const wrong = await bench.build(bench.schema(), project('{id: 2, delay: 3}'));
  expect(wrong.status).toBe('failed');
  expect(wrong.step('late')?.status).toBe('skipped');
  const files = project('{id: 1}');
  const text = files['models/unit.yml'].replace(/given: .*/, 'given: []');
  const { events } = await bench.build(bench.schema(), { ...files, 'models/unit.yml': text });
  expect(
    events.find((event) => event.type === 'step_finished' && event.nodeId.endsWith('keeps_the_late')),
  ).toMatchObject({
    problem: { code: 'unit_test.given', message: expect.stringContaining("reads ref('flights')") },
  });
}, 120_000);

it('runs a cell that reads nothing', async () => {
  const { status } = await bench.build(bench.schema(), {
    'models/constant.py': 'import pandas\ndef model(dbt, session):\n    return pandas.DataFrame({"a": [1]})\n',
    'models/unit.yml': 'unit_tests: [{name: is_one, model: constant, given: [], expect: {rows: [{a: 1}]}}]\n',
  });
  expect(status).toBe('success');
}, 120_000);
