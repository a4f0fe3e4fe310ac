import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunEvent } from '#lib/contracts/run.ts';
import { openSession, type PooledSession } from '#lib/db/data/session.ts';
import { compileProject } from '#lib/domain/compile/index.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { executeRun } from './execute.ts';
import { planSteps } from './plan.ts';

let database: TestDatabase;
let session: PooledSession;

beforeAll(async () => {
  database = await createTestDatabase('data');
  session = openSession({ url: database.url, max: 8 });
});
afterAll(async () => {
  await session.close();
  await database.drop();
});

const targetOf = (url: string) => ({
  name: 'dev',
  type: 'postgres' as const,
  database: new URL(url).pathname.slice(1),
  schema: 'tested',
  user: 'u',
  host: 'h',
  port: 1,
  threads: 4,
});

const cell = `import pandas as pd
def model(dbt, session):
    flights = dbt.ref("flights")
    limit = dbt.config.get("limit", 10)
    return flights[flights.delay > limit]
`;
const project = (tests: string, below = ''): ReadonlyMap<string, string> =>
  new Map([
    ['dbt_project.yml', 'name: shop\nversion: "1.0"\n'],
    ['models/flights.sql', 'select g as id, g * 5.0::float8 as delay from generate_series(1, 4) g'],
    ['models/late.py', cell],
    ['models/below.sql', below || "select count(*) as n from {{ ref('late') }}"],
    ['tests/test_late.py', `import pandas as pd\n${tests}`],
  ]);

async function run(files: ReadonlyMap<string, string>, command: 'build' | 'test') {
  const target = targetOf(database.url);
  const compilation = compileProject(files, { target, vars: {} });
  const events: RunEvent[] = [];
  const steps = planSteps(compilation, { command, select: [], exclude: [] }, () => new Set(compilation.nodes.keys()));
  const options = { compilation, steps, session, request: { fullRefresh: false, vars: {} }, target };
  const status = await executeRun({ ...options, emit: (event) => events.push(event) });
  const finished = (name: string) =>
    events.find((event) => event.type === 'step_finished' && event.nodeId.endsWith(`.${name}`));
  const log = events.flatMap((event) => (event.type === 'log' ? [event.text] : []));
  return { compilation, status, finished, log };
}

it('tests of a cell run on given frames and on what was built, before what lies below the cell', async () => {
  const { compilation, status, finished, log } = await run(
    project(`
def test_given(dbt):
    dbt.given("flights", pd.DataFrame({"id": [1, 2], "delay": [10, 11]}))
    assert dbt.run("late").id.tolist() == [2]

def test_rows_and_order(dbt, session):
    dbt.given("flights", [{"id": 7, "delay": 99.5}])
    pd.testing.assert_frame_equal(dbt.run("late"), pd.DataFrame({"id": [7], "delay": [99.5]}))

def test_built(dbt):
    assert len(dbt.ref("late")) == 2

def helper():
    raise RuntimeError("never called")
`),
    'build',
  );
  expect(compilation.problems).toEqual([]);
  const test = compilation.nodes.get('test.shop.test_late');
  expect(test?.graph).toMatchObject({ kind: 'test', dependsOn: ['model.shop.late'], tests: 'model.shop.late' });
  expect(log.filter((text) => /^[✓✗]/.test(text)).map((text) => text.split(' (')[0])).toEqual([
    '✓ test_given',
    '✓ test_rows_and_order',
    '✓ test_built',
  ]);
  expect(status).toBe('success');
  expect(finished('test_late')).toMatchObject({ status: 'pass', failures: 0 });
});

it('a failure says what was compared, where in the file; the others run, what lies below does not', async () => {
  const { status, finished, log } = await run(
    project(`
def test_wrong(dbt):
    dbt.given("flights", [{"id": 1, "delay": 50}])
    late = dbt.run("late")
    assert late.id.tolist() == [2]

def test_lacks(dbt):
    dbt.run("late")

def test_in_the_cell(dbt):
    dbt.given("flights", pd.DataFrame({"id": [1], "delai": [1]}))
    dbt.run("late")

def test_asks(dbt, tmp_path):
    pass

def test_fine():
    assert True
`),
    'build',
  );
  expect(status).toBe('failed');
  expect(finished('test_late')).toMatchObject({
    status: 'fail',
    failures: 4,
    problem: {
      code: 'test.failed',
      path: 'tests/test_late.py',
      line: 6,
      message: expect.stringContaining(
        'test_wrong: AssertionError: assert late.id.tolist() == [2]\n  left:  [1]\n  right: [2] (and 3 more)',
      ),
    },
  });
  expect(finished('below')).toMatchObject({ status: 'skipped' });
  const lines = log.filter((text) => /^[✓✗]/.test(text)).join('\n');
  expect(lines).toContain('The cell reads "flights", which the test doesn\'t give. (models/late.py, line 3)');
  expect(lines).toMatch(/test_in_the_cell .*AttributeError.*\(models\/late.py, line 5\)/);
  expect(lines).toContain("test_asks asks for 'tmp_path', which no test is given. (tests/test_late.py, line 15)");
  expect(lines).toContain('✓ test_fine');
});

it('the fence and its limits hold, nothing is written, a test may only warn', async () => {
  const { status, finished } = await run(
    project(`
dbt = None
def test_out(dbt):
    dbt.config(severity="warn")
    import socket
    socket.create_connection(("127.0.0.1", 5432), 1)
`),
    'test',
  );
  expect(finished('test_late')).toMatchObject({
    status: 'warn',
    problem: { severity: 'warning', message: expect.stringContaining('not allowed') },
  });
  expect(status).toBe('success');
  const endless = await run(
    project('def test_endless(dbt):\n    dbt.config(seconds=1)\n    while True: pass\n'),
    'test',
  );
  expect(endless.finished('test_late')).toMatchObject({ status: 'error', problem: { code: 'python.timeout' } });
});

it.each([
  ['no test', 'def check(dbt):\n    dbt.run("late")', 'python.no_test'],
  ['another kind of node', 'def test_a(dbt):\n    dbt.run("flights")', 'python.run'],
  ['a cell that is not there', 'def test_a(dbt):\n    dbt.run("latte")', 'ref.missing'],
  ['a name that is no literal', 'def test_a(dbt):\n    dbt.run(x)', 'python.literal'],
])('%s is a problem before anything runs', (_, source, code) => {
  const { problems } = compileProject(project(source), { target: targetOf(database.url), vars: {} });
  expect(problems).toMatchObject([{ code, path: 'tests/test_late.py' }]);
});
