import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, onServer, type TestDatabase } from '#lib/testing/database.ts';
import { runDbt, writeDbtProject } from '#lib/testing/dbt/run-dbt.ts';
import { sortFiles } from '../brought.ts';
import { dbtMacros } from '../export-store.ts';
import { forDbt } from './for-dbt.ts';

/** All four kinds, in the ways that are written differently: by ref and by name, from Python and from YAML. */
const project: Readonly<Record<string, string>> = {
  'dbt_project.yml': 'name: shop\nversion: "1.0.0"\nprofile: shop\nseeds:\n  +schema: raw\n',
  'seeds/flowers.csv': `id,width,height,kind\n${Array.from({ length: 60 }, (_, n) => `${n},${(n % 10) / 10},${n},${n % 2 ? 'rose' : "tulip's"}`).join('\n')}\n`,
  'functions/area.py': 'def area_of(a, b):\n    """It\'s 100 % of it."""\n    return a * b\n',
  'functions/twice.sql': 'select 2 * x',
  'functions/functions.yml': `functions:
  - name: area
    config: {entry_point: area_of, volatility: deterministic}
    arguments: [{name: a, data_type: double precision}, {name: b, data_type: double precision}]
    returns: {data_type: double precision}
  - name: twice
    arguments: [{name: x, data_type: double precision}]
    returns: {data_type: double precision}
`,
  'models/sources.yml': 'sources:\n  - name: ext\n    tables: [{name: factors}]\n',
  'models/measured.py': `def model(dbt, session):
    dbt.config(materialized="table", column_types={"id": "bigint"}, tags=["it's"])
    frame = dbt.ref("flowers")
    frame["height_cm"] = frame["height"] * int(dbt.source("ext", "factors")["factor"].iloc[0]) % 7
    return frame
`,
  'models/features.sql': `{{ config(materialized='table') }}
select id, {{ function('area') }}(width::float8, height::float8) as area, {{ function('twice') }}(height_cm::float8) as two, kind
from {{ ref('measured') }}
`,
  'models/kinds.sql': `{{ config(materialized='model', task='classification', target='kind', algorithm='random_forest', id='id',
  hyperparams={'n_estimators': 10}, cv={'folds': 3, 'strategy': 'stratified'}, metric='accuracy', seed=7) }}
select * from {{ ref('features') }} -- 'rose' or "tulip's"
`,
  'models/scored.sql': `{{ config(materialized='prediction', model=ref('kinds'), id='id', keep=['kind']) }}
select * from {{ ref('features') }}`,
  'models/scored_by_name.sql': `{{ config(materialized='prediction', model='kinds', id='id') }}\r\nselect * from {{ ref('features') }}\r\n`,
  'models/models.yml': `models:
  - name: scored
    columns: [{name: id, data_tests: [not_null, unique]}]
`,
};

const bytesOf = (files: Readonly<Record<string, string>>) =>
  new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
const target = {
  name: 'dev',
  type: 'postgres',
  database: 'd',
  schema: 'dev',
  user: 'u',
  host: 'h',
  port: 1,
  threads: 1,
} as const;
const exported = async (files: Readonly<Record<string, string>>) =>
  forDbt(sortFiles(bytesOf(files), 1e6).files, bytesOf(files), target, await dbtMacros());

describe('an export', () => {
  it('of Insitu’s own nodes has macros for dbt, and comes back without them byte for byte', async () => {
    const whole = await exported(project);
    expect([...whole.keys()].filter((path) => !(path in project))).toEqual([
      'macros/insitu_for_dbt/functions.sql',
      'macros/insitu_for_dbt/literal.sql',
      'macros/insitu_for_dbt/python_cell.sql',
      'macros/insitu_for_dbt/training.sql',
      'macros/insitu_for_dbt/training_keys.sql',
    ]);
    const changed = Object.keys(project).filter((path) => whole.get(path)?.toString() !== project[path]);
    expect(changed).toEqual(['models/measured.py', 'models/scored.sql', 'models/scored_by_name.sql']);
    const { files, originals } = sortFiles(whole, 1e6);
    expect([...files.keys()].sort()).toEqual(Object.keys(project).sort());
    for (const path of ['models/measured.py', 'models/scored.sql']) expect(files.get(path)).toBe(project[path]);
    expect(originals.map(({ bytes }) => bytes.toString())).toEqual([project['models/scored_by_name.sql']]);
  });

  it('of plain dbt has none', async () => {
    const plain = { 'dbt_project.yml': 'name: shop\n', 'models/a.sql': 'select 1 as one' };
    expect([...(await exported(plain)).keys()]).toEqual(Object.keys(plain));
  });
});

const runResults = z.object({
  results: z.array(z.object({ unique_id: z.string(), status: z.string(), message: z.string().nullable() })),
});

describe('dbt-core', { timeout: 420_000 }, () => {
  let database: TestDatabase;
  const folders: string[] = [];

  beforeAll(async () => {
    database = await createTestDatabase('data');
    await rows('create schema ext; create table ext.factors as select 100 as factor');
  });
  afterAll(async () => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  function folderOf(files: ReadonlyMap<string, Buffer>, schema: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'insitu-for-dbt-'));
    folders.push(folder);
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    writeDbtProject(folder, {}, { url: database.url, schema });
    return folder;
  }

  const insituBuild = (folder: string): Promise<string> =>
    new Promise((resolve) => {
      const { INSITU_DATA_URL: _, ...env } = process.env;
      const words = [
        join(process.cwd(), 'lib/cli/main.ts'),
        'build',
        '--project-dir',
        folder,
        '--profiles-dir',
        folder,
      ];
      execFile(process.execPath, words, { env: { ...env, NO_COLOR: '1' } }, (error, out, err) =>
        resolve(error ? `${out}${err}` : 'built'),
      );
    });

  const failed = (folder: string): unknown[] =>
    runResults
      .parse(JSON.parse(readFileSync(join(folder, 'target/run_results.json'), 'utf8')))
      .results.filter(({ status }) => status !== 'success' && status !== 'pass');

  const rows = (text: string): Promise<unknown[]> =>
    onServer(database.url, async (client) => (await client.query(text)).rows);

  it('builds the same relations from an export as Insitu does, twice', async () => {
    const ours = folderOf(bytesOf(project), 'ours');
    expect(await insituBuild(ours)).toBe('built');
    const theirs = folderOf(await exported(project), 'theirs');
    const outcomes = await runDbt(theirs, [['build'], ['build']]);
    expect(outcomes.map(({ error }) => error)).toEqual(['', '']);
    expect(failed(theirs)).toEqual([]);
    for (const name of ['measured', 'features', 'scored', 'scored_by_name']) {
      const columns = (schema: string) =>
        rows(`select column_name, data_type from information_schema.columns
               where table_schema = '${schema}' and table_name = '${name}' order by ordinal_position`);
      expect(await columns('theirs'), name).toEqual(await columns('ours'));
      const less = (a: string, b: string) => `(select * from ${a}.${name} except select * from ${b}.${name})`;
      expect(await rows(`${less('ours', 'theirs')} union all ${less('theirs', 'ours')}`), name).toEqual([]);
    }
    const [own] = await rows('select count(*) from ours.kinds');
    expect(own).toEqual({ count: '1' });
    expect(await rows('select version, task, metric from theirs.kinds order by version')).toHaveLength(2);
  });
});
