import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { callFenced, type FencedRun } from './testing/fence.ts';
import { makePerson, type Person } from './testing/person.ts';

let database: TestDatabase;
let person: Person;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase('data');
  person = await makePerson(database.url);
  client = await person.connect();
  await client.query(`set search_path = ${person.schema}`);
});
afterAll(async () => {
  await client?.end();
  await person?.drop();
  await database?.drop();
});

type Output = { readonly kind: string; readonly mime: string; readonly data: string };

const script = (...lines: string[]): Promise<FencedRun> =>
  callFenced(client, 'run_scratch', { source: lines.join('\n'), path: 'analyses/look.py' });
const outputsOf = ({ value, message }: FencedRun): Output[] => {
  expect(message).toBe('');
  return Array.isArray(value?.outputs) ? value.outputs : [];
};
const png = (data: string): string => Buffer.from(data, 'base64').subarray(1, 4).toString();

const vega = `{"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "mark": "bar", "data": {"values": [{"a": 1}]}}`;
const echarts = `{"xAxis": {"type": "category"}, "yAxis": {}, "series": [{"type": "bar", "data": [1, 2]}]}`;

describe('a script shows its last expression', () => {
  test('a frame as rows, with its types and how many there are', async () => {
    const run = await script('import pandas as pd', "pd.DataFrame({'a': range(600), 'b': [None, 'é'] * 300})");
    expect(run.value).toMatchObject({
      columns: [
        { name: 'a', type: 'int64' },
        { name: 'b', type: 'str' },
      ],
      total_rows: 600,
    });
    expect(run.value?.rows).toHaveLength(500);
    expect(run.value?.rows).toMatchObject({ 0: ['0', null], 1: ['1', 'é'] });
  });

  test.each([
    ['Vega-Lite', vega, 'application/vnd.vegalite.v5+json'],
    ['ECharts', echarts, 'application/vnd.echarts+json'],
  ])('a %s chart as its JSON', async (_, chart, mime) => {
    const [output] = outputsOf(await script(chart));
    expect(output).toMatchObject({ kind: 'chart', mime });
    expect(JSON.parse(output?.data ?? '')).toEqual(JSON.parse(chart));
  });

  test('anything else as text, cut; HTML stays text', async () => {
    expect(outputsOf(await script('"x" * 50_000'))[0]?.data).toHaveLength(20_001);
    const html = await script(
      'class H:',
      '    def _repr_html_(self): return "<b>"',
      '    def __repr__(self): return "plain"',
      'H()',
    );
    expect(outputsOf(html)).toEqual([{ kind: 'value', mime: 'text/plain', data: 'plain' }]);
    expect(outputsOf(await script('None'))).toEqual([]);
  });
});

test('figures are PNG, at once when shown and at the end when left open; what is displayed keeps its order', async () => {
  const run = await script(
    'import matplotlib.pyplot as plt, pandas as pd',
    'figure, axes = plt.subplots()',
    'axes.plot([1, 2])',
    'display(figure)',
    "display(pd.DataFrame({'a': [1.5, float('nan')]}), 7)",
    "pd.Series([1, 2]).plot(kind='bar')",
  );
  const outputs = outputsOf(run);
  expect(outputs.map(({ kind, mime }) => `${kind} ${mime}`)).toEqual([
    'figure image/png',
    'table application/json',
    'value text/plain',
    'figure image/png',
  ]);
  expect(outputs.filter(({ kind }) => kind === 'figure').map(({ data }) => png(data))).toEqual(['PNG', 'PNG']);
  expect(JSON.parse(outputs[1]?.data ?? '')).toMatchObject({ columns: [{ name: 'a' }], rows: [['1.5'], [null]] });
  expect(run.notices.filter((text) => text.startsWith('Output: '))).toHaveLength(4);
});

test('what is printed and warned comes while it runs and in the answer, with its line', async () => {
  const seen: { text: string; at: number }[] = [];
  client.on('notice', ({ message }) => seen.push({ text: message ?? '', at: performance.now() }));
  const run = await script(
    'import time, warnings, sys',
    'print("first", flush=True)',
    'time.sleep(0.6)',
    'warnings.warn("careful")',
    'print("last", file=sys.stderr)',
  );
  expect(run.value).toMatchObject({
    stdout: 'first\n',
    stderr: expect.stringMatching(/look\.py:4: UserWarning: careful[\s\S]*last/),
  });
  const at = (text: string): number => seen.find((one) => one.text.includes(text))?.at ?? Number.NaN;
  expect(at('last') - at('first')).toBeGreaterThan(400);
});

test('each has its cap', async () => {
  const many = await script('for i in range(100): display(i)');
  expect(outputsOf(many).length).toBeLessThan(40);
  const large = outputsOf(await script('display({"series": [], "xAxis": {}, "note": "x" * 5_000_000})'));
  expect(large).toEqual([{ kind: 'value', mime: 'text/plain', data: expect.stringContaining('was left out') }]);
  const printed = await script('for i in range(40_000): print("y" * 100)');
  expect(String(printed.value?.stdout)).toHaveLength(256 * 1024);
  expect(printed.notices.join('\n').length).toBeLessThan(1_200_000);
  expect(printed.notices.at(-1)).toMatch(/more bytes of output were left out/);
});

test('a cell of a run shows as well, and still becomes its table', async () => {
  const source = [
    'import matplotlib.pyplot as plt, pandas as pd',
    'def model(dbt, session):',
    `    display(${echarts})`,
    '    plt.plot([1, 2])',
    "    return pd.DataFrame({'a': [1]})",
  ].join('\n');
  const relation = { schema: person.schema, name: 'made' };
  const run = await callFenced(client, 'run_cell', { source, path: 'models/cell.py', relation });
  expect(run).toMatchObject({ message: '', value: { rows: 1 } });
  expect(run.notices.filter((text) => text.startsWith('Output: '))).toEqual(['Output: chart', 'Output: figure']);
});
