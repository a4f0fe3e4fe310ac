import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeHome } from '../home.js';
import { ownPort } from '../ports.js';
import { isAlive, untilGone } from '../processes.js';
import { createSupervisor } from '../supervise.js';
import { findServerUser } from '../system-user.js';
import { configureCluster } from './configure.js';
import { createCluster } from './create.js';
import { findPostgres } from './find.js';
import { healCluster } from './heal.js';
import { address, clusterFolders, superuser } from './layout.js';
import { clusterService } from './service.js';

const home = mkdtempSync(join(tmpdir(), 'insitu-heal-'));
const { data } = clusterFolders(home);
const pidFile = join(data, 'postmaster.pid');
const password = 'not a secret';
const quiet = { line: () => {}, follow: (_, stream) => stream.resume(), recent: () => '', path: '' };
let installation;
let user;
let port;

beforeAll(async () => {
  makeHome({ home, tools: home });
  installation = await findPostgres({ tools: process.env.INSITU_TOOLS ?? home, env: process.env });
  user = await findServerUser();
  // A start that was killed in the middle of initdb left this.
  mkdirSync(`${data}.1.new/base`, { recursive: true });
  await createCluster({ home, installation, user, password });
  port = await ownPort(home, 'postgres');
  configureCluster({ home, port, throwAway: false });
}, 60_000);

afterAll(async () => {
  await healCluster({ home, installation, user });
  rmSync(home, { recursive: true, force: true });
});

/** A cluster of our own, supervised, for the length of some work. */
async function whileRunning(work) {
  const states = [];
  const supervisor = createSupervisor({ log: quiet, onChange: ([postgres]) => states.push({ ...postgres }) });
  await supervisor.start(clusterService({ home, installation, user, port }));
  try {
    return await work(states);
  } finally {
    await supervisor.stop();
  }
}

const psql = (sql) =>
  execFileSync(
    join(installation.bin, 'psql'),
    ['-XAtqc', sql, address({ user: superuser, password: encodeURIComponent(password), port, database: 'postgres' })],
    { encoding: 'utf8' },
  ).trim();
const serverPid = () => Number.parseInt(readFileSync(pidFile, 'utf8'), 10);

test('a half-made cluster was made anew', () => {
  expect(existsSync(join(data, 'PG_VERSION'))).toBe(true);
  expect(existsSync(`${data}.1.new`)).toBe(false);
});

test('a stale pid file of a process that is gone is removed', async () => {
  writeFileSync(pidFile, `999999\n${data}\n`);
  expect((await healCluster({ home, installation, user })).note).toMatch(/stale postmaster\.pid/);
  await whileRunning(() => expect(psql('SELECT 1')).toBe('1'));
});

test('a stale pid file whose id another process has by now is removed, the process left alone', async () => {
  const other = spawn('sleep', ['60']);
  writeFileSync(pidFile, `${other.pid}\n${data}\n`);
  await healCluster({ home, installation, user });
  expect(existsSync(pidFile)).toBe(false);
  expect(isAlive(other.pid)).toBe(true);
  other.kill();
});

test('a crashed cluster recovers what was committed', async () => {
  await whileRunning(async (states) => {
    psql('CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n');
    process.kill(serverPid(), 'SIGKILL');
    await expect.poll(() => states.at(-1), { timeout: 30_000 }).toMatchObject({ state: 'ready', restarts: 1 });
    expect(psql('SELECT count(*) FROM kept')).toBe('1000');
  });
}, 60_000);

test('a server whose keeper was killed is stopped before the next one starts', async () => {
  await whileRunning(async (states) => {
    const left = serverPid();
    process.kill(states.at(-1).pid, 'SIGKILL');
    await expect.poll(() => states.at(-1), { timeout: 30_000 }).toMatchObject({ state: 'ready', restarts: 1 });
    expect(await untilGone(left, 0)).toBe(true);
    expect(psql('SELECT 1')).toBe('1');
  });
}, 60_000);

test('nothing but the loopback reaches it, and only with the password', async () => {
  await whileRunning(() => {
    expect(psql("SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules")).toBe('scram-sha-256');
    expect(psql('SHOW listen_addresses')).toBe('127.0.0.1');
    const without = () =>
      execFileSync(
        join(installation.bin, 'psql'),
        ['-wXc', 'SELECT 1', `postgresql://postgres@127.0.0.1:${port}/postgres`],
        { stdio: 'pipe' },
      );
    expect(without).toThrow(/password/);
  });
});
