import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';

/** The table of Prisma Migrate, column by column, so that `prisma migrate deploy` may go on from here. */
const createLedger = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

/** The advisory lock Prisma Migrate takes: two starts, or we and Prisma's command, wait for each other. */
const prismaLock = 72_707_369;

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

interface LedgerRow {
  readonly migration_name: string;
  readonly checksum: string;
}

/**
 * Applies `folder/<name>/migration.sql` in the order of their names and records each as
 * `prisma migrate deploy` would. Prisma's own command needs its schema engine, a download that
 * not every network allows. Each migration is one transaction, so a killed one leaves nothing.
 * @returns names of the migrations applied by this call
 * @throws when an applied migration's text has changed, or the database has tables of somebody else
 */
export async function migrate(url: string, folder: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  // A server that goes away shows on the statement that runs.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [prismaLock]);
    await refuseForeignDatabase(client);
    await client.query(createLedger);
    const applied = await readLedger(client);
    const pending = pendingMigrations(readMigrations(folder), applied);
    for (const migration of pending) await apply(client, migration);
    return pending.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}

function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

async function readLedger(client: Client): Promise<Map<string, string>> {
  const { rows } = await client.query<LedgerRow>(
    'SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

function pendingMigrations(all: readonly Migration[], applied: ReadonlyMap<string, string>): Migration[] {
  for (const migration of all) {
    const checksum = applied.get(migration.name);
    if (checksum && checksum !== migration.checksum) {
      throw new Error(
        `migration ${migration.name} was applied with another text: put the file back, add a new migration instead`,
      );
    }
  }
  return all.filter((migration) => !applied.has(migration.name));
}

async function apply(client: Client, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK');
    throw new Error(`migration ${migration.name} failed: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/** As Prisma's P3005: a database with tables but without a ledger was made by somebody else. */
async function refuseForeignDatabase(client: Client): Promise<void> {
  const { rows } = await client.query<{ ledger: string | null; tables: number }>(
    `SELECT to_regclass('_prisma_migrations')::text AS ledger,
            (SELECT count(*)::int FROM pg_tables WHERE schemaname = current_schema()) AS tables`,
  );
  const [state] = rows;
  if (state && state.ledger === null && state.tables > 0) {
    throw new Error('the control database has tables that Insitu did not make: give DATABASE_URL an empty database');
  }
}
