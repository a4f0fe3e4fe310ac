import { chmodSync, mkdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { LaunchFailure } from './failure.js';
import { isRoot } from './settings.js';

const leastFreeBytes = 200e6;

/**
 * Makes Insitu's home. The database server runs as another user when we are root, so it may walk
 * through (0711) but not list; files that hold secrets are 0600 of their own.
 */
export function makeHome({ home, tools }) {
  process.umask(0o022);
  try {
    for (const folder of [home, tools, join(home, 'run'), join(home, 'log')]) mkdirSync(folder, { recursive: true });
    chmodSync(home, isRoot() ? 0o711 : 0o700);
  } catch (error) {
    if (error.code !== 'EACCES' && error.code !== 'EPERM' && error.code !== 'EROFS' && error.code !== 'ENOTDIR')
      throw error;
    throw new LaunchFailure('launch.home-not-writable', {
      what: `Insitu's home can't be made: ${error.message}.`,
      where: home,
      remedy: 'set INSITU_HOME to a folder that you may write to',
      cause: error,
    });
  }
  requireSpace(home);
}

function requireSpace(home) {
  if (!statfsSync) return;
  const { bavail, bsize } = statfsSync(home);
  if (bavail * bsize >= leastFreeBytes) return;
  throw new LaunchFailure('launch.disk-full', {
    what: `The disk is full: ${Math.floor((bavail * bsize) / 1e6)} MB are free, PostgreSQL needs at least ${leastFreeBytes / 1e6} MB to start safely.`,
    where: home,
    remedy: 'free some space (a first start needs about 3 GB), or set INSITU_HOME to a folder on another disk',
  });
}
