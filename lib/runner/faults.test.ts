import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { problemSchema } from '#lib/contracts/problem-schema.ts';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import { openSession, preview, sessionUrl } from '#lib/db/data/index.ts';
import { personLogin } from '#lib/domain/data/connection-store.ts';
import { createTestCluster, type TestCluster } from '#lib/testing/cluster.ts';
import { createTestDatabase, onServer } from '#lib/testing/database.ts';
import { Workshop } from '#lib/testing/workshop.ts';

/** Faults of the database server: they need a cluster that nobody else uses. */
let cluster: TestCluster;
let shop: Workshop;

beforeAll(async () => {
  cluster = await createTestCluster();
  const control = await createTestDatabase('control', cluster.url);
  const data = await createTestDatabase('data', cluster.url);
  shop = await Workshop.open({ control: control.url, data: data.url });
}, 180_000);

afterEach(() => shop.killRunners());

afterAll(async () => {
  await disconnectControl();
  await cluster?.[Symbol.asyncDispose]();
});

const table = (sql: string) => ({ 'models/t.sql': `{{ config(materialized='table') }}\n${sql}\n` });
const rowsOfT = () => shop.value('select count(*)::int from shop.t');

/** Problems of a run's steps, in the order they ended. */
async function problems(id: string) {
  const steps = await control().runStep.findMany({ where: { runId: id }, orderBy: { position: 'asc' } });
  return steps.flatMap(({ problem }) => (problem ? [problemSchema.parse(problem)] : []));
}

/** Waits until the data database runs such a query, and says which process does. */
async function backendOf(pattern: string): Promise<number> {
  const pid = () =>
    shop.value(
      `select pid from pg_stat_activity where state = 'active' and query like '${pattern}' and pid <> pg_backend_pid()`,
    );
  await expect.poll(pid, { timeout: 30_000, interval: 50 }).toBeGreaterThan(0);
  return Number(await pid());
}

const again = /again/;

describe('when the database server', { timeout: 120_000 }, () => {
  it('is restarted, the runner and who waits for a preview go on', async () => {
    const login = await personLogin(shop.ids.person, shop.ids.database);
    await using session = openSession({ url: sessionUrl({ databaseUrl: shop.dataUrl, ...login }) });
    const look = async () => (await preview(session, { sql: 'select 1 as a' })).rows;
    const runner = await shop.startRunner();
    await shop.until(await shop.queueBuild(table('select 1 as a')), 'success');
    expect(await look()).toEqual([['1']]);
    const interrupted = await shop.queueBuild(table('select pg_sleep(60)::text as a'));
    await backendOf('%CREATE TABLE%pg_sleep%');
    await cluster.stop('fast');
    expect(await look().catch((error: unknown) => error)).toMatchObject({ problem: { code: 'database.unreachable' } });
    await cluster.start();
    expect(await look()).toEqual([['1']]);
    await shop.until(interrupted, 'failed');
    expect(await problems(interrupted)).toMatchObject([
      { code: 'database.restarted', remedy: expect.stringMatching(again) },
    ]);
    await shop.until(await shop.queueBuild(table('select 2 as a')), 'success');
    expect(await rowsOfT()).toBe(1);
    expect(runner.exitCode).toBeNull();
    await expect.poll(() => shop.runRoles(), { timeout: 5_000 }).toBe(0);
  });

  it('is shut down at once while a table waits to be swapped in, the old one is whole', async () => {
    await shop.startRunner();
    await shop.until(await shop.queueBuild(table('select g as a from generate_series(1, 5) g')), 'success');
    const reader = onServer(shop.dataUrl, (client) =>
      client.query('begin; select * from shop.t; select pg_sleep(60); commit'),
    ).catch(() => 'cut');
    await backendOf('begin; select * from shop.t%');
    const run = await shop.queueBuild(table('select g as a from generate_series(1, 9) g'));
    const waits = async () => JSON.stringify((await shop.read(run)).events.map(({ event }) => event));
    await expect.poll(waits, { timeout: 30_000 }).toMatch(/Waiting for/);
    await cluster.stop('immediate');
    await cluster.start();
    expect(await reader).toBe('cut');
    expect(await rowsOfT()).toBe(5);
    expect(await shop.value(`select count(*)::int from pg_class where relname like '\\_\\_insitu%'`)).toBe(0);
    await shop.until(run, 'failed');
    expect(await problems(run)).toMatchObject([{ remedy: expect.stringMatching(again) }]);
    await shop.until(await shop.queueBuild(table('select g as a from generate_series(1, 9) g')), 'success');
    expect(await rowsOfT()).toBe(9);
  });

  it('loses a backend in the middle of a training, it recovers and keeps what was committed', async () => {
    await shop.startRunner();
    await shop.until(await shop.queueBuild(table('select g as a from generate_series(1, 5) g')), 'success');
    const config = `{{ config(materialized='model', target='y', id='id', algorithm='lightgbm', hyperparams={'n_estimators': 5000}) }}`;
    const rows = `select g as id, random() as x, random() as y from generate_series(1, 200000) g`;
    const files = { ...table('select g as a from generate_series(1, 6) g'), 'models/m.sql': `${config}\n${rows}\n` };
    const run = await shop.queueBuild(files);
    const pid = await backendOf('%select insitu.train%');
    await expect.poll(() => childrenOf(pid), { timeout: 30_000 }).toHaveLength(1);
    // Not before it has begun: until then a process whose backend is gone ends at its first look at the pipe.
    await expect.poll(() => shop.typesOf(run), { timeout: 60_000 }).toContain('progress');
    const [child] = childrenOf(pid);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => stateOf(child), { timeout: 2_000 }).toBe('gone');
    await shop.until(run, 'failed');
    expect((await problems(run)).at(-1)?.remedy).toMatch(again);
    expect(await rowsOfT()).toBe(6);
    expect(await shop.value('select count(*)::int from insitu.trained_model')).toBe(0);
    await shop.until(await shop.queueBuild(table('select 1 as a')), 'success');
  });
});

const system = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

function childrenOf(pid: number): string[] {
  try {
    return system('ps', '-o', 'pid=', '--ppid', String(pid)).split(/\s+/).filter(Boolean);
  } catch {
    return [];
  }
}

/** As `ps` shows it; a process that has ended and waits to be collected by its new parent is gone. */
function stateOf(pid: string | undefined): string {
  try {
    return system('ps', '-o', 'stat=', '-p', pid ?? '')
      .trim()
      .replace(/^Z.*/, 'gone');
  } catch {
    return 'gone';
  }
}

describe('when the disk is full', { timeout: 120_000 }, () => {
  let disk = '';
  let mounted = false;

  beforeAll(async () => {
    disk = join(cluster.folder, 'disk');
    mkdirSync(disk);
    try {
      system('mount', '-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk);
    } catch {
      return;
    }
    mounted = true;
    if (cluster.user) chownSync(disk, cluster.user.uid, cluster.user.gid);
    await onServer(shop.dataUrl, async (client) => {
      await client.query(`create tablespace tiny location '${disk}'`);
      await client.query('grant create on tablespace tiny to public');
      const { rows } = await client.query('select current_database() as name');
      await client.query(`alter database ${rows[0].name} set default_tablespace = tiny`);
    });
  });

  afterAll(async () => {
    if (!mounted) return;
    await cluster.stop('fast');
    system('umount', disk);
    await cluster.start();
  });

  it('a table and a cell say so and the old ones are kept', async ({ skip }) => {
    skip(!mounted, 'a small disk can only be made by root');
    await shop.startRunner();
    const cell = (rows: number) => ({
      'models/c.py': `import pandas as pd\ndef model(dbt, session):\n    return pd.DataFrame({"a": ["x" * 1000] * ${rows}})\n`,
    });
    await shop.until(await shop.queueBuild({ ...table('select 1 as a'), ...cell(10) }), 'success');
    const big = `select g as a, repeat(md5(g::text), 30) as b from generate_series(1, 100000) g`;
    for (const files of [table(big), cell(20_000)]) {
      const run = await shop.queueBuild(files);
      await shop.until(run, 'failed');
      expect(await problems(run)).toMatchObject([{ code: 'database.disk_full' }]);
    }
    expect(await rowsOfT()).toBe(1);
    expect(await shop.value('select count(*)::int from shop.c')).toBe(10);
    await shop.until(await shop.queueBuild(table('select 2 as a')), 'success');
  });
});
