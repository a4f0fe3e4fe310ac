import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, onServer, type TestDatabase } from '#lib/testing/database.ts';
import { runDbt, writeDbtProject } from '#lib/testing/dbt/run-dbt.ts';

const main = join(dirname(fileURLToPath(import.meta.url)), 'main.ts');
let database: TestDatabase;
let folder: string;

const PROJECT = {
  'dbt_project.yml': 'name: shop\nversion: "1.0"\nprofile: shop\n',
  'seeds/raw_orders.csv': 'id,amount\n1,250\n2,100\n',
  'models/stg.sql': "select id, amount / 100.0 as amount from {{ ref('raw_orders') }}\n",
  'models/orders.sql': "{{ config(materialized='table') }}\nselect * from {{ ref('stg') }}\n",
  'models/wrong.sql': "select nosuch from {{ ref('orders') }}\n",
  'models/below.sql': "select * from {{ ref('wrong') }}\n",
  'macros/make.sql':
    "{% macro make(name) %}{% do run_query('create table dev.' ~ name ~ ' as select 7 as n') %}{{ log('made ' ~ name, info=True) }}{% endmacro %}",
  'models/s.yml': `
sources:
  - name: ext
    loaded_at_field: at
    config: {freshness: {warn_after: {count: 1, period: hour}, error_after: {count: 10, period: day}}}
    tables: [{name: events}, {name: lost}]
models:
  - name: orders
    columns: [{name: id, data_tests: [unique, {accepted_values: {arguments: {values: [1]}, config: {severity: warn}}}]}]
`,
};

beforeAll(async () => {
  database = await createTestDatabase('empty');
  folder = mkdtempSync(join(tmpdir(), 'insitu-artifacts-'));
  writeDbtProject(folder, PROJECT, { url: database.url, schema: 'dev' });
  await sql(`create schema ext; create table ext.events as select now() - interval '2 hours' as at`);
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

const sql = (text: string): Promise<unknown> =>
  onServer(database.url, async (client) => Object.values((await client.query(text)).rows?.[0] ?? {})[0]);

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The place to build is the project's own profile. */
function insitu(...words: string[]): Promise<Ended> {
  const { INSITU_DATA_URL: _, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [main, ...words, '--project-dir', folder, '--profiles-dir', folder],
      { env: { ...env, NO_COLOR: '1' } },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const artifact = (name: string) => JSON.parse(readFileSync(join(folder, 'target', name), 'utf8'));
const statuses = (): Record<string, string> =>
  Object.fromEntries(
    artifact('run_results.json').results.map((each: { unique_id: string; status: string }) => [
      each.unique_id.split('.')[2],
      each.status,
    ]),
  );

describe('artefacts', { timeout: 120_000 }, () => {
  it('are written by each command, in dbt’s words', async () => {
    expect((await insitu('build')).code).toBe(1);
    expect(statuses()).toEqual({
      raw_orders: 'success',
      stg: 'success',
      orders: 'success',
      unique_orders_id: 'pass',
      accepted_values_orders_id__1: 'warn',
      wrong: 'error',
      below: 'skipped',
    });
    const results = new Map(
      artifact('run_results.json').results.map((each: { unique_id: string }) => [each.unique_id.split('.')[2], each]),
    );
    expect(results.get('orders')).toMatchObject({
      message: 'SELECT 2',
      compiled: true,
      relation_name: expect.any(String),
    });
    expect(results.get('raw_orders')).toMatchObject({ message: 'INSERT 2', compiled: null });
    expect(results.get('accepted_values_orders_id__1')).toMatchObject({
      message: 'Got 1 result, configured to warn if != 0',
      failures: 1,
    });
    expect(results.get('wrong')).toMatchObject({
      message: expect.stringMatching(/^Database Error in model wrong \(models\/wrong.sql\)\n.*nosuch/),
    });
    expect(readFileSync(join(folder, 'target/compiled/shop/models/stg.sql'), 'utf8')).toContain('"dev"."raw_orders"');
    const sent = (path: string) => readFileSync(join(folder, 'target/run/shop', path), 'utf8');
    expect(sent('models/orders.sql')).toMatch(/^CREATE TABLE "dev"\."\S+orders" AS\s+select \* from .*"stg"$/s);
    expect(sent('models/wrong.sql')).toContain('select nosuch from');
    expect(sent('models/s.yml/unique_orders_id.sql')).toMatch(/^select count\(\*\) as failures/);
    expect(sent('seeds/raw_orders.csv')).toMatch(/^CREATE TABLE .* \("id" integer, "amount" integer\);\nCOPY /);
    expect(existsSync(join(folder, 'target/run/shop/models/below.sql'))).toBe(false);
    const { nodes } = artifact('manifest.json');
    expect(nodes['model.shop.orders'].build_path).toBe('target/run/shop/models/orders.sql');
    expect(nodes['model.shop.below'].build_path).toBeNull();
  });

  it('look at sources one after the other where there is one connection, however long each takes', async () => {
    const slow =
      "{loaded_at_query: 'select now() from pg_sleep(1.6)', freshness: {warn_after: {count: 1, period: day}}}";
    const tables = ['a', 'b', 'c'].map((name) => `{name: ${name}, identifier: events, config: ${slow}}`);
    write('models/slow.yml', `sources: [{name: slow, schema: ext, tables: [${tables}]}]\n`);
    const { code, err } = await insitu('source', 'freshness', '--select', 'source:slow', '--threads', '1');
    rmSync(join(folder, 'models/slow.yml'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(artifact('sources.json').results).toHaveLength(3);
  });

  it('render what asks the database at once, as many as there are threads', async () => {
    // Each waits for the other.
    const meet = `do $$ begin
      perform pg_advisory_xact_lock_shared(4242);
      for turn in 1..200 loop
        perform pg_sleep(0.1);
        if (select count(*) from pg_locks where locktype = 'advisory' and objid = 4242) = 2 then
          perform pg_sleep(0.5);
          return;
        end if;
      end loop;
      raise 'alone';
    end $$`;
    for (const name of ['one', 'other'])
      write(`models/meeting/${name}.sql`, `{% do run_query("${meet}") %}select 1 as a`);
    const { code, err } = await insitu('compile', '--select', 'meeting', '--threads', '2');
    rmSync(join(folder, 'models/meeting'), { recursive: true });
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('copy assets of the project alone, and delete nothing beside their copy', async () => {
    write('pictures/a.svg', '<svg/>');
    const settings = PROJECT['dbt_project.yml'];
    for (const [path, code] of [
      ['pictures', 0],
      ['../pictures', 2],
      ['.', 2],
      ['target', 2],
    ]) {
      write('dbt_project.yml', `${settings}asset-paths: ["${path}"]\n`);
      const ended = await insitu('docs', 'generate', '--no-compile', '--empty-catalog');
      expect([path, ended.code]).toEqual([path, code]);
    }
    write('dbt_project.yml', settings);
    for (const path of ['pictures/a.svg', 'target/pictures/a.svg', 'target/manifest.json'])
      expect(existsSync(join(folder, path)), path).toBe(true);
  });

  it('are read by dbt, and catalog and freshness say what dbt’s say', async () => {
    cpSync(join(folder, 'target/run_results.json'), join(folder, 'build_results.json'));
    expect((await insitu('source', 'freshness')).code).toBe(1);
    expect((await insitu('docs', 'generate', '--exclude', 'wrong', 'below')).code).toBe(0);
    const ours = { catalog: artifact('catalog.json'), sources: artifact('sources.json') };
    cpSync(join(folder, 'target'), join(folder, 'ours'), { recursive: true });
    const read = (kind: string, path: string) => ['read', kind, join(folder, path)];
    const outcomes = await runDbt(folder, [
      read('manifest', 'ours/manifest.json'),
      read('run_results', 'build_results.json'),
      read('catalog', 'ours/catalog.json'),
      read('sources', 'ours/sources.json'),
      ['docs', 'generate', '--no-compile'],
      ['source', 'freshness', '--select', 'source:ext.events'],
      ['retry', '--state', join(folder, 'ours')],
    ]);
    expect(outcomes.slice(0, 4).map(({ error }) => error)).toEqual(['', '', '', '']);
    expect(ours.catalog.nodes).toEqual(artifact('catalog.json').nodes);
    expect(ours.catalog.sources).toEqual(artifact('catalog.json').sources);
    expect(ours.sources.results).toMatchObject([
      { status: artifact('sources.json').results[0].status, criteria: artifact('sources.json').results[0].criteria },
    ]);
    expect(ours.sources.results[0].status).toBe('warn');
  });

  it('say what to retry', async () => {
    rmSync(join(folder, 'target'), { recursive: true });
    await insitu('build', '--quiet');
    write('models/wrong.sql', "select id from {{ ref('orders') }}\n");
    const { code, out } = await insitu('retry');
    expect({ code, statuses: statuses() }).toEqual({ code: 0, statuses: { wrong: 'success', below: 'success' } });
    expect(out).toContain('2 built');
    expect((await insitu('retry')).out).toContain('Nothing to retry');
  });

  it('tell what is modified, and where to read what is not built here', async () => {
    cpSync(join(folder, 'target'), join(folder, 'state'), { recursive: true });
    await insitu('parse', '--target-path', 'state');
    write('models/below.sql', "select id + 1 as id from {{ ref('wrong') }}\n");
    write('models/fresh.sql', 'select 1 as id\n');
    const state = ['--state', join(folder, 'state')];
    const listed = async (select: string) => (await insitu('ls', '-q', '--select', select, ...state)).out.trim();
    expect(await listed('state:modified')).toBe('shop.below\nshop.fresh');
    expect(await listed('state:new')).toBe('shop.fresh');
    expect(await listed('result:success,wrong')).toBe('shop.wrong');
    const deferred = ['--defer', ...state, '--schema', 'mine'];
    expect((await insitu('run', '--select', 'below', ...deferred)).code).toBe(0);
    expect(await sql(`select pg_get_viewdef('mine.below'::regclass)`)).toContain('dev.wrong');
    expect((await insitu('clone', '--select', 'orders', '--schema', 'mine', ...state)).code).toBe(0);
    expect(await sql('select count(*)::int from mine.orders')).toBe(2);
    expect(await sql(`select relkind from pg_class where oid = 'mine.orders'::regclass`)).toBe('v');
    expect(existsSync(join(folder, 'state/manifest.json'))).toBe(true);
  });

  it('shows rows as JSON, renders what stands in --inline, builds without rows, and cleans up', async () => {
    const { out } = await insitu(
      'show',
      '--inline',
      "select id, amount > 2 as big from {{ ref('stg') }}",
      '--output',
      'json',
    );
    expect(JSON.parse(out)).toEqual({
      show: [
        { id: 1, big: true },
        { id: 2, big: false },
      ],
    });
    const typed = `select 1.0 as n, 12345678901234567 as big, timestamptz '2024-01-31 10:00:00.5+00' at time zone 'UTC' as at`;
    const { out: exact } = await insitu('show', '--inline', typed, '--output', 'json');
    for (const part of ['"n": 1.0', '"big": 12345678901234567', '"at": "2024-01-31T10:00:00.500000"'])
      expect(exact).toContain(part);
    const shown = async (...words: string[]) =>
      JSON.parse((await insitu('show', '--output', 'json', ...words)).out).show.length;
    expect(await shown('--limit', '-1', '--inline-direct', 'select * from generate_series(1, 700)')).toBe(700);
    writeFileSync(
      join(folder, 'models/headed.sql'),
      '{% call set_sql_header(config) %}with four as (select 4 as id){% endcall %} select * from four',
    );
    writeFileSync(
      join(folder, 'models/set.sql'),
      `{{ config(sql_header="set local application_name = 'headed';") }} select current_setting('application_name') as id`,
    );
    expect((await insitu('show', '--select', 'headed')).out).toContain('4');
    expect((await insitu('show', '--select', 'set')).out).toContain('headed');
    expect((await insitu('seed', '--show', '--schema', 'shown')).out).toContain('amount');
    for (const name of ['headed', 'set']) rmSync(join(folder, `models/${name}.sql`));
    await insitu('build', '--empty', '--select', '+orders', '--schema', 'none');
    expect(await sql('select count(*)::int from none.orders')).toBe(0);
    expect((await insitu('ls', '--output', 'json', '--output-keys', 'unique_id', '--select', 'stg')).out.trim()).toBe(
      '{"unique_id":"model.shop.stg"}',
    );
    const nested = ['name', 'config.materialized', 'config.docs.show', 'config.nothing.here'];
    expect((await insitu('ls', '--output', 'json', '--output-keys', ...nested, '--select', 'stg')).out.trim()).toBe(
      '{"name":"stg","config.materialized":"view","config.docs.show":true}',
    );
    expect((await insitu('debug')).code).toBe(0);
    expect((await insitu('clean')).code).toBe(0);
    expect(existsSync(join(folder, 'target'))).toBe(false);
  });

  it('calls a macro for what it does', async () => {
    const { code, out } = await insitu('run-operation', 'make', '--args', '{name: made_here}');
    expect({ code, out: out.trim() }).toEqual({ code: 0, out: 'made made_here' });
    expect(await sql('select n from dev.made_here')).toBe(7);
    expect((await insitu('run-operation', 'nosuch')).code).toBe(1);
  });

  it('are written where the project says', async () => {
    write('dbt_project.yml', `${PROJECT['dbt_project.yml']}target-path: "{{ env_var('NOWHERE', 'made/here') }}"\n`);
    await insitu('parse');
    write('dbt_project.yml', PROJECT['dbt_project.yml']);
    expect(existsSync(join(folder, 'made/here/manifest.json'))).toBe(true);
  });

  it('names the packages that are missing, and copies local ones', async () => {
    write('packages.yml', 'packages: [{package: dbt-labs/dbt_utils, version: 1.0.0}, {local: near}]\n');
    write('near/dbt_project.yml', 'name: helpers\n');
    write('near/macros/m.sql', '{% macro two() %}2{% endmacro %}');
    const { code, err } = await insitu('deps');
    expect(code).toBe(1);
    expect(err).toContain('Insitu fetches nothing from the network');
    expect(existsSync(join(folder, 'dbt_packages/helpers/macros/m.sql'))).toBe(true);
  });
});
