import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Client } from 'pg';

/** A relation as a person would look at it: what it is, its columns in order with their types, its rows. */
export interface Relation {
  readonly kind: string;
  readonly persistence: string;
  readonly comment: string | null;
  readonly columns: readonly string[];
  readonly indexes: readonly string[];
  readonly rights: string | null;
  /** Every row as text, sorted: two lists are equal when EXCEPT ALL finds nothing in either direction. */
  readonly rows: readonly string[];
}

const RELATIONS = `
select n.nspname || '.' || k.relname as name, k.relkind as kind, k.relpersistence as persistence,
  obj_description(k.oid) as comment, k.relacl::text as rights, k.oid::regclass::text as place,
  array(select a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
      || coalesce(' -- ' || col_description(k.oid, a.attnum), '')
    from pg_attribute a where a.attrelid = k.oid and a.attnum > 0 and not a.attisdropped order by a.attnum)::text[] as columns,
  array(select regexp_replace(pg_get_indexdef(i.indexrelid), 'INDEX \\S+ ON', 'INDEX ON')
    from pg_index i where i.indrelid = k.oid order by 1)::text[] as indexes
from pg_class k join pg_namespace n on n.oid = k.relnamespace
where k.relkind in ('r', 'v', 'm') and starts_with(n.nspname, $1)
order by 1`;

/** Every relation in the schemas that begin with a name, with all its rows. */
export async function relationsOf(client: Client, schema: string): Promise<Record<string, Relation>> {
  const found: Record<string, Relation> = {};
  for (const { name, place, ...facts } of (await client.query(RELATIONS, [schema])).rows) {
    const { rows } = await client.query(`select t::text as row from ${place} t order by 1`);
    found[name] = { ...facts, rows: rows.map(({ row }) => row) };
  }
  return found;
}

type Json = Readonly<Record<string, unknown>>;
const recordOf = (value: unknown): Json => (typeof value === 'object' && value !== null ? { ...value } : {});
const artifact = (folder: string, name: string): Json => {
  const path = join(folder, 'target', name);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
};

/** How each node of a command went and what a test found, by unique id; hooks of a run are nodes too. */
export function statusesOf(folder: string): Json {
  const { results } = artifact(folder, 'run_results.json');
  const told = Array.isArray(results) ? results.map(recordOf) : [];
  return Object.fromEntries(
    told.map(({ unique_id: id, status, failures, message, batch_results: batches }) => [
      id,
      batches ? { status, failures, message, batches } : `${status} ${failures ?? ''} ${messageOf(status, message)}`,
    ]),
  );
}

/** Messages of errors are worded by each in its own way. */
const messageOf = (status: unknown, message: unknown): string =>
  ['skipped', 'fail', 'warn'].includes(String(status)) && typeof message === 'string'
    ? stripVTControlCharacters(message)
    : '';

/** What `source freshness` and `docs generate` wrote, without their clocks. */
export function lookedUp(folder: string): Json {
  const { nodes, sources, errors } = artifact(folder, 'catalog.json');
  const { results } = artifact(folder, 'sources.json');
  const fresh = Array.isArray(results) ? results.map(recordOf) : [];
  return {
    catalog: { nodes, sources, errors },
    fresh: fresh.map(ofFreshness).sort((a, b) => (String(a.unique_id) < String(b.unique_id) ? -1 : 1)),
  };
}

function ofFreshness({
  unique_id: id,
  status,
  max_loaded_at: at,
  error,
  criteria,
  adapter_response: answer,
}: Json): Json {
  // Errors are worded by each in its own way.
  return {
    unique_id: id,
    status,
    at: typeof at === 'string' ? Date.parse(at) : at,
    hasError: error !== undefined,
    criteria,
    answer,
  };
}

const COMPILED = /\/(hooks|functions)\/|\.yml\/models\/|_\d{4}[-\dT]*\.sql$/;

/**
 * The files in the folders below `target`: statements that built nodes, and copied assets. The texts
 * of statements are other ones: here a relation is built aside in another way, and a seed is copied.
 * What stands below `compiled` the manifest has, but for batches and unit tests.
 */
export function filesBelowTarget(folder: string): readonly string[] {
  const root = join(folder, 'target');
  if (!existsSync(root)) return [];
  const found = readdirSync(root, { recursive: true, withFileTypes: true });
  const paths = found.flatMap((each) => (each.isFile() ? [relative(root, join(each.parentPath, each.name))] : []));
  return paths.filter((path) => path.includes('/') && (!path.startsWith('compiled/') || COMPILED.test(path))).sort();
}

const SECTIONS = [
  ...['nodes', 'sources', 'exposures', 'groups', 'unit_tests', 'functions', 'disabled'],
  ...['metrics', 'semantic_models', 'saved_queries'],
  ...['parent_map', 'child_map', 'group_map', 'macros', 'selectors'],
];
/** dbt's own macros are made anew here: their texts are other ones, and what they call. */
const OF_DBT = /^macro\.dbt(_postgres)?\./;

/** What a manifest says of everything in a project. */
export function manifestOf(folder: string): Json {
  const manifest = artifact(folder, 'manifest.json');
  return Object.fromEntries(
    SECTIONS.map((section) => [
      section,
      Object.fromEntries(
        Object.entries(recordOf(manifest[section]))
          .filter(([id]) => !OF_DBT.test(id))
          .map(([id, entry]) => [id, said(id, entry)]),
      ),
    ]),
  );
}

/** Of every entry another: the clock, the disk. */
const OTHER = ['created_at', 'root_path'];
/** Of a hook of a run: dbt hashes the whole project file, and counts hooks anew while it runs them. */
const OTHER_OF_HOOKS = ['checksum', 'index'];
/** What dbt adds to the macros of a test and a function: `null` for one that is nowhere, and while it runs it those that its own materialization calls. */
const OF_RUNNING = new RegExp(
  `^(null|macro\\.dbt\\.(${[
    ...['get_limit_subquery_sql', 'should_store_failures', 'statement'],
    ...['load_cached_relation', 'run_hooks', 'default__scalar_function_sql', 'function_execute_build_sql'],
  ].join('|')}))$`,
);

const OTHER_OF: Readonly<Record<string, readonly string[]>> = {
  operation: OTHER_OF_HOOKS,
};

function said(id: string, entry: unknown): unknown {
  if (Array.isArray(entry)) return entry.map((each) => said(id, each));
  if (typeof entry !== 'object' || entry === null) return entry;
  const other = [...OTHER, ...(OTHER_OF[id.split('.')[0] ?? ''] ?? [])];
  const told: Json = Object.fromEntries(Object.entries(entry).filter(([key]) => !other.includes(key)));
  const code = 'compiled_code' in told ? { compiled_code: withoutSpace(told.compiled_code) } : {};
  return { ...told, ...code, ...(/^(test|function)\./.test(id) ? { depends_on: written(told.depends_on) } : {}) };
}

function written(needs: unknown): Json {
  const { macros, ...rest } = recordOf(needs);
  return { ...rest, macros: Array.isArray(macros) ? macros.filter((id) => !OF_RUNNING.test(String(id))) : macros };
}

/** dbt's own macros, made anew here, have their white space elsewhere. */
const withoutSpace = (sql: unknown): unknown => (typeof sql === 'string' ? sql.replace(/\s+/g, '') : sql);
