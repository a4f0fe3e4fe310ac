import { execFileSync } from 'node:child_process';
import pg from 'pg';
import { withDatabase } from './database.ts';
import { processorSeconds } from './processor.ts';
import { judge, median, required } from './report.ts';

/**
 * 1,000,000 × 28 float8 into pandas: a Python cell's `dbt.ref` beside `pandas.DataFrame(plpy.execute('select *'))`, in
 * turns, imports left out; medians. Processor time stands beside it: on busy processors it says more than the clock.
 *
 *   INSITU_TEST_PG_URL=… INSITU_PYTHON=… node e2e/bench/rows.bench.ts
 */
const rows = Number(process.env.BENCH_ROWS ?? 1_000_000);
const turns = Number(process.env.BENCH_ROUNDS ?? 3);
const limit = 8;
const features = Array.from({ length: 28 }, (_, i) => `random() as f${i + 1}`).join(', ');

const cell = `import pandas, pyarrow, time
def model(dbt, session):
    started, used = time.perf_counter(), time.process_time()
    frame = dbt.ref("rows")
    print("took", time.perf_counter() - started, time.process_time() - used)
    return frame.head(1)`;

/** The plain way, in the server's own Python with the child's packages on its path. */
const plain = (site: string): string => `create function bench.plain() returns float8[] language plpython3u as $$
  import sys, time
  sys.path.append('${site}')
  import pandas
  started, used = time.perf_counter(), time.process_time()
  frame = pandas.DataFrame.from_records(list(plpy.execute('select * from bench.rows')))
  return [time.perf_counter() - started, time.process_time() - used]
$$`;

interface Taken {
  readonly seconds: number;
  readonly processor: number;
}

async function byCell(client: pg.Client, backend: number): Promise<Taken> {
  const said: string[] = [];
  const listen = ({ message }: { message?: string | undefined }): void => void said.push(message ?? '');
  client.on('notice', listen);
  const inputs = { rows: { schema: 'bench', name: 'rows' } };
  const spec = { source: cell, path: 'models/rows.py', inputs, limits: { memory_mb: 4096 } };
  const before = processorSeconds(backend);
  await client.query('select insitu.run_scratch($1)', [JSON.stringify(spec)]);
  const packing = processorSeconds(backend) - before;
  client.off('notice', listen);
  const figures = (/took ([\d.]+) ([\d.]+)/.exec(said.join('\n')) ?? []).slice(1).map(Number);
  const [seconds = Number.NaN, reading = Number.NaN] = figures;
  return { seconds, processor: packing + reading };
}

async function byPlpy(client: pg.Client): Promise<Taken> {
  const { rows: found } = await client.query<{ took: number[] }>('select bench.plain() as took');
  const [seconds = Number.NaN, processor = Number.NaN] = found[0]?.took ?? [];
  return { seconds, processor };
}

async function measure(url: string): Promise<boolean> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query('create schema bench');
    await client.query(`create table bench.rows as select ${features} from generate_series(1, ${rows})`);
    await client.query('vacuum analyze bench.rows');
    const site = execFileSync(
      required('INSITU_PYTHON'),
      ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'],
      {
        encoding: 'utf8',
      },
    );
    await client.query(plain(site.trim()));
    const { rows: found } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const ours: Taken[] = [];
    const theirs: Taken[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      ours.push(await byCell(client, found[0]?.pid ?? 0));
      theirs.push(await byPlpy(client));
    }
    const of = (taken: readonly Taken[], what: keyof Taken): number => median(taken.map((each) => each[what]));
    for (const what of ['seconds', 'processor'] as const)
      console.log(`  ${what}: cell ${of(ours, what).toFixed(2)}, plpy.execute ${of(theirs, what).toFixed(2)}`);
    const ratio = of(theirs, 'seconds') / of(ours, 'seconds');
    return judge('rows into pandas, times faster than plpy.execute', ratio, limit, 'at least');
  } finally {
    await client.end();
  }
}

process.exitCode = (await withDatabase(measure)) ? 0 : 1;
