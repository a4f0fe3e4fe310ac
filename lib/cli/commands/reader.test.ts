import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, onServer, type TestDatabase } from '#lib/testing/database.ts';

const main = join(fileURLToPath(import.meta.url), '../../main.ts');
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase('empty');
  await onServer(database.url, (client) => client.query('create schema shop; create table shop.t as select 1 as a'));
});
afterAll(() => database.drop());

function insitu(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const args = [main, ...words, '--database-url', database.url];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env: { ...process.env, NO_COLOR: '1' } }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

it('prints an address that reads the schema, alone on standard output, until it is dropped', async () => {
  const made = await insitu('reader', 'superset', '--schema', 'shop');
  expect(made).toMatchObject({ code: 0, err: '' });
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
