import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { Dbt, writeDbtProject } from '#lib/testing/dbt/run-dbt.ts';

const main = join(dirname(fileURLToPath(import.meta.url)), 'main.ts');
const PROJECT = {
  'dbt_project.yml': "name: shop\nversion: '1.0'\nprofile: shop\n",
  'models/events.sql': `{{ config(materialized='table', event_time='at') }}
select i as id, timestamp '2024-01-01 06:00' + i * interval '12 hours' as at from generate_series(0, 11) i`,
  'models/days.sql': `{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='at', batch_size='day', begin='2024-01-01', unique_key='id') }}
select *, '{{ model.batch.id if model.batch else "" }}' as batch from {{ ref('events') }}`,
  'models/seen.sql': "select * from {{ ref('events') }}",
  'models/inside.sql': "{{ config(materialized='ephemeral') }}select * from {{ ref('events') }}",
  'models/counted.sql': "{{ config(materialized='table') }}select count(*) as n from {{ ref('inside') }}",
};
const CASES: readonly (readonly string[])[] = [
  ['run', '--event-time-start', '2024-01-02', '--event-time-end', '2024-01-04T06:00:00'],
  ['run', '--sample', "{start: '2024-01-02', end: '2024-01-04 18:30:00'}"],
  [
    'run',
    '--sample',
    "{start: '2024-01-02', end: '2024-01-06'}",
    '--event-time-start',
    '2024-01-03',
    '--event-time-end',
    '2024-01-05',
  ],
];

let database: TestDatabase;
let client: pg.Client;
let root: string;
const folderOf = (side: string, index: number): string => join(root, `${side}${index}`);

beforeAll(async () => {
  database = await createTestDatabase('empty');
  client = new pg.Client(database.url);
  await client.connect();
  root = mkdtempSync(join(tmpdir(), 'insitu-event-time-'));
  for (const index of CASES.keys())
    for (const side of ['dbt', 'ours'])
      writeDbtProject(folderOf(side, index), PROJECT, { url: database.url, schema: `${side}${index}` });
  const dbt = new Dbt();
  const outcomes = Promise.all(CASES.map((command, index) => dbt.run(folderOf('dbt', index), command)));
  for (const [index, command] of CASES.entries()) {
    const folder = folderOf('ours', index);
    await promisify(execFile)(process.execPath, [main, ...command, '--project-dir', folder, '--profiles-dir', folder]);
  }
  expect((await outcomes).map(({ success, error }) => [success, error])).toEqual(CASES.map(() => [true, '']));
  dbt.close();
}, 120_000);
afterAll(async () => {
  rmSync(root, { recursive: true });
  await client.end();
  await database.drop();
});

async function rows(schema: string): Promise<string[][]> {
  const read: string[][] = [];
  for (const table of ['days', 'seen', 'counted']) {
    const found = await client.query(`select t::text from ${schema}.${table} t order by 1`);
    read.push(found.rows.map(({ t }) => String(t)));
  }
  return read;
}

it.each([...CASES.keys()])('builds the same rows as dbt: case %i', async (index) => {
  const [mine, wanted] = [await rows(`ours${index}`), await rows(`dbt${index}`)];
  expect(mine).toEqual(wanted);
  expect(wanted[0]?.join()).toContain('2024-01-03');
  expect(wanted[0]?.join()).not.toContain('2024-01-01');
});
