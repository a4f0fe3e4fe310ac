import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attempt } from '../command.js';
import { healCluster } from './heal.js';
import { clusterFolders, superuser } from './layout.js';

const keeper = join(dirname(fileURLToPath(import.meta.url)), 'keeper.js');

/** The embedded cluster as a process to supervise. */
export function clusterService({ home, installation, user, port }) {
  const { data } = clusterFolders(home);
  const server = { command: join(installation.bin, 'postgres'), args: ['-D', data], uid: user?.uid, gid: user?.gid };
  return {
    name: 'postgres',
    command: process.execPath,
    args: [keeper, JSON.stringify(server)],
    env: installation.env,
    // The keeper may have been killed alone: then its server still runs.
    beforeRestart: () => healCluster({ home, installation, user }),
    // Recovery after a crash reads the log back: minutes, on a slow disk.
    readyWithin: 300_000,
    stopWithin: 30_000,
    isReady: async () =>
      (
        await attempt(
          join(installation.bin, 'pg_isready'),
          ['-q', '-h', '127.0.0.1', '-p', String(port), '-U', superuser, '-d', 'postgres'],
          {
            env: installation.env,
          },
        )
      ).code === 0,
  };
}
