import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CompiledNode } from '#lib/contracts/compilation.ts';
import type { RunEvent } from '#lib/contracts/run.ts';
import { openSession, type PooledSession } from '#lib/db/data/session.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { executeRun } from './execute.ts';
import { type FixtureNode, fixture, table, view } from './fixture.ts';
import { planSteps } from './plan.ts';

let database: TestDatabase;
let session: PooledSession;
let admin: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase('data');
  session = openSession({ url: database.url, max: 8 });
  admin = new pg.Client(database.url);
  await admin.connect();
});

afterAll(async () => {
  await session.close();
  await admin.end();
  await database.drop();
});

async function build(nodes: readonly FixtureNode[], signal?: AbortSignal) {
  const compilation = fixture(nodes);
  const events: RunEvent[] = [];
  const steps = planSteps(
    compilation,
    { command: 'run', select: [], exclude: [] },
    () => new Set(compilation.nodes.keys()),
  );
  const status = await executeRun({
    compilation,
    steps,
    session,
    signal,
    request: { fullRefresh: false, vars: {} },
    target: { name: 'dev', type: 'postgres', database: 'x', schema: 's', user: 'u', host: 'h', port: 1, threads: 4 },
    emit: (event) => events.push(event),
  });
  const last = (name: string) => events.findLast((event) => event.type === 'step_finished' && event.nodeId === name);
  return { status, events, step: last };
}

const rows = async (sql: string): Promise<unknown[]> => (await admin.query({ text: sql, rowMode: 'array' })).rows;

const python = (
  name: string,
  source: string,
  inputs: Record<string, { schema: string; identifier: string }> = {},
  after: string[] = [],
): FixtureNode => ({
  name,
  after,
  path: `models/${name}.py`,
  work: { type: 'python', relation: { schema: 'p', identifier: name }, source, inputs },
});

const udf = (name: string, more: Partial<Extract<CompiledNode['work'], { type: 'udf' }>>): FixtureNode => ({
  name,
  work: {
    type: 'udf',
    relation: { schema: 'p', identifier: name },
    language: 'sql',
    source: 'x * 2',
    entryPoint: name,
    arguments: [{ name: 'x', type: 'integer' }],
    returns: 'integer',
    returnsTable: false,
    volatility: 'immutable',
    vectorized: false,
    fenced: true,
    ...more,
  },
});

describe('Python cells', () => {
  const doubled = (factor: number) =>
    `def model(dbt, session):\n    print("hello from the cell")\n    frame = dbt.ref("raw")\n    frame["b"] = frame["a"] * ${factor}\n    return frame\n`;

  it('build a table, say what they print, and are swapped in below a view', async () => {
    const nodes = (factor: number) => [
      table('p', 'raw', 'select g as a from generate_series(1, 3) g'),
      python('cell', doubled(factor), { raw: { schema: 'p', identifier: 'raw' } }, ['raw']),
    ];
    const first = await build(nodes(2));
    expect(first.step('cell')).toMatchObject({ status: 'success', rows: 3 });
    expect(
      first.events.some((event) => event.type === 'log' && event.stream === 'stdout' && event.text.includes('hello')),
    ).toBe(true);
    await admin.query('create view p.reads as select sum(b) as total from p.cell');
    expect((await build(nodes(10))).step('cell')).toMatchObject({ status: 'success' });
    expect(await rows('select total::int from p.reads')).toEqual([[60]]);
  });

  it('name the line of an exception and keep the old table', async () => {
    const { step } = await build([
      python('cell', 'def model(dbt, session):\n    x = 1\n    raise ValueError("no good")\n'),
    ]);
    expect(step('cell')).toMatchObject({
      status: 'error',
      problem: { code: 'python.exception', path: 'models/cell.py', line: 3 },
    });
    expect(await rows('select count(*)::int from p.cell')).toEqual([[3]]);
  });

  it('are cancelled within two seconds', async () => {
    const stop = new AbortController();
    const running = build([python('loop', 'def model(dbt, session):\n    while True:\n        pass\n')], stop.signal);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const started = performance.now();
    stop.abort();
    expect((await running).status).toBe('cancelled');
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('functions', () => {
  it('are created from SQL, replaced with another signature, and used by a view', async () => {
    await build([udf('twice', {})]);
    expect(await rows('select p.twice(21)')).toEqual([[42]]);
    const { step } = await build([
      udf('twice', { arguments: [{ name: 'y', type: 'numeric' }], source: 'select y * 2', returns: 'numeric' }),
      view('p', 'uses', 'select p.twice(1.5) as x', ['twice']),
    ]);
    expect(step('twice')).toMatchObject({ status: 'success' });
    expect(await rows('select x::text from p.uses')).toEqual([['3.0']]);
    expect(await rows(`select count(*)::int from pg_proc where proname = 'twice'`)).toEqual([[1]]);
    expect(
      (
        await build([
          udf('twice', { arguments: [{ name: 'y', type: 'numeric' }], source: 'y * 3', returns: 'numeric' }),
        ])
      ).step('twice'),
    ).toMatchObject({ status: 'success' });
    expect(await rows('select x::text from p.uses')).toEqual([['4.5']]);
  });

  it('are created from Python', async () => {
    const { step } = await build([
      udf('py_twice', { language: 'python', source: 'def py_twice(x):\n    return x * 2\n' }),
    ]);
    expect(step('py_twice')).toMatchObject({ status: 'success' });
    expect(await rows('select p.py_twice(21)')).toEqual([[42]]);
  });

  it('return rows, and return others after their columns changed', async () => {
    const rowsOf = (source: string, returns: string, language: 'python' | 'sql' = 'python') => [
      udf('spread', { language, source, returns, returnsTable: true, volatility: 'stable' }),
      table('p', 'spreads', 'select g, s.* from generate_series(1, 2) g, lateral p.spread(g) s', ['spread']),
    ];
    const source = 'def spread(x):\n    return [(i, str(i)) for i in range(x)]\n';
    expect((await build(rowsOf(source, 'table(i int, t text)'))).status).toBe('success');
    expect(await rows('select * from p.spreads order by g, i')).toEqual([
      [1, 0, '0'],
      [2, 0, '0'],
      [2, 1, '1'],
    ]);
    const again = await build(rowsOf('select n from generate_series(1, x) n', 'table(n int)', 'sql'));
    expect(again.status).toBe('success');
    expect(await rows('select * from p.spreads order by g, n')).toEqual([
      [1, 1],
      [2, 1],
      [2, 2],
    ]);
  });

  it('are called with many rows at a time where a table is built, and by the row where that does not fit', async () => {
    const called = (name: string, sql: string) => table('p', name, sql, ['tag', 'items']);
    const { status, events } = await build([
      udf('tag', {
        language: 'python',
        source: 'def tag(k, n):\n    return f"{k}{n}"\n',
        arguments: ['k', 'n'].map((name) => ({ name, type: name === 'k' ? 'text' : 'integer' })),
        returns: 'text',
      }),
      table('p', 'items', `select g as n, 'x' as k, g % 2 as items from generate_series(1, 1500) g`),
      called('by_chunk', 'select i.n, p.tag(i.k, i.n) from p.items i'),
      called('by_row', 'select items.n, p.tag(items.k, items.n) from p.items'),
      called('grouped', 'select p.tag(i.k, i.items) as tag, count(*) as n from p.items i group by p.tag(i.k, i.items)'),
      called('wrong', 'select p.tag(i.k, i.nosuch) as tag from p.items i'),
    ]);
    const said = events.flatMap((event) =>
      event.type === 'log' && event.text.includes('rows at a time') ? [event.nodeId] : [],
    );
    expect(said).toEqual(['by_chunk']);
    expect(status).toBe('failed');
    expect(
      events.flatMap((e) => (e.type === 'step_finished' && e.status !== 'success' ? [e.problem] : [])),
    ).toMatchObject([{ code: 'sql.column_missing', path: 'models/wrong.sql', line: 1, column: 19 }]);
    expect(await rows('select count(*)::int, min(tag), max(tag) from p.by_chunk')).toEqual([[1500, 'x1', 'x999']]);
    expect(
      await rows('(table p.by_chunk except table p.by_row) union all (table p.by_row except table p.by_chunk)'),
    ).toEqual([]);
    expect(await rows('select tag, n::int from p.grouped order by 1')).toEqual([
      ['x0', 750],
      ['x1', 750],
    ]);
  });

  it('leave no function over arrays of an earlier signature', async () => {
    const same = (type: string, language: 'python' | 'sql' = 'python') =>
      udf('same', {
        language,
        source: language === 'python' ? 'def same(x):\n    return x\n' : 'x',
        arguments: [{ name: 'x', type }],
        returns: type,
      });
    const overArrays = () =>
      rows(`select oidvectortypes(proargtypes) from pg_proc where proname = 'same__batch' order by 1`);
    await build([same('integer')]);
    expect(await overArrays()).toEqual([['integer[]']]);
    await build([same('text')]);
    expect(await overArrays()).toEqual([['text[]']]);
    await build([same('text', 'sql')]);
    expect(await overArrays()).toEqual([]);
  });

  it('leave alone what only has the name of a function over arrays', async () => {
    await build([udf('own__batch', {}), udf('own', {})]);
    expect(await rows('select p.own__batch(2), p.own(3)')).toEqual([[4, 6]]);
    await build([udf('own', { source: 'x * 3' })]);
    expect(await rows('select p.own__batch(2), p.own(3)')).toEqual([[4, 9]]);
  });
});

it('says how to install the runtime where it is missing', async () => {
  await using empty = await createTestDatabase('empty');
  await using other = openSession({ url: empty.url });
  const compilation = fixture([python('cell', 'def model(dbt, session):\n    return 1\n')]);
  const steps = planSteps(compilation, { command: 'run', select: [], exclude: [] }, () => new Set(['cell']));
  const events: RunEvent[] = [];
  await executeRun({
    compilation,
    steps,
    session: other,
    request: { fullRefresh: false, vars: {} },
    target: { name: 'dev', type: 'postgres', database: 'x', schema: 's', user: 'u', host: 'h', port: 1, threads: 4 },
    emit: (event) => events.push(event),
  });
  expect(events.find(({ type }) => type === 'step_finished')).toMatchObject({ problem: { code: 'runtime.missing' } });
});
