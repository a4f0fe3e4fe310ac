import { afterAll, beforeAll, expect, it } from 'vitest';
import { ProjectBench } from '#lib/testing/project-bench.ts';

let bench: ProjectBench;
beforeAll(async () => {
  bench = await ProjectBench.open();
});
afterAll(() => bench[Symbol.asyncDispose]());

const yaml = (tests: string) => ({
  'seeds/raw.csv': 'id,name,price\n1,a,2.5\n',
  'models/stg.sql':
    "select id, name::varchar(10) as name, price::numeric(10,2) as price, array[1,2] as marks, '[1]'::jsonb as js from {{ ref('raw') }}",
  'models/totals.sql':
    "select name, count(*) as n, sum(price) * {{ var('rate', 1) }} as total from {{ ref('stg') }} group by 1",
  'models/below.sql': "select * from {{ ref('totals') }}",
  'models/unit.yml': `unit_tests:\n${tests}`,
});

it('runs a model on the rows that are given, before the model is built', async () => {
  const { status, step, events } = await bench.build(
    bench.schema(),
    yaml(`
  - name: adds
    model: totals
    overrides: {vars: {rate: 10}}
    given: [{input: ref('stg'), rows: [{name: a, price: 1}, {name: a, price: 2}, {name: b}]}]
    expect: {rows: [{name: b, n: 1, total: null}, {name: a, n: 2, total: "30.00"}]}
`),
  );
  expect(status).toBe('success');
  const order = events.flatMap((event) => (event.type === 'step_finished' ? [event.nodeId] : []));
  expect(order).toEqual([
    'seed.shop.raw',
    'model.shop.stg',
    'unit_test.shop.totals.adds',
    'model.shop.totals',
    'model.shop.below',
  ]);
  expect(step('totals')?.status).toBe('success');
});

it('tells what differs and leaves the model and all below it out', async () => {
  const s = bench.schema();
  const { status, events, step } = await bench.build(
    s,
    yaml(`
  - name: wrong
    model: totals
    given: [{input: ref('stg'), rows: [{name: a, price: 1}, {name: b, price: 2}]}]
    expect: {rows: [{name: a, n: 1, total: 2.00}, {name: c, n: 1, total: null}]}
`),
  );
  expect(status).toBe('failed');
  expect(step('below')?.status).toBe('skipped');
  const failed = events.find((event) => event.type === 'step_finished' && event.status === 'fail');
  expect(failed).toMatchObject({
    nodeId: 'unit_test.shop.totals.wrong',
    failures: 1,
    problem: { code: 'test.unit', path: 'models/unit.yml', line: 3, message: '3 rows differ from what is expected.' },
    diff: {
      columns: ['name', 'n', 'total'],
      rows: [
        { kind: 'changed', cells: [{ expected: 'a', actual: 'a' }, {}, { expected: '2.0', actual: '1.00' }] },
        { kind: 'unexpected', cells: [{ actual: 'b' }, { actual: '1' }, { actual: '2.00' }] },
        { kind: 'missing', cells: [{ expected: 'c' }, { expected: '1' }, { expected: null }] },
      ],
      more: 0,
    },
  });
  const left = await bench.rows(`select relname from pg_class where relnamespace = '${s}'::regnamespace order by 1`);
  expect(left).toEqual([['raw'], ['stg']]);
});

it('knows the types of arrays and JSON, which dbt does not', async () => {
  const { status } = await bench.build(
    bench.schema(),
    yaml(`
  - name: arrays
    model: stg
    given: [{input: ref('raw')}]
    expect: {rows: [{marks: [1, 2], js: [1]}]}
`),
  );
  expect(status).toBe('success');
});

it.each([
  [
    'no such column',
    "given: [{input: ref('stg'), rows: [{nmae: a}]}]\n    expect: {rows: []}",
    /Invalid column name: 'nmae'/,
    5,
  ],
  ['an input without rows', 'given: []\n    expect: {rows: []}', /reads ref\('stg'\), for which/, 3],
  [
    'an input of nothing',
    "given: [{input: ref('stgg'), rows: []}]\n    expect: {rows: []}",
    /no model, seed or snapshot named "stgg"/,
    5,
  ],
  [
    'rows of another format',
    "given: [{input: ref('stg'), format: csv, rows: [{a: 1}]}]\n    expect: {rows: []}",
    /format csv are a text/,
    5,
  ],
  [
    'a missing file',
    "given: [{input: ref('stg'), format: csv, fixture: nope}]\n    expect: {rows: []}",
    /no fixture "nope"/,
    5,
  ],
  ['no expectation', "given: [{input: ref('stg'), rows: []}]", /has no "expect"/, 3],
])('refuses %s, with its line', async (_name, written, message, line) => {
  const { events } = await bench.build(bench.schema(), yaml(`\n  - name: bad\n    model: totals\n    ${written}\n`));
  const ended = events.find((event) => event.type === 'step_finished' && event.nodeId.endsWith('.bad'));
  expect(ended).toMatchObject({ status: 'error', problem: { path: 'models/unit.yml', line } });
  expect(ended?.type === 'step_finished' ? ended.problem?.message : '').toMatch(message);
});
