import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { judge, median } from './report.ts';

/**
 * Overhead of a run: `insitu build` of 200 trivial views, from the start of the process to its
 * end, beside the same CREATE VIEW statements sent one by one from this process.
 *
 *   node e2e/bench/200-views.bench.ts postgresql://postgres@127.0.0.1:5432/postgres
 */
const views = 200;
const limitSeconds = 3;
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

const modelSql = (index: number, ref: (name: string) => string): string =>
  index < 20 ? 'select 1 as a' : `select a from ${ref(`v${index - 20}`)}`;

function writeProject(folder: string): void {
  mkdirSync(join(folder, 'models'), { recursive: true });
  writeFileSync(join(folder, 'dbt_project.yml'), 'name: bench\nversion: "1.0"\nprofile: bench\n');
  for (let index = 0; index < views; index += 1) {
    writeFileSync(
      join(folder, 'models', `v${index}.sql`),
      modelSql(index, (name) => `{{ ref('${name}') }}`),
    );
  }
}

function insitu(folder: string, url: string): number {
  const started = performance.now();
  const command = [
    'lib/cli/main.ts',
    'build',
    '--project-dir',
    folder,
    '--database-url',
    url,
    '--schema',
    'bench',
    '--json',
  ];
  const output = execFileSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  const ms = performance.now() - started;
  const done = output
    .split('\n')
    .filter((line) => line.includes('"step_finished"') && line.includes('"success"')).length;
  if (done !== views) throw new Error(`${done} of ${views} views were built`);
  return ms;
}

async function plain(url: string): Promise<number> {
  const started = performance.now();
  const client = new pg.Client(url);
  await client.connect();
  await client.query('create schema plain');
  for (let index = 0; index < views; index += 1) {
    await client.query(`create view plain.v${index} as ${modelSql(index, (name) => `plain.${name}`)}`);
  }
  await client.end();
  return performance.now() - started;
}

async function main(server: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'insitu-bench-'));
  const admin = new pg.Client(server);
  await admin.connect();
  const name = `insitu_bench_${process.pid}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  try {
    writeProject(folder);
    await admin.query(`create database ${name}`);
    const first = insitu(folder, url.href);
    const again = median([1, 2, 3].map(() => insitu(folder, url.href)));
    const bare = await plain(url.href);
    console.log(`  200 views: first build ${Math.round(first)} ms, again ${Math.round(again)} ms`);
    console.log(`  plain statements ${Math.round(bare)} ms, ratio ${(first / bare).toFixed(1)}`);
    return judge('run overhead: 200 trivial views, seconds', Math.max(first, again) / 1000, limitSeconds, 'at most');
  } finally {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.end();
    rmSync(folder, { recursive: true });
  }
}

const server = process.argv[2] ?? process.env.INSITU_TEST_PG_URL;
if (!server) throw new Error('Give the address of a PostgreSQL server.');
process.exitCode = (await main(server)) ? 0 : 1;
