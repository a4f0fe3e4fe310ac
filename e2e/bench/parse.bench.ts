import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedProject } from './generated-project.ts';

/**
 * Reading a project: 10,000 models with 20,000 tests from cold, edits of one file in it, and 1,000
 * models beside `dbt parse` of the same files. Here the SQL of every node is compiled too, which
 * `dbt parse` leaves for later.
 *
 *   node e2e/bench/parse.bench.ts
 */
const limits = { coldMs: 3_000, rss: 500e6, editMs: 100, timesFaster: 50 };
const here = dirname(fileURLToPath(import.meta.url));

interface Reading {
  readonly nodes: number;
  readonly cold: number;
  readonly edit: number;
  readonly rss: number;
}

function insitu(models: number): Reading {
  const command = [join(here, 'parse-once.ts'), String(models)];
  return JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8' }));
}

/** Milliseconds of `dbt parse` without what an earlier one kept. */
function dbt(python: string, models: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'insitu-bench-'));
  try {
    for (const [path, text] of generatedProject(models)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const output =
      '{type: postgres, host: localhost, port: 5432, user: bench, password: "", dbname: bench, schema: bench}';
    writeFileSync(join(folder, 'profiles.yml'), `bench:\n  target: dev\n  outputs:\n    dev: ${output}\n`);
    const started = performance.now();
    const args = [
      '-m',
      'dbt.cli.main',
      'parse',
      '--no-partial-parse',
      '--project-dir',
      folder,
      '--profiles-dir',
      folder,
    ];
    execFileSync(python, args, { stdio: 'ignore', cwd: folder });
    return performance.now() - started;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function main(python: string): boolean {
  const large = insitu(10_000);
  const small = insitu(1_000);
  const theirs = dbt(python, 1_000);
  const times = theirs / small.cold;
  const ms = (value: number): string => `${Math.round(value)} ms`;
  console.log(`10,000 models, ${large.nodes} nodes: cold ${ms(large.cold)} (limit ${ms(limits.coldMs)})`);
  console.log(`10,000 models: ${Math.round(large.rss / 1e6)} MB (limit ${limits.rss / 1e6} MB)`);
  console.log(`10,000 models: one edited file ${ms(large.edit)} (limit ${ms(limits.editMs)})`);
  console.log(
    `1,000 models: ${ms(small.cold)}, dbt parse ${ms(theirs)}, ratio ${times.toFixed(1)} (at least ${limits.timesFaster})`,
  );
  return (
    large.cold < limits.coldMs && large.rss < limits.rss && large.edit < limits.editMs && times >= limits.timesFaster
  );
}

const python = process.env.INSITU_DBT_PYTHON;
if (!python) throw new Error('INSITU_DBT_PYTHON names the interpreter that has dbt; npm run bench sets it.');
process.exitCode = main(python) ? 0 : 1;
