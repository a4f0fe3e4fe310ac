import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { attempt } from '../command.js';
import { LaunchFailure } from '../failure.js';
import { isAlive, untilGone } from '../processes.js';
import { clusterFolders } from './layout.js';

/**
 * Clears what a start that was killed left behind: a server that still runs is stopped, a pid file
 * whose process is gone, or belongs to somebody else by now, is removed. PostgreSQL's own recovery
 * does the rest.
 * @returns {Promise<{note: string}>}
 */
export async function healCluster({ home, installation, user }) {
  const { data } = clusterFolders(home);
  const pidFile = join(data, 'postmaster.pid');
  const pid = readPid(pidFile);
  if (pid && (await isServer(pid, data))) {
    await stopServer({ data, installation, user, pid });
    return { note: `stopped the server that an earlier start left (process ${pid})` };
  }
  await endOrphans(data);
  if (!existsSync(pidFile)) return { note: 'nothing to do' };
  rmSync(pidFile, { force: true });
  return { note: `removed a stale postmaster.pid (process ${pid ?? '?'} is gone)` };
}

function readPid(pidFile) {
  if (!existsSync(pidFile)) return undefined;
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  return pid > 0 ? pid : undefined;
}

/** Whether the process is a PostgreSQL server whose data folder is this one. */
async function isServer(pid, data) {
  if (!isAlive(pid)) return false;
  const folder = workingFolder(pid);
  if (folder !== undefined) return folder === data;
  const { stdout } = await attempt('ps', ['-o', 'command=', '-p', String(pid)]);
  return /postgres|postmaster/.test(stdout) && stdout.includes(data);
}

async function stopServer({ data, installation, user, pid }) {
  const stop = (mode) =>
    attempt(join(installation.bin, 'pg_ctl'), ['stop', '-D', data, '-m', mode, '-t', '20'], {
      cwd: '/',
      env: installation.env,
      user,
    });
  if ((await stop('fast')).code !== 0) await stop('immediate');
  if (await untilGone(pid, 5_000)) return;
  throw new LaunchFailure('launch.server-left', {
    what: `A PostgreSQL server that an earlier start left does not stop (process ${pid}).`,
    where: data,
    remedy: `end it (kill -QUIT ${pid}) and start again`,
  });
}

/**
 * Backends outlive a postmaster that was killed outright while they compute, and keep the shared
 * memory that a new one needs. Linux only: elsewhere PostgreSQL's own message has to do.
 */
async function endOrphans(data) {
  const orphans = existsSync('/proc')
    ? readdirSync('/proc').filter((name) => /^\d+$/.test(name) && workingFolder(name) === data)
    : [];
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    for (const pid of orphans.map(Number).filter(isAlive)) tryKill(pid, signal);
    for (const pid of orphans.map(Number)) await untilGone(pid, 2_000);
  }
}

function tryKill(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** @returns {string | undefined} undefined where the system does not tell */
function workingFolder(pid) {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}
