import pg from 'pg';
import { callInChunks } from '#lib/domain/run/chunks/rewrite.ts';
import { withDatabase } from './database.ts';
import { familySeconds } from './processor.ts';
import { judge, median } from './report.ts';

/**
 * 1,000,000 calls of a fenced one-line function while a table is built, as a model with `{{ function() }}` in its
 * select list does it, beside the same table without the calls; medians.
 *
 *   INSITU_TEST_PG_URL=… INSITU_PYTHON=… node e2e/bench/udf.bench.ts
 */
const calls = Number(process.env.BENCH_ROWS ?? 1_000_000);
const turns = Number(process.env.BENCH_ROUNDS ?? 3);
const limitSeconds = 5;
const udf = {
  relation: { schema: 'bench', identifier: 'plus' },
  overArrays: { schema: 'bench', identifier: 'plus__batch' },
};
const spec = {
  schema: 'bench',
  name: 'plus',
  source: 'def plus(x):\n    return x * 2 + 1\n',
  arguments: [{ name: 'x', type: 'float8' }],
  returns: 'float8',
};
const query = (value: string): string => `select id, name, ${value} as y from bench.many`;

async function measure(url: string): Promise<boolean> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query('create schema bench');
    await client.query(`create table bench.many as
      select i as id, 'name ' || i as name, random() * 100 as x from generate_series(1, ${calls}) i`);
    await client.query('vacuum analyze bench.many');
    await client.query('select insitu.create_udf($1)', [JSON.stringify(spec)]);
    const chunked = (await callInChunks(query('bench.plus(x)'), [udf]))?.sql;
    if (chunked === undefined) throw new Error('the calls were not put into chunks');
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const pid = rows[0]?.pid ?? 0;
    const build = async (sql: string): Promise<{ seconds: number; processor: number }> => {
      const [started, used] = [performance.now(), familySeconds(pid)];
      await client.query(`create table bench.built as ${sql}`);
      const taken = { seconds: (performance.now() - started) / 1000, processor: familySeconds(pid) - used };
      await client.query('drop table bench.built');
      return taken;
    };
    const withCalls: Awaited<ReturnType<typeof build>>[] = [];
    const without: typeof withCalls = [];
    for (let turn = 0; turn < turns; turn += 1) {
      withCalls.push(await build(chunked));
      without.push(await build(query('x')));
    }
    for (const what of ['seconds', 'processor'] as const) {
      const [a, b] = [withCalls, without].map((taken) => median(taken.map((each) => each[what])).toFixed(2));
      console.log(`  ${what}: with the calls ${a}, without ${b}`);
    }
    const seconds = median(withCalls.map((each) => each.seconds));
    return judge(`${calls.toLocaleString('en')} calls of a fenced function, seconds`, seconds, limitSeconds, 'at most');
  } finally {
    await client.end();
  }
}

process.exitCode = (await withDatabase(measure)) ? 0 : 1;
