import { join } from 'node:path';

export const superuser = 'postgres';
export const controlDatabase = 'insitu_control';
export const dataDatabase = 'insitu_data';

/** A socket's path has at most 107 bytes; a home further down goes without one. */
const longestSocketPath = 100;

/** Where the embedded cluster keeps its things. */
export function clusterFolders(home) {
  const folder = join(home, 'cluster');
  const socket = join(folder, 'socket');
  return {
    folder,
    data: join(folder, 'data'),
    socket: `${socket}/.s.PGSQL.65535`.length <= longestSocketPath ? socket : undefined,
    stamps: join(home, 'cluster.json'),
  };
}

/** @returns {string} postgresql://… on the loopback */
export function address({ user, password, port, database }) {
  return `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
}
