import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRoleAdmin, projectRoleName, viewerRoleName } from '#lib/db/data/index.ts';
import { createStatus, withoutPassword } from '#lib/launch/status.js';
import { createTestDatabase, onServer, type TestDatabase } from '#lib/testing/database.ts';

const main = join(fileURLToPath(import.meta.url), '../../main.ts');
let database: TestDatabase;
const homes = mkdtempSync(join(tmpdir(), 'insitu-reader-'));
const emptyHome = join(homes, 'empty');

beforeAll(async () => {
  database = await createTestDatabase('empty');
  await onServer(database.url, (client) => client.query('create schema shop; create table shop.t as select 1 as a'));
});
afterAll(async () => {
  rmSync(homes, { recursive: true });
  await database.drop();
});

const insitu = (...words: string[]) => insituBeside('', ...words);

/** The command line where DATABASE_URL is the address of a control database, or of nothing. */
const insituBeside = (control: string, ...words: string[]) => insituIn(emptyHome, control, ...words);

function insituIn(
  home: string,
  control: string,
  ...words: string[]
): Promise<{ code: number; out: string; err: string }> {
  const args = [main, ...words, '--database-url', database.url];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      args,
      { env: { ...process.env, NO_COLOR: '1', DATABASE_URL: control, INSITU_HOME: home } },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

it('prints an address that reads the schema, alone on standard output, until it is dropped', async () => {
  const made = await insitu('reader', 'superset', '--schema', 'shop');
  expect(made).toMatchObject({ code: 0, err: expect.stringContaining('Not in an audit log') });
  const client = new pg.Client(made.out.trim());
  await client.connect();
  expect((await client.query('select a from shop.t')).rows).toEqual([{ a: 1 }]);
  await client.end();
  expect(await insitu('reader', 'superset', '--schema', 'shop', '--drop')).toMatchObject({ code: 0 });
  await expect(new pg.Client(made.out.trim()).connect()).rejects.toThrow(/password authentication failed/);
});

it('says what is missing', async () => {
  expect(await insitu('reader', 'superset')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--schema flights'),
  });
  expect(await insitu('reader', 'superset', '--schema', 'nowhere')).toMatchObject({
    code: 1,
    err: expect.stringContaining('There is no schema “nowhere”'),
  });
});

it('tells the audit log of the control database, and does nothing that the log can’t tell', async () => {
  await using control = await createTestDatabase('control');
  const id = '01890000-0000-7000-8000-000000000001';
  await onServer(control.url, async (client) => {
    await client.query(`insert into data_database (id, name) values ('d', 'd')`);
    await client.query(`insert into project (id, slug, name, data_database_id) values ($1, 'iris', 'Iris', 'd')`, [id]);
  });
  await using roles = await openRoleAdmin(database.url);
  const project = { owner: projectRoleName(id, 'iris'), viewer: viewerRoleName(id, 'iris') };
  await roles.ensureProjectRoles(project);
  await roles.ensureProjectSchema('iris', project);
  for (const schema of ['iris', 'shop'])
    expect(await insituBeside(control.url, 'reader', 'bi', '--schema', schema)).toMatchObject({ code: 0, err: '' });
  expect(await insituBeside(control.url, 'reader', 'bi', '--schema', 'iris', '--drop')).toMatchObject({ code: 0 });
  const { rows } = await onServer(control.url, (client) =>
    client.query(`select action, project_id, subject->>'schema' as schema, address from audit_entry order by seq`),
  );
  const address = expect.stringMatching(/^insitu reader, .+@.+/);
  expect(rows).toEqual([
    { action: 'reader.created', project_id: id, schema: 'iris', address },
    { action: 'reader.created', project_id: null, schema: 'shop', address },
    { action: 'reader.dropped', project_id: id, schema: 'iris', address },
  ]);
  const refused = await insituBeside(database.url, 'reader', 'bi', '--schema', 'iris');
  expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('nothing was done') });
  expect(await roles.listReaders(project)).toEqual([]);
  await insitu('reader', 'bi', '--schema', 'shop', '--drop');
  await roles.dropProject(['iris'], project);
});

it('finds the control database of the installation that runs from its home; refusals leave no row', async () => {
  await using control = await createTestDatabase('control');
  const home = join(homes, 'running');
  mkdirSync(join(home, 'run'), { recursive: true });
  const { password, port } = new URL(control.url);
  writeFileSync(join(home, 'secrets.json'), JSON.stringify({ controlPassword: password }));
  writeFileSync(join(home, 'ports.json'), JSON.stringify({ postgres: Number(port) }));
  const status = createStatus(home, { databases: { control: withoutPassword(control.url) } });
  const run = (...words: string[]) => insituIn(home, '', 'reader', ...words);
  expect(await run('bi', '--schema', 'nowhere')).toMatchObject({ code: 1 });
  const strange = await run('ib', '--schema', 'shop', '--drop');
  expect(strange).toMatchObject({ code: 1, err: expect.stringContaining('There is no reader “ib”') });
  expect(await run('bi', '--schema', 'shop')).toMatchObject({ code: 0, err: '' });
  status.close();
  const stopped = await run('bi', '--schema', 'shop', '--drop');
  expect(stopped).toMatchObject({ code: 0, err: expect.stringContaining(`no installation runs from ${home}`) });
  const { rows } = await onServer(control.url, (client) => client.query('select action from audit_entry'));
  expect(rows).toEqual([{ action: 'reader.created' }]);
});
