import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadNycflights } from '#lib/samples/nycflights.ts';
import { withDatabase } from './database.ts';
import { judge, required } from './report.ts';

/**
 * The sample `flights` from nothing: every model built with its tests, the training node trained, its
 * predictions written, from the start of `insitu build` to its end. The data is there, as for a person who opens it.
 *
 *   INSITU_TEST_PG_URL=… INSITU_PYTHON=… node e2e/bench/flights.bench.ts
 */
const limitSeconds = 90;
const root = join(import.meta.dirname, '../..');
const project = 'lib/samples/flights/project';
const schema = 'flights';

/** @returns seconds, and the slowest steps */
function build(url: string): { readonly seconds: number; readonly slowest: readonly string[] } {
  const started = performance.now();
  const target = mkdtempSync(join(tmpdir(), 'insitu-flights-'));
  const place = ['--project-dir', project, '--target-path', target];
  const command = ['lib/cli/main.ts', 'build', ...place, '--schema', schema, '--json'];
  const output = execFileSync(process.execPath, [...command, '--database-url', url], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const seconds = (performance.now() - started) / 1000;
  rmSync(target, { recursive: true });
  const steps = output
    .split('\n')
    .filter((line) => line.includes('"step_finished"'))
    .map((line): { nodeId: string; ms: number; trainedModel?: object } => JSON.parse(line));
  if (!steps.some(({ trainedModel }) => trainedModel)) throw new Error('nothing was trained');
  const slowest = steps.toSorted((a, b) => b.ms - a.ms).slice(0, 5);
  return { seconds, slowest: slowest.map(({ nodeId, ms }) => `${nodeId} ${(ms / 1000).toFixed(1)} s`) };
}

process.exitCode = (await withDatabase(async (url) => {
  await loadNycflights(url, required('INSITU_PYTHON'));
  const { seconds, slowest } = build(url);
  console.log(`  slowest: ${slowest.join(', ')}`);
  return judge('flights built, tested and trained from nothing, seconds', seconds, limitSeconds, 'at most');
}))
  ? 0
  : 1;
