import { appendFileSync, chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../command.js';
import { LaunchFailure } from '../failure.js';
import { asideOf } from '../files.js';
import { clusterFolders, superuser } from './layout.js';

/**
 * Makes the cluster where there is none. It is made aside and renamed when it is whole, so a
 * start that was killed half-way leaves nothing that a later one would trip over.
 * @param {{home: string, installation: import('./find.js').Installation, user?: {name: string, uid: number, gid: number}, password: string}} options
 */
export async function createCluster({ home, installation, user, password }) {
  const folders = clusterFolders(home);
  makeFolders(folders, user);
  await requireReachable(folders.folder, user);
  if (existsSync(join(folders.data, 'PG_VERSION'))) return { note: 'there' };
  const aside = asideOf(folders.data);
  // What a killed initdb of an older launcher, or a person, left in the way: never a cluster, that has PG_VERSION.
  if (existsSync(folders.data)) renameSync(folders.data, `${folders.data}.broken-${Date.now()}`);
  await initdb({ aside, installation, user, password, folder: folders.folder });
  appendFileSync(join(aside, 'postgresql.conf'), "\ninclude '../insitu.conf'\n");
  renameSync(aside, folders.data);
  rmSync(folders.stamps, { force: true });
  return { note: `PostgreSQL ${installation.version}` };
}

function makeFolders({ folder, socket }, user) {
  for (const path of [folder, socket].filter(Boolean)) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (user) chownSync(path, user.uid, user.gid);
  }
}

async function initdb({ aside, installation, user, password, folder }) {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  const options = [
    '--username',
    superuser,
    '--auth',
    'scram-sha-256',
    '--pwfile',
    passwordFile,
    '--encoding',
    'UTF8',
    '--data-checksums',
  ];
  const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';
  try {
    await run(join(installation.bin, 'initdb'), ['--pgdata', aside, ...options, '--locale', locale], {
      cwd: folder,
      env: installation.env,
      user,
      code: 'launch.initdb-failed',
      what: 'PostgreSQL could not make its cluster (initdb).',
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** The server's user must be able to walk to its folder: a home folder of mode 0700 above stops it. */
async function requireReachable(folder, user) {
  if (!user) return;
  try {
    await run('test', ['-w', folder], { cwd: '/', user });
  } catch (cause) {
    throw new LaunchFailure('launch.home-unreachable', {
      what: `The user ${user.name}, who runs the database server, can't reach Insitu's home.`,
      where: folder,
      remedy:
        'set INSITU_HOME to a folder outside home folders, such as /var/lib/insitu, or start Insitu as an ordinary user',
      cause,
    });
  }
}
