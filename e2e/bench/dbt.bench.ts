import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withDatabase } from './database.ts';
import { judge, required } from './report.ts';
import { shopProject } from './shop-project.ts';

/**
 * Whole commands beside dbt-core's, from the start of the process to its end, on one project and one
 * database: `run` of 200 trivial views and `build` of a small shop. Each is run twice; the second
 * time counts, when dbt finds its own parse again.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

const views = (): Map<string, string> => {
  const text = (index: number): string => (index < 20 ? 'select 1 as a' : `select a from {{ ref('v${index - 20}') }}`);
  const models = Array.from({ length: 200 }, (_, index) => [`models/v${index}.sql`, text(index)] as const);
  return new Map([['dbt_project.yml', "name: bench\nversion: '1.0'\nprofile: bench\n"], ...models]);
};

function writeProject(folder: string, files: ReadonlyMap<string, string>, address: string): void {
  const url = new URL(address);
  const output = {
    type: 'postgres',
    host: url.hostname || 'localhost',
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username) || 'postgres',
    password: decodeURIComponent(url.password) || 'none',
    dbname: url.pathname.slice(1),
    schema: 'theirs',
    threads: 4,
  };
  const profiles = JSON.stringify({ bench: { target: 'dev', outputs: { dev: output } } });
  for (const [path, text] of [...files, ['profiles.yml', profiles] as const]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Seconds of the second of two runs of a command. */
function secondOf(file: string, args: readonly string[], cwd: string, home: string): number {
  const env = { ...process.env, DBT_SEND_ANONYMOUS_USAGE_STATS: 'false', INSITU_HOME: home };
  let seconds = 0;
  for (let run = 0; run < 2; run++) {
    const started = performance.now();
    execFileSync(file, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
    seconds = (performance.now() - started) / 1000;
  }
  return seconds;
}

function compare(
  what: string,
  command: 'run' | 'build',
  files: ReadonlyMap<string, string>,
  limit: number,
  url: string,
): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'insitu-bench-'));
  const home = mkdtempSync(join(tmpdir(), 'insitu-bench-home-'));
  try {
    writeProject(folder, files, url);
    const place = ['--project-dir', folder];
    const own = ['lib/cli/bin.js', command, ...place, '--database-url', url, '--schema', 'ours', '--threads', '4'];
    const ours = secondOf(process.execPath, own, root, home);
    const python = required('INSITU_DBT_PYTHON');
    const theirs = secondOf(
      python,
      ['-W', 'ignore', '-m', 'dbt.cli.main', command, ...place, '--profiles-dir', folder, '--quiet'],
      folder,
      home,
    );
    console.log(`  ${what}: ${ours.toFixed(2)} s, dbt-core ${theirs.toFixed(2)} s`);
    return judge(`${what}: times as fast as dbt-core`, theirs / ours, limit, 'at least');
  } finally {
    for (const made of [folder, home]) rmSync(made, { recursive: true });
  }
}

const met = await withDatabase(async (url) => {
  const fast = compare('run of 200 trivial views', 'run', views(), 10, url);
  return compare('build of a small shop', 'build', shopProject(), 5, url) && fast;
});
process.exitCode = met ? 0 : 1;
