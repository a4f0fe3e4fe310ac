import { attempt, lastLines, run } from './command.js';
import { LaunchFailure } from './failure.js';
import { hashFiles, readJson, writeWhole } from './files.js';
import { clusterFolders } from './postgres/layout.js';

/** Applies Prisma's migrations to the control database. */
export async function migrateControl(root, env) {
  const script =
    "const { migrate } = await import('#lib/db/control/migrate.ts'); console.log((await migrate(process.env.DATABASE_URL, 'prisma/migrations')).length)";
  const applied = await runModule(root, script, env, {
    code: 'launch.migration-failed',
    what: 'The control database could not be brought up to date.',
    remedy: 'nothing was changed by the failed migration; see the message above',
  });
  return { note: applied.trim() === '0' ? 'up to date' : `${applied.trim()} applied` };
}

/** Installs the runtime (schema insitu) into a data database as its superuser. May be repeated. */
export async function installRuntime(root, env) {
  const script =
    "const { installRuntime } = await import('#lib/runtime/install.ts'); await installRuntime(process.env.INSITU_DATA_URL, { python: process.env.INSITU_PYTHON })";
  await runModule(root, script, env, {
    code: 'launch.runtime-failed',
    what: 'The runtime could not be installed into the data database.',
  });
  return 'installed';
}

/** Installs the runtime into the data database of our own where its files or the interpreter changed. */
export function installOwnRuntime(root, home, env) {
  const state = hashFiles(root, ['lib/runtime'], /__pycache__|test_|\.test\.|_cache/) + env.INSITU_PYTHON;
  return onceFor(home, 'runtime', state, () => installRuntime(root, env));
}

/**
 * Loads the samples' data where they are not there yet. Without it everything else works: a failure is said, not fatal.
 * @returns {Promise<string | {note: string, warning: string}>}
 */
export async function loadSamples(root, env) {
  const { code, stdout, stderr } = await attempt(process.execPath, ['lib/samples/load.ts'], { cwd: root, env });
  if (code === 0) return lastLines(stdout, 1) || 'loaded';
  const warning = `The sample data was not loaded: ${lastLines(stderr, 1)}`;
  return { note: warning, warning };
}

/** Loads the samples' data into the data database of our own, once. */
export function loadOwnSamples(root, home, env) {
  const state = hashFiles(root, ['lib/samples'], /\.test\./) + env.INSITU_PYTHON;
  return onceFor(home, 'samples', state, () => loadSamples(root, env));
}

/** A data database of the person's own: the runtime is installed by its superuser, never by us. */
export async function requireRuntime(root, env) {
  const script = `
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: process.env.INSITU_DATA_URL });
    await client.connect();
    console.log((await client.query("SELECT to_regprocedure('insitu.version()') IS NOT NULL AS there")).rows[0].there);
    await client.end();`;
  const there = await runModule(root, script, env, {
    code: 'launch.no-data-database',
    what: 'The data database of INSITU_DATA_URL does not answer.',
    remedy: 'check the address and that the server lets this machine in',
  });
  if (there.trim() === 'true') return { note: 'there' };
  throw new LaunchFailure('launch.no-runtime', {
    what: 'The data database of INSITU_DATA_URL does not have the runtime yet.',
    remedy: 'install it once, as its superuser: npx insitu install --database-url postgresql://SUPERUSER@HOST/DATABASE',
  });
}

/** Work that one state of the files needs once per cluster. A returned warning is shown and tried again next time. */
async function onceFor(home, name, state, work) {
  const { stamps } = clusterFolders(home);
  const done = readJson(stamps);
  if (done[name] === state) return { note: 'unchanged' };
  const result = await work();
  if (typeof result !== 'string') return result;
  writeWhole(stamps, JSON.stringify({ ...readJson(stamps), [name]: state }));
  return { note: result };
}

/** Runs a few lines that call into TypeScript, in a process of their own: the launcher itself stands on Node alone. */
function runModule(root, script, env, failure) {
  return run(process.execPath, ['--input-type=module', '--eval', script], { cwd: root, env, ...failure });
}
