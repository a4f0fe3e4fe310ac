import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { withDatabase } from './database.ts';
import { judge, median, required } from './report.ts';

/**
 * What the fence costs a fit: three LightGBM folds with early stopping on 300,000 × 28, in the fenced child and by
 * the same code in a plain process, in turns; medians of the time spent fitting. Both let OpenMP's threads sleep
 * while they wait: a fenced child that lost that setting took 15 times as long on busy processors.
 *
 *   INSITU_TEST_PG_URL=… INSITU_PYTHON=… INSITU_TEST_PYTHON=… node e2e/bench/fence.bench.ts
 */
const limit = 1.1;
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const query = 'select * from bench.rows';
const config = JSON.stringify({
  target: 'label',
  task: 'classification',
  algorithm: 'lightgbm',
  hyperparams: { n_estimators: 60, num_leaves: 63 },
  cv: { folds: 3 },
  early_stopping: 20,
  metric: 'roc_auc',
});

async function fill(client: pg.Client): Promise<void> {
  const columns = Array.from({ length: 28 }, (_, i) => `random() as f${i + 1}`).join(', ');
  await client.query('create schema bench');
  await client.query(`create table bench.raw as select ${columns} from generate_series(1, 300000)`);
  await client.query('create table bench.rows as select r.*, f1 + f2 * f3 + random() > 1.3 as label from bench.raw r');
  await client.query('vacuum analyze bench.rows');
}

async function fenced(client: pg.Client): Promise<number> {
  const answer = await client.query<{ fit: number }>(
    `select (insitu.train('bench.model', $1, $2) -> 'phases' ->> 'fit')::float8 as fit`,
    [query, config],
  );
  return answer.rows[0]?.fit ?? Number.NaN;
}

function unfenced(url: string): number {
  const { OPENBLAS_CORETYPE, OPENBLAS_L2_SIZE, ...rest } = process.env;
  const [script, folder] = ['unfenced_fit.py', '../../lib/runtime/python'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const output = execFileSync(
    required('INSITU_TEST_PYTHON'),
    ['-W', 'ignore', script ?? '', folder ?? '', url, query, config, `${availableParallelism()}`],
    { encoding: 'utf8', env: { ...rest, OMP_WAIT_POLICY: 'PASSIVE', GOMP_SPINCOUNT: '100' } },
  );
  const phases: { fit: number } = JSON.parse(output.trim().split('\n').at(-1) ?? '');
  return phases.fit;
}

async function measure(url: string): Promise<boolean> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await fill(client);
    const inside: number[] = [];
    const outside: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      inside.push(await fenced(client));
      outside.push(unfenced(url));
    }
    const ratio = median(inside) / median(outside);
    console.log(`  fit fenced ${inside.join(', ')} s; unfenced ${outside.join(', ')} s`);
    return judge('fit inside the fence / outside', ratio, limit, 'at most');
  } finally {
    await client.end();
  }
}

process.exitCode = (await withDatabase(measure)) ? 0 : 1;
