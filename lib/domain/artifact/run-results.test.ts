import { expect, it } from 'vitest';
import type { Target } from '#lib/contracts/project.ts';
import { createCompiler } from '../compile/index.ts';
import { makeManifest, makeRunResults, RunLog } from './index.ts';

const FILES = new Map([
  ['dbt_project.yml', 'name: shop\non-run-start: ["select 1", "select {{ 1 + 1 }}", "select 3"]\n'],
]);
const target: Target = {
  name: 'dev',
  type: 'postgres',
  database: 'd',
  schema: 's',
  host: '',
  user: 'u',
  port: 5432,
  threads: 1,
};

it('tells how hooks went: passed, failed with the error, skipped after it', () => {
  const compiler = createCompiler({ target }, FILES);
  const now = new Date(0);
  const invocation = { id: 'b6c1a2f0-4c6e-4f0e-8d53-5c1f3f0f8c11', startedAt: now, generatedAt: now, env: {} };
  const log = new RunLog();
  const id = (index: number) => `operation.shop.shop-on-run-start-${index}`;
  const at = (ms: number) => new Date(ms).toISOString();
  const times = { startedAt: at(0), renderedAt: at(500), endedAt: at(2000) };
  log.hook({ id: id(0), status: 'success', text: { code: 'select 1', ctes: [] }, times });
  const problem = { code: 'sql.error', severity: 'error', message: 'no' } as const;
  log.hook({ id: id(1), status: 'error', text: { code: 'select 2', ctes: [] }, problem, times });
  log.hook({ id: id(2), status: 'skipped', text: undefined, times: undefined });
  const manifest = makeManifest(compiler.parsed(), invocation, { isCompiled: () => true, texts: log.texts });
  const { hooks, texts } = log;
  const run = { steps: [], hooks, texts, elapsedMs: 1, args: {} };
  const { results } = makeRunResults(compiler.compilation(), manifest, invocation, run);
  expect(manifest.nodes[id(1)]?.compiled_code).toBe('select 2');
  expect(results).toMatchObject([
    { status: 'success', message: 'shop.on-run-start.0 passed', failures: 0, execution_time: 2, compiled: true },
    { status: 'error', message: 'shop.on-run-start.1 failed, error:\n no', failures: 1, compiled_code: 'select 2' },
    { status: 'skipped', message: 'shop.on-run-start.2 skipped', failures: 1, compiled: false, timing: [] },
  ]);
});
