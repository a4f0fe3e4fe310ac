import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { type Package, readPackage } from './package.ts';
import { fillIn, readScripts, type Script } from './scripts.ts';

/** Version of the runtime; a database with a later one is left alone. */
export const RUNTIME_VERSION = '0.1.0';

const LOCK = 0x1451_7e; // one installation at a time in a database
const HERE = path.dirname(fileURLToPath(import.meta.url));

export type InstallOptions = {
  /** Absolute path of the interpreter of the fenced child, on the database server's machine. */
  readonly python: string;
  /** Folder that holds the Python package `insitu`; the one beside this file by default. */
  readonly packageDir?: string;
};

export type Installation = {
  readonly version: string;
  readonly hash: string;
  readonly migrations: readonly string[];
};

/**
 * Installs the runtime into a database, as its superuser: schema `insitu`, role `insitu_user`, tables by
 * frozen migrations, the package's source, and the SQL functions. Idempotent; two at once wait for each
 * other; a failure leaves everything as it was.
 */
export async function installRuntime(databaseUrl: string, options: InstallOptions): Promise<Installation> {
  const shipped = await readPackage(options.packageDir ?? path.join(HERE, 'python'));
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'insitu install' });
  // A server that goes away shows on the statement that runs.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select pg_catalog.pg_advisory_xact_lock($1)', [LOCK]);
    await client.query('set local client_min_messages = warning; set local search_path = pg_catalog, pg_temp');
    await prepareDatabase(client);
    await refuseDowngrade(client);
    const migrations = await migrate(client, await readScripts(path.join(HERE, 'sql', 'migrations')));
    await storePackage(client, shipped);
    await storePython(client, options.python);
    await runScripts(client, await readScripts(path.join(HERE, 'sql')), shipped.hash);
    await grantFunctions(client);
    await client.query('commit');
    return { version: RUNTIME_VERSION, hash: shipped.hash, migrations };
  } finally {
    await client.end();
  }
}

async function prepareDatabase(client: pg.Client): Promise<void> {
  await client.query('create extension if not exists plpython3u');
  await client.query('create schema if not exists insitu');
  // Roles belong to the whole cluster: another database's installation may make it at the same moment.
  await client.query(`do $$ begin
    create role insitu_user nologin;
  exception when duplicate_object or unique_violation then null; end $$`);
  await client.query('revoke all on schema insitu from public; grant usage on schema insitu to insitu_user');
  await client.query(`create table if not exists insitu.migration (
    name text primary key, hash text not null, applied_at timestamptz not null default pg_catalog.now())`);
}

/** A newer Insitu has been here: its tables and functions are not ours to replace. */
async function refuseDowngrade(client: pg.Client): Promise<void> {
  const table = await client.query<{ there: boolean }>(
    "select pg_catalog.to_regclass('insitu.package') is not null as there",
  );
  if (!table.rows[0]?.there) return;
  const rows = await client.query<{ version: string }>('select version from insitu.package');
  const newer = rows.rows.find((row) => compareVersions(row.version, RUNTIME_VERSION) > 0);
  if (newer) {
    throw new Error(`This database has runtime ${newer.version}, newer than ${RUNTIME_VERSION}. Update Insitu first.`);
  }
}

/** Orders dotted numbers: negative, zero or positive. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let i = 0; i < 3; i += 1) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

async function migrate(client: pg.Client, scripts: readonly Script[]): Promise<readonly string[]> {
  const rows = await client.query<{ name: string; hash: string }>('select name, hash from insitu.migration');
  const applied = new Map(rows.rows.map((row) => [row.name, row.hash]));
  const done: string[] = [];
  for (const script of scripts) {
    const before = applied.get(script.name);
    if (before !== undefined && before !== script.hash) {
      throw new Error(`The migration ${script.name} was changed after it was applied. Add a new one instead.`);
    }
    if (before !== undefined) continue;
    await client.query(script.text);
    await client.query('insert into insitu.migration (name, hash) values ($1, $2)', [script.name, script.hash]);
    done.push(script.name);
  }
  return done;
}

async function storePackage(client: pg.Client, shipped: Package): Promise<void> {
  await client.query('delete from insitu.package where hash <> $1', [shipped.hash]);
  await client.query(
    'insert into insitu.package (hash, archive, version) values ($1, $2, $3) on conflict (hash) do update set archive = excluded.archive, version = excluded.version',
    [shipped.hash, shipped.archive, RUNTIME_VERSION],
  );
}

async function storePython(client: pg.Client, python: string): Promise<void> {
  if (!path.isAbsolute(python)) throw new Error(`The path of Python must be absolute, not "${python}".`);
  await client.query(
    `insert into insitu.setting (name, value) values ('python', pg_catalog.to_jsonb($1::text))
     on conflict (name) do update set value = excluded.value, changed_at = pg_catalog.now()`,
    [python],
  );
}

async function runScripts(client: pg.Client, scripts: readonly Script[], hash: string): Promise<void> {
  for (const script of scripts) {
    try {
      await client.query(fillIn(script.text, hash, RUNTIME_VERSION));
    } catch (cause) {
      throw new Error(`${script.name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  }
}

/** Everybody with USAGE on the schema may call what doesn't begin with an underscore, and the three readers. */
async function grantFunctions(client: pg.Client): Promise<void> {
  await client.query(`do $$ declare f record; begin
    for f in select p.oid::pg_catalog.regprocedure as signature, p.proname as name from pg_catalog.pg_proc as p
             where p.pronamespace = 'insitu'::pg_catalog.regnamespace and p.prokind in ('f', 'p') loop
      execute pg_catalog.format('revoke all on function %s from public', f.signature);
      if f.name !~ '^_' or f.name in ('_raw', '_raw_text', '_load', '_define') then
        execute pg_catalog.format('grant execute on function %s to public', f.signature);
      end if;
    end loop;
  end $$`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { 'database-url': { type: 'string' }, python: { type: 'string' } },
  });
  const url = values['database-url'] ?? process.env.INSITU_DATA_URL;
  const python = values.python ?? process.env.INSITU_PYTHON;
  if (!url || !python) {
    console.error('usage: node lib/runtime/install.ts --database-url URL --python /absolute/path/of/python');
    process.exitCode = 2;
    return;
  }
  const done = await installRuntime(url, { python });
  console.log(
    `Runtime ${done.version} (${done.hash.slice(0, 12)}) installed; ${done.migrations.length} migrations applied.`,
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
