import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '#lib/contracts/run.ts';
import { createTestDatabase, onServer, type TestDatabase } from '#lib/testing/database.ts';

const main = join(dirname(fileURLToPath(import.meta.url)), 'main.ts');
let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase('empty');
  folder = mkdtempSync(join(tmpdir(), 'insitu-cli-'));
  write(
    'dbt_project.yml',
    'name: shop\nversion: "1.0"\nprofile: shop\nseeds:\n  shop:\n    +column_types:\n      zip: varchar(5)\n',
  );
  write('seeds/raw_orders.csv', 'id,amount,zip\n1,250,00501\n2,100,99999\n');
  write(
    'models/orders.sql',
    `{{ config(materialized='table') }}\nselect id, amount / 100.0 as amount, zip from {{ ref('raw_orders') }}\n`,
  );
  write('models/total.sql', `select sum(amount) as total from {{ ref('orders') }}\n`);
  write(
    'models/schema.yml',
    'models:\n  - name: orders\n    columns:\n      - name: id\n        tests: [unique, not_null]\n',
  );
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const insitu = (...words: string[]): Promise<Ended> => started(main, words);

function started(file: string, words: readonly string[]): Promise<Ended> {
  const args = [file, ...words, '--project-dir', folder, '--database-url', database.url];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env: { ...process.env, NO_COLOR: '1' } }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

const events = ({ out }: Ended): RunEvent[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const value = (sql: string): Promise<unknown> =>
  onServer(database.url, async (client) => Object.values((await client.query(sql)).rows[0] ?? {})[0]);

describe('insitu', { timeout: 120_000 }, () => {
  it('is the same from the few files that npx insitu joins it to', async () => {
    const select = ['ls', '--output', 'name'];
    const [joined, plain] = [await started(join(dirname(main), 'bin.js'), select), await insitu(...select)];
    expect(joined).toEqual({ ...plain, err: '' });
    expect(joined.out).toContain('raw_orders');
  });

  it('builds a folder and says so in one line a step', async () => {
    const { code, out, err } = await insitu('build', '--schema', 's');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/1\/5 {2}✓ {2}seed +raw_orders +2 rows +[\d.]+ s/);
    expect(out).toMatch(/success {2}3 built, 2 passed/);
    expect(await value('select total::text from s.total')).toBe('3.50000000000000000000');
    expect(await value('select zip from s.raw_orders where id = 1')).toBe('00501');
  });

  it('prints events with --json, the project’s name is the schema, and a selection is built alone', async () => {
    const ended = await insitu('build', '--json');
    expect(ended.code).toBe(0);
    expect(events(ended).at(0)).toMatchObject({ type: 'run_started' });
    expect(events(ended).at(-1)).toMatchObject({ type: 'run_finished', status: 'success' });
    expect(await value('select count(*)::int from shop.orders')).toBe(2);
    const one = events(await insitu('run', '--json', '--select', 'total'));
    expect(one.filter(({ type }) => type === 'step_finished')).toHaveLength(1);
  });

  it('ends with 1 and names file, line and remedy when a step fails', async () => {
    write('models/broken.sql', 'select 1 as a,\n  nosuch\nfrom pg_class\n');
    const { code, out } = await insitu('run', '--select', 'broken');
    expect(code).toBe(1);
    expect(out).toContain('models/broken.sql:2:3');
    expect(out).toContain('sql.column_missing');
    write('models/broken.sql', 'select 1 as a\n');
  });

  it('ends with 2 for wrong usage, an unknown command and a folder without a project', async () => {
    expect((await insitu('run', '--nosuch')).code).toBe(2);
    expect((await insitu('constructor')).code).toBe(2);
    expect(await insitu('run', '--select', 'nosuch')).toMatchObject({
      code: 0,
      err: expect.stringContaining('nosuch'),
    });
    const { code, err } = await insitu('parse', '--project-dir', tmpdir());
    // The last --project-dir wins, as with dbt: the folder of this test is a project.
    expect([code, err]).toEqual([0, '']);
  });

  it('names the file and line that is not UTF-8', async () => {
    writeFileSync(join(folder, 'models/latin.sql'), Buffer.from("select 1 as a,\n  'caf\xe9' as b\n", 'latin1'));
    const { code, err } = await insitu('parse');
    expect([code, err]).toEqual([1, expect.stringMatching(/models\/latin\.sql:2:7 .*file\.not_utf8/)]);
    rmSync(join(folder, 'models/latin.sql'));
  });

  it('parses, compiles, lists and shows', async () => {
    expect((await insitu('parse')).out).toMatch(/^shop: \d+ nodes, no errors/);
    expect((await insitu('compile', '--select', 'total', '--schema', 's')).out).toContain('"s"."orders"');
    expect((await insitu('ls', '--json', '--select', '+total')).out.trim().split('\n').length).toBeGreaterThanOrEqual(
      3,
    );
    expect((await insitu('show', '--select', 'total', '--schema', 's')).out).toContain('3.5');
    expect((await insitu('show', '--inline', 'drop schema s')).code).toBe(1);
    const inline = await insitu('show', '--inline', 'select {{ 1 + 1 }} as two', '--output', 'json');
    expect(JSON.parse(inline.out)).toEqual({ show: [{ two: 2 }] });
    const several = await insitu('show', '--select', '+total', '--schema', 's', '--output', 'json');
    expect(JSON.parse(several.out)).toMatchObject({ node: 'total' });
    expect((await insitu('status', '--json')).out).toContain('"ok"');
  });

  it('tells a missing ref with its place', async () => {
    write('models/lost.sql', `select * from {{ ref('oders') }}\n`);
    const { code, err } = await insitu('parse');
    expect(code).toBe(1);
    expect(err).toContain('models/lost.sql:1');
    const build = await insitu('run', '--select', 'lost', '--json');
    expect(build.code).toBe(1);
    expect(JSON.stringify(events(build))).toContain('models/lost.sql');
    rmSync(join(folder, 'models/lost.sql'));
  });
});
