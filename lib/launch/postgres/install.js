import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aptInstall, hasApt, newestPackage, privateApt, unpackPackages } from '../debian.js';
import { LaunchFailure } from '../failure.js';
import { isRoot } from '../settings.js';
import { findPostgres, oldestMajor } from './find.js';

const clusterPolicy = '/etc/postgresql-common/createcluster.d/insitu.conf';

/**
 * Finds PostgreSQL with plpython3 or gets it: by apt as root, by unpacking Debian's packages otherwise.
 * @param {{tools: string, env: NodeJS.ProcessEnv, major?: number}} options
 */
export async function ensurePostgres(options) {
  const found = await findPostgres(options);
  if (found) return { ...found, note: `${found.version} in ${found.bin}` };
  if (!hasApt()) throw notFound(options.major);
  await (isRoot() ? installByApt(options.major) : unpack(options));
  const installed = await findPostgres(options);
  if (!installed) throw notFound(options.major);
  return {
    ...installed,
    note: `${installed.version}, ${isRoot() ? 'installed by apt' : `unpacked into ${options.tools}`}`,
  };
}

async function installByApt(major) {
  const wanted = major ?? (await available([]));
  // Debian makes and starts a cluster of its own with the package; nobody asked for one.
  const existed = existsSync(clusterPolicy);
  mkdirSync('/etc/postgresql-common/createcluster.d', { recursive: true });
  if (!existed) writeFileSync(clusterPolicy, 'create_main_cluster = false\n');
  try {
    await aptInstall(packagesOf(wanted));
  } finally {
    if (!existed) rmSync(clusterPolicy, { force: true });
  }
}

async function unpack({ tools, major }) {
  const wanted = major ?? (await available(privateApt(tools)));
  await unpackPackages(packagesOf(wanted), join(tools, 'postgresql'), tools);
}

async function available(apt) {
  const newest = await newestPackage('^postgresql-plpython3-([0-9]+)', apt);
  if (newest >= oldestMajor) return newest;
  throw new LaunchFailure('launch.no-postgres', {
    what: newest
      ? `This Debian's newest PostgreSQL is ${newest}; Insitu needs ${oldestMajor} or newer.`
      : "Debian's packages have no PostgreSQL with plpython3.",
    remedy: 'add the packages of apt.postgresql.org, or set INSITU_PG_BIN, or DATABASE_URL and INSITU_DATA_URL',
  });
}

function packagesOf(major) {
  return [`postgresql-${major}`, `postgresql-plpython3-${major}`];
}

function notFound(major) {
  const what = major
    ? `The cluster in Insitu's home was made by PostgreSQL ${major}, which is not on this machine any more.`
    : `No PostgreSQL ≥ ${oldestMajor} with plpython3 was found.`;
  return new LaunchFailure('launch.no-postgres', {
    what,
    where: 'INSITU_PG_BIN, PATH, /usr/lib/postgresql, /usr/pgsql-*, Homebrew, Postgres.app',
    remedy: `install PostgreSQL ${major ?? `${oldestMajor} or newer`} with plpython3 (RHEL: postgresql-server postgresql-plpython3; macOS: Postgres.app), set INSITU_PG_BIN to its bin folder, or give DATABASE_URL and INSITU_DATA_URL`,
  });
}
