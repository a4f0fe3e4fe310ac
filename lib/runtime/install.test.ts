import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, onServer, type TestDatabase } from '#lib/testing/database.ts';
import { compareVersions, installRuntime } from './install.ts';
import { readPackage } from './package.ts';
import { fillIn } from './scripts.ts';

let database: TestDatabase;
const python = process.env.INSITU_PYTHON ?? '';

beforeAll(async () => {
  database = await createTestDatabase('empty');
});
afterAll(() => database?.drop());

const query = (text: string) => onServer(database.url, (client) => client.query(text));

test('two installations at once, and a third after them', async () => {
  const both = await Promise.all([installRuntime(database.url, { python }), installRuntime(database.url, { python })]);
  expect(both.map((done) => done.migrations.length).sort()).toEqual([0, expect.any(Number)]);
  expect((await installRuntime(database.url, { python })).migrations).toEqual([]);
  expect((await query('select insitu.version() as v')).rows[0].v).toBe(both[0].version);
  expect((await query('select insitu.isolation() as v')).rows[0].v.level).not.toBe('none');
});

test('one that is killed leaves nothing, and the next completes', async () => {
  await using fresh = await createTestDatabase('empty');
  await onServer(fresh.url, async (blocker) => {
    await blocker.query('begin; lock table pg_catalog.pg_proc in share mode');
    const killed = installRuntime(fresh.url, { python }).catch(() => 'killed');
    const waiting = `select pid from pg_stat_activity where datname = current_database()
      and application_name = 'insitu install' and wait_event_type = 'Lock'`;
    // On a connection of its own: a transaction sees one state of pg_stat_activity.
    const other = (sql: string) => onServer(fresh.url, async (client) => (await client.query(sql)).rows[0]?.pid);
    await expect.poll(() => other(waiting), { timeout: 20_000, interval: 50 }).toBeGreaterThan(0);
    await other(`select pg_terminate_backend(pid) from (${waiting}) w`);
    expect(await killed).toBe('killed');
    expect((await blocker.query(`select to_regnamespace('insitu') as there`)).rows).toEqual([{ there: null }]);
    await blocker.query('rollback');
  });
  expect((await installRuntime(fresh.url, { python })).migrations.length).toBeGreaterThan(3);
  await onServer(fresh.url, async (client) =>
    expect((await client.query('select insitu.version() as v')).rows[0].v).toMatch(/^\d/),
  );
});

test('every function is there for members of insitu_user and nobody else may look into the schema', async () => {
  const { rows } = await query(`select p.proname as name, has_function_privilege('public', p.oid, 'execute') as open
    from pg_proc p where p.pronamespace = 'insitu'::regnamespace`);
  for (const row of rows) {
    const open = !row.name.startsWith('_') || ['_raw', '_raw_text', '_load', '_define'].includes(row.name);
    expect(row, row.name).toMatchObject({ open });
  }
  const schema = await query(
    "select has_schema_privilege('public', 'insitu', 'usage') as u, has_schema_privilege('insitu_user', 'insitu', 'create') as c",
  );
  expect(schema.rows[0]).toEqual({ u: false, c: false });
});

test('a changed package in the table is not executed', async () => {
  await query("update insitu.package set archive = replace(archive, 'Insitu', 'Evil')");
  await expect(query('select insitu.isolation()')).rejects.toThrow(/missing or was changed/);
  await installRuntime(database.url, { python });
  await expect(query('select insitu.isolation()')).resolves.toBeDefined();
});

test('a newer runtime is left alone', async () => {
  await query("update insitu.package set version = '99.0.0'");
  await expect(installRuntime(database.url, { python })).rejects.toThrow(/runtime 99.0.0, newer than/);
  await query("update insitu.package set version = '0.0.1'");
});

test('an edited migration is refused', async () => {
  await query("update insitu.migration set hash = 'x' where name like '001%'");
  await expect(installRuntime(database.url, { python })).rejects.toThrow(/was changed after it was applied/);
});

test('the path of Python has to be absolute, and a wrong one is named', async () => {
  const other = await createTestDatabase('empty');
  await expect(installRuntime(other.url, { python: 'python3' })).rejects.toThrow(/absolute/);
  await installRuntime(other.url, { python: '/nowhere/python' });
  await onServer(other.url, async (client) => {
    await expect(client.query('select insitu.isolation()')).rejects.toMatchObject({
      code: 'IN004',
      message: expect.stringContaining('/nowhere/python'),
    });
  });
  await other.drop();
});

test('an empty package folder is an error', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'insitu-'));
  await expect(readPackage(folder)).rejects.toThrow();
  await rm(folder, { recursive: true });
});

test('placeholders', () => {
  expect(fillIn('#runtime\nx', 'abc', '1')).toMatch(/^runtime = GD\.get\("insitu@abc"\)/);
  expect(fillIn('  #runtime', 'abc', '1')).toBe('  #runtime');
  expect(fillIn("'@hash' '@version'", 'abc', '1.2')).toBe("'abc' '1.2'");
});

test('versions are compared as numbers', () => {
  expect(compareVersions('0.10.0', '0.9.9')).toBeGreaterThan(0);
  expect(compareVersions('1.0.0', '1.0.0')).toBe(0);
});
