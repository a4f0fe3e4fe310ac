import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { attempt, run } from '#lib/launch/command.js';
import { isFree } from '#lib/launch/ports.js';
import { configureCluster } from '#lib/launch/postgres/configure.js';
import { createCluster } from '#lib/launch/postgres/create.js';
import { findPostgres } from '#lib/launch/postgres/find.js';
import { address, clusterFolders, superuser } from '#lib/launch/postgres/layout.js';
import { findServerUser } from '#lib/launch/system-user.js';
import { createTestDatabase, onServer, type TestDatabase } from './database.ts';

/** A server of one test's own, to be stopped, killed and filled up. */
export interface TestCluster extends AsyncDisposable {
  /** Superuser URL of its database `postgres`. */
  readonly url: string;
  /** A folder on its machine that its user may write to. */
  readonly folder: string;
  /** Who runs it; undefined is oneself. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
  /** `immediate` is what a crash is: no checkpoint, recovery at the next start. */
  stop(mode: 'fast' | 'immediate'): Promise<void>;
  start(): Promise<void>;
}

const keeper = join(import.meta.dirname, '../launch/postgres/keeper.js');

/** Makes a cluster as the launcher makes the embedded one, and starts it: about two seconds. */
export async function createTestCluster(): Promise<TestCluster> {
  const home = mkdtempSync(join(process.env.INSITU_HOME ?? tmpdir(), 'cluster-'));
  chmodSync(home, 0o711);
  const installation = await findInstallation();
  const user = await findServerUser();
  const [password, port] = ['secret', await freePort()];
  await createCluster({ home, installation, user, password });
  configureCluster({ home, port, throwAway: true });
  const { data, folder } = clusterFolders(home);
  const { bin, env } = installation;
  const url = address({ user: superuser, password, port, database: 'postgres' });
  const command = { command: join(bin, 'postgres'), args: ['-D', data], uid: user?.uid, gid: user?.gid };
  let server: ChildProcess | undefined;
  const cluster: TestCluster = {
    url,
    folder,
    user,
    start: async () => {
      server = spawn(process.execPath, [keeper, JSON.stringify(command)], { env, stdio: ['pipe', 'ignore', 'ignore'] });
      await untilReady(url);
    },
    stop: async (mode) => {
      const ended = new Promise((resolve) => server?.once('exit', resolve));
      await attempt(join(bin, 'pg_ctl'), ['stop', '-D', data, '-m', mode, '-w'], { cwd: '/', env, user });
      await ended;
    },
    [Symbol.asyncDispose]: async () => {
      await cluster.stop('immediate');
      rmSync(home, { recursive: true, force: true });
    },
  };
  await cluster.start();
  return cluster;
}

async function findInstallation() {
  const installation = await findPostgres({ tools: process.env.INSITU_TOOLS ?? '', env: process.env });
  if (!installation) throw new Error('there is no PostgreSQL to test with');
  return installation;
}

/** What a backup of a database brings back, by PostgreSQL's own tools, as another database. */
export async function restoreBackup(of: TestDatabase): Promise<TestDatabase> {
  const { bin, env } = await findInstallation();
  const restored = await createTestDatabase('empty');
  const file = join(mkdtempSync(join(tmpdir(), 'insitu-backup-')), 'dump');
  try {
    await run(join(bin, 'pg_dump'), ['-Fc', '-f', file, '-d', of.url], { env });
    await run(join(bin, 'pg_restore'), ['--exit-on-error', '-d', restored.url, file], { env });
  } finally {
    rmSync(dirname(file), { recursive: true, force: true });
  }
  return restored;
}

/** Above the range that a system takes ports of its own choice from. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 61_000 + Math.floor(Math.random() * 4_000);
    if (await isFree(port)) return port;
  }
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await onServer(url, (client) => client.query('SELECT 1'));
      return;
    } catch (error) {
      if (attempt === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
