import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { attempt } from '../command.js';
import { LaunchFailure } from '../failure.js';

export const oldestMajor = 15;

/**
 * A PostgreSQL installation that Insitu can run a cluster with.
 * @typedef {{bin: string, major: number, version: string, env: NodeJS.ProcessEnv}} Installation
 */

/**
 * Looks in INSITU_PG_BIN, the unpacked packages in Insitu's home, PATH, and the usual places of
 * Debian, RHEL, Homebrew and Postgres.app.
 * @param {{tools: string, env: NodeJS.ProcessEnv, major?: number}} options major: only this one, that made the cluster
 * @returns {Promise<Installation | undefined>} the newest that has plpython3
 */
export async function findPostgres({ tools, env, major }) {
  if (env.INSITU_PG_BIN) return named(env.INSITU_PG_BIN, env);
  const found = [];
  for (const bin of new Set(candidates(tools, env))) {
    const installation = await inspect(bin, env);
    if (installation?.hasPython && (!major || installation.major === major)) found.push(installation);
  }
  return found.sort((a, b) => b.major - a.major)[0];
}

async function named(bin, env) {
  const installation = await inspect(bin, env);
  if (installation?.hasPython) return installation;
  throw new LaunchFailure('launch.bad-pg-bin', {
    what: installation
      ? `PostgreSQL ${installation.version} there has no plpython3.`
      : `There is no PostgreSQL ≥ ${oldestMajor} with initdb and psql.`,
    where: `INSITU_PG_BIN=${bin}`,
    remedy: `point INSITU_PG_BIN at the bin folder of a PostgreSQL ≥ ${oldestMajor} with plpython3, or unset it`,
    exitCode: 2,
  });
}

function candidates(tools, env) {
  const versioned = [
    '/usr/lib/postgresql',
    '/Applications/Postgres.app/Contents/Versions',
    join(tools, 'postgresql/usr/lib/postgresql'),
  ];
  const siblings = ['/usr', '/opt/homebrew/opt', '/usr/local/opt'];
  return [
    ...versioned.flatMap((folder) => below(folder, /^\d/)).map((folder) => join(folder, 'bin')),
    ...siblings.flatMap((folder) => below(folder, /^(pgsql-|postgresql@)\d/)).map((folder) => join(folder, 'bin')),
    ...(env.PATH ?? '').split(delimiter).filter(Boolean),
  ].filter((bin) => existsSync(join(bin, 'initdb')));
}

function below(folder, pattern) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, name));
}

async function inspect(bin, env) {
  const own = withLibraries(bin, env);
  const { code, stdout } = await attempt(join(bin, 'postgres'), ['--version'], { env: own });
  const version = /(\d+)(?:\.\d+)*/.exec(stdout)?.[0];
  const major = Number.parseInt(version ?? '', 10);
  if (code !== 0 || !(major >= oldestMajor) || !existsSync(join(bin, 'psql'))) return undefined;
  return { bin, major, version, env: own, hasPython: await hasPython(bin, own) };
}

async function hasPython(bin, env) {
  const share = await configured(bin, '--sharedir', env);
  const library = await configured(bin, '--pkglibdir', env);
  const modules = ['.so', '.dylib'].map((end) => join(library, `plpython3${end}`));
  return existsSync(join(share, 'extension/plpython3u.control')) && modules.some((path) => existsSync(path));
}

/** pg_config may be missing (Debian has it in the -dev package): then the folders stand where Debian has them. */
async function configured(bin, option, env) {
  const { code, stdout } = await attempt(join(bin, 'pg_config'), [option], { env });
  if (code === 0 && existsSync(stdout.trim())) return stdout.trim();
  const debian = /^(.*)\/lib\/postgresql\/([\d.]+)\/bin\/?$/.exec(bin);
  if (!debian) return join(bin, option === '--sharedir' ? '../share' : '../lib');
  return option === '--sharedir' ? `${debian[1]}/share/postgresql/${debian[2]}` : join(bin, '../lib');
}

/** Unpacked packages bring their libraries, and maybe Python's standard library, along. */
function withLibraries(bin, env) {
  const unpacked = /^(.*\/postgresql)\/usr\/lib\/postgresql\//.exec(bin)?.[1];
  if (!unpacked) return env;
  const folders = ['usr/lib', 'lib'].flatMap((folder) => [
    join(unpacked, folder),
    ...below(join(unpacked, folder), /-linux-gnu/),
  ]);
  const libraries = [...folders, env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  const hasOwnPython = below(join(unpacked, 'usr/lib'), /^python3\.\d+$/).some((folder) =>
    existsSync(join(folder, 'os.py')),
  );
  return { ...env, LD_LIBRARY_PATH: libraries, ...(hasOwnPython ? { PYTHONHOME: join(unpacked, 'usr') } : {}) };
}
