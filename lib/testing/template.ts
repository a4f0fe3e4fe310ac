import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '#lib/db/control/migrate.ts';
import { databaseUrl, onServer } from './database.ts';

export type TemplateKind = 'data' | 'control' | 'empty';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
/** What a template is made from: a change of any of these files makes a new template. */
const sources = { data: 'lib/runtime', control: 'prisma/migrations', empty: undefined } as const;
/** Any constant will do, as long as every test process takes the same advisory lock. */
const lock = 0x1_51_70;
const ready = new Map<string, Promise<string>>();

/**
 * Name of the template database of a kind, made once per server and state of the sources.
 * Safe to call from several processes at once.
 */
export function ensureTemplate(server: string, kind: TemplateKind): Promise<string> {
  if (kind === 'empty') return Promise.resolve('template0');
  const name = `insitu_template_${kind}_${fingerprint(join(root, sources[kind]), process.env.INSITU_PYTHON ?? '')}`;
  const key = `${server} ${name}`;
  const made = ready.get(key) ?? makeTemplate(server, kind, name);
  ready.set(key, made);
  return made;
}

async function makeTemplate(server: string, kind: TemplateKind, name: string): Promise<string> {
  await onServer(server, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [lock]);
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount) return;
    // Built under another name: a half-made template is never cloned.
    const aside = `${name}_new`;
    await client.query(`DROP DATABASE IF EXISTS ${aside} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${aside} TEMPLATE template0 ENCODING 'UTF8'`);
    await fill(kind, databaseUrl(server, aside));
    await client.query(`ALTER DATABASE ${aside} RENAME TO ${name}`);
  });
  return name;
}

async function fill(kind: TemplateKind, url: string): Promise<void> {
  if (kind === 'control') await migrate(url, join(root, 'prisma/migrations'));
  if (kind !== 'data') return;
  const python = process.env.INSITU_PYTHON;
  if (!python) throw new Error('INSITU_PYTHON is not set: the interpreter of the fenced child');
  const { installRuntime } = await import('#lib/runtime/install.ts');
  await installRuntime(url, { python });
}

/** 12 hex digits over the names and bytes of every file below a folder (caches left out). */
function fingerprint(folder: string, extra: string): string {
  const hash = createHash('sha256').update(extra);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/__pycache__|\.test\.|test_|_cache/.test(join(entry.parentPath, entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of entries) hash.update(file).update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}
