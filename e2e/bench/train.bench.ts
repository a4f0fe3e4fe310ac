import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { withDatabase } from './database.ts';
import { familyBytes, watchPeak } from './memory.ts';
import { judge, required } from './report.ts';

/**
 * 1,000,000 × 28 float8, 100 LightGBM trees of 31 leaves, two threads: a training node in the database beside one
 * Python process that reads by ConnectorX or ADBC and calls lightgbm.train. Start to end of both, imports included,
 * one after the other in one run; the best of each counts.
 *
 *   INSITU_TEST_PG_URL=… INSITU_PYTHON=… INSITU_TEST_PYTHON=… node e2e/bench/train.bench.ts
 */
const rows = Number(process.env.BENCH_ROWS ?? 1_000_000);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const features = 28;
const trees = 100;
const limits = { time: 1.0, memory: 0.75 };
const query = 'select * from bench.rows';

interface Measured {
  readonly seconds: number;
  readonly bytes: number;
  readonly phases: string;
}

/** Both sides get the same: whatever this shell says of OpenBLAS is left out, and OpenMP waits alike. */
function environment(): NodeJS.ProcessEnv {
  const { OPENBLAS_CORETYPE, OPENBLAS_L2_SIZE, ...rest } = process.env;
  return { ...rest, GOMP_SPINCOUNT: '100', OMP_NUM_THREADS: '2', OPENBLAS_NUM_THREADS: '2' };
}

function fillStatements(): readonly string[] {
  const each = (text: (i: number) => string) => Array.from({ length: features }, (_, i) => text(i + 1)).join(', ');
  const signal = '3*f1 + 4*f2*f3 + sin(6*f4) + case when f5 > 0.5 then f6 else f7 end + 3*(random() - 0.5)';
  return [
    'create schema bench',
    'select setseed(0.5)',
    `create table bench.raw as select ${each((i) => `random() as f${i}`)} from generate_series(1, ${rows})`,
    `create table bench.rows as select ${each((i) => `f${i}`)}, (${signal} > 3.3)::int as label from bench.raw`,
    'drop table bench.raw',
    'vacuum analyze bench.rows',
    'select count(*) from bench.rows',
  ];
}

async function comparator(reader: string, url: string): Promise<Measured> {
  const script = fileURLToPath(new URL('compare_train.py', import.meta.url));
  const started = performance.now();
  const child = spawn(
    required('INSITU_TEST_PYTHON'),
    ['-W', 'ignore', script, reader, url, query, 'label', `${trees}`],
    {
      env: environment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const peak = watchPeak(() => familyBytes(child.pid ?? 0));
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const seconds = (performance.now() - started) / 1000;
  const bytes = peak.stop();
  if (code !== 0) throw new Error(`the comparator (${reader}) ended with ${code}`);
  return { seconds, bytes, phases: output.trim() };
}

const settings = JSON.stringify({
  target: 'label',
  task: 'classification',
  algorithm: 'lightgbm',
  hyperparams: { n_estimators: trees, num_leaves: 31 },
  test_size: 0,
});

async function insitu(url: string): Promise<Measured> {
  const started = performance.now();
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows: found } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const pid = found[0]?.pid ?? 0;
    const peak = watchPeak(() => familyBytes(pid));
    const answer = await client.query<{ phases: unknown }>(
      `select insitu.train('bench.model', $1, $2) -> 'phases' as phases`,
      [query, settings],
    );
    const seconds = (performance.now() - started) / 1000;
    return { seconds, bytes: peak.stop(), phases: JSON.stringify(answer.rows[0]?.phases) };
  } finally {
    await client.end();
  }
}

const best = (runs: readonly Measured[]): Measured => runs.toSorted((a, b) => a.seconds - b.seconds)[0] ?? fail();
const fail = (): never => {
  throw new Error('nothing was measured');
};
const mb = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;
const line = (name: string, run: Measured): string =>
  `  ${name.padEnd(22)} ${run.seconds.toFixed(2).padStart(7)} s  ${mb(run.bytes).padStart(8)}  ${run.phases}`;

async function measure(url: string): Promise<boolean> {
  const runs: Record<'connectorx' | 'adbc' | 'insitu', Measured[]> = { connectorx: [], adbc: [], insitu: [] };
  for (let round = 1; round <= rounds; round += 1) {
    for (const reader of ['connectorx', 'adbc'] as const) {
      const run = await comparator(reader, url);
      runs[reader].push(run);
      console.log(line(reader, run));
    }
    const run = await insitu(url);
    runs.insitu.push(run);
    console.log(line('insitu.train', run));
  }
  const theirs = best([best(runs.connectorx), best(runs.adbc)]);
  const ours = best(runs.insitu);
  return [
    judge('training beside ConnectorX or ADBC, time ratio', ours.seconds / theirs.seconds, limits.time, 'at most'),
    judge('training beside ConnectorX or ADBC, memory ratio', ours.bytes / theirs.bytes, limits.memory, 'at most'),
  ].every(Boolean);
}

async function bench(url: string): Promise<boolean> {
  const client = new pg.Client(url);
  await client.connect();
  for (const statement of fillStatements()) await client.query(statement);
  await client.end();
  console.log(`${rows} rows × ${features} float8, ${trees} trees, ${rounds} rounds`);
  return await measure(url);
}

process.exitCode = (await withDatabase(bench)) ? 0 : 1;
