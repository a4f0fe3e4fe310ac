import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { ensureTemplate, type TemplateKind } from './template.ts';

/** A database of one test's own; `await using` drops it when the test's scope ends. */
export interface TestDatabase extends AsyncDisposable {
  readonly name: string;
  /** Superuser URL of this database. */
  readonly url: string;
  /** Closes every connection to the database and drops it. */
  drop(): Promise<void>;
}

/**
 * Superuser URL of the server that tests may fill with databases: set by the launcher or by
 * vitest's global setup, or by hand to any PostgreSQL ≥ 15 with plpython3u.
 */
export function testServerUrl(): string {
  const url = process.env.INSITU_TEST_PG_URL;
  if (!url) throw new Error('INSITU_TEST_PG_URL is not set: run the test through vitest or `npm test`');
  return url;
}

/**
 * Clones a database from a template, in well under a second.
 * @param kind `data` has the runtime installed (schema insitu), `control` has every migration, `empty` has nothing.
 * @param server superuser URL of a server of one's own
 */
export async function createTestDatabase(
  kind: TemplateKind = 'data',
  server: string = testServerUrl(),
): Promise<TestDatabase> {
  const template = await ensureTemplate(server, kind);
  const name = `insitu_test_${randomBytes(6).toString('hex')}`;
  await cloneDatabase(server, name, template);
  const drop = () => onServer(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  return {
    name,
    url: databaseUrl(server, name),
    drop: async () => void (await drop()),
    [Symbol.asyncDispose]: async () => void (await drop()),
  };
}

/** The same server, another database. */
export function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** CREATE DATABASE refuses while anything is connected to the template (55006), autovacuum included: wait for it. */
async function cloneDatabase(server: string, name: string, template: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await onServer(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
      return;
    } catch (error) {
      if (!isBusyTemplate(error) || attempt === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

function isBusyTemplate(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '55006';
}

/** Runs one piece of work on a connection that is closed afterwards. */
export async function onServer<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  // A server that goes away shows on the query that runs, or on the next.
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Waits until a statement in the database waits for a lock that another transaction holds. */
export const waitsForLock = (url: string): Promise<void> =>
  onServer(url, async (client) => {
    for (let attempt = 1; attempt <= 500; attempt += 1) {
      const { rowCount } = await client.query(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      if (rowCount) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('nothing waits for a lock');
  });
