import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, onServer, type TestDatabase } from '#lib/testing/database.ts';
import { migrate } from './migrate.ts';

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase('empty');
  folder = mkdtempSync(join(tmpdir(), 'insitu-migrations-'));
  write('1_first', 'create table first (a int);');
  write('2_slow', 'create table second (a int); select pg_sleep(1); create table third (a int);');
  write('3_last', 'create table fourth (a int);');
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

function write(name: string, sql: string): void {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'migration.sql'), sql);
}

const value = (sql: string): Promise<unknown> =>
  onServer(database.url, async (client) => Object.values((await client.query(sql)).rows[0] ?? {})[0]);
const tables = () =>
  value(
    `select string_agg(tablename, ' ' order by tablename) from pg_tables where schemaname = 'public' and tablename !~ '^_'`,
  );

it('goes on where it was killed', async () => {
  const killed = migrate(database.url, folder).then(
    () => 'done',
    () => 'killed',
  );
  const slow = `pid from pg_stat_activity where datname = current_database() and query like 'create table second%' and pid <> pg_backend_pid()`;
  await expect.poll(() => value(`select ${slow}`), { timeout: 10_000, interval: 20 }).toBeGreaterThan(0);
  await value(`select pg_terminate_backend(pid) from (select ${slow}) s`);
  expect(await killed).toBe('killed');
  expect(await tables()).toBe('first');
  // Two at once: one waits for the other.
  const [one, two] = await Promise.all([migrate(database.url, folder), migrate(database.url, folder)]);
  expect([...one, ...two].sort()).toEqual(['2_slow', '3_last']);
  expect(await tables()).toBe('first fourth second third');
  expect(await migrate(database.url, folder)).toEqual([]);
});

it('refuses a text that was changed, and a database of somebody else', async () => {
  writeFileSync(join(folder, '3_last', 'migration.sql'), 'create table fifth (a int);');
  await expect(migrate(database.url, folder)).rejects.toThrow(/3_last was applied with another text/);
  await using other = await createTestDatabase('empty');
  await onServer(other.url, (client) => client.query('create table theirs (a int)'));
  await expect(migrate(other.url, folder)).rejects.toThrow(/did not make/);
});
