import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunCommand } from '#lib/contracts/run.ts';
import { runDbt, writeDbtProject } from '#lib/testing/dbt/run-dbt.ts';
import { ProjectBench } from '#lib/testing/project-bench.ts';
import { createCompiler, toGraph } from '../compile/index.ts';
import { selectNodes } from '../graph/index.ts';
import { makeManifest, makeRunResults } from './index.ts';
import { RunLog } from './run-log.ts';
import { UNIT_TEST_PROJECT } from './unit-tests.fixture.ts';

type Entry = Readonly<Record<string, unknown>>;
type Section = Readonly<Record<string, Entry>>;

let bench: ProjectBench;
let folder: string;
const dbt: Record<string, { readonly manifest: Record<string, Section>; readonly results: readonly Entry[] }> = {};
let listed: readonly string[];

beforeAll(async () => {
  bench = await ProjectBench.open();
  folder = mkdtempSync(join(tmpdir(), 'insitu-unit-'));
  writeDbtProject(folder, UNIT_TEST_PROJECT, { url: bench.database.url, schema: 'main' });
  await bench.admin.query('create schema main; create table main.raw_things(id int, v varchar(5), "Odd Name" text)');
  const told = await runDbt(folder, [
    ['seed'],
    ['run'],
    ['test', '--target-path', 'test'],
    ['build', '--target-path', 'build'],
    ['parse'],
    ['ls', '--select', 'test_type:unit'],
  ]);
  expect(told.map(({ error }) => error)).toEqual(told.map(() => ''));
  for (const command of ['test', 'build']) {
    const json = (name: string) => JSON.parse(readFileSync(join(folder, command, name), 'utf8'));
    dbt[command] = { manifest: json('manifest.json'), results: json('run_results.json').results };
  }
  listed = told.at(-1)?.lines ?? [];
}, 400_000);

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await bench[Symbol.asyncDispose]();
});

const FILES = new Map(Object.entries(UNIT_TEST_PROJECT));
const schema = 'ours';

/** The project as it is read here, and its manifest. */
function parsed(name: string) {
  const compiler = createCompiler({ target: bench.target(name) }, FILES);
  const now = new Date();
  const invocation = { id: 'b6c1a2f0-4c6e-4f0e-8d53-5c1f3f0f8c11', startedAt: now, generatedAt: now, env: {} };
  const manifest = makeManifest(compiler.parsed(), invocation, { isCompiled: () => true });
  return { manifest, invocation, compilation: compiler.compilation() };
}

/** What `run_results.json` says after a command. */
async function run(command: RunCommand): Promise<readonly Entry[]> {
  const log = new RunLog();
  await bench.build(schema, UNIT_TEST_PROJECT, { command, emit: (event) => log.take(event) });
  const { compilation, manifest, invocation } = parsed(schema);
  return makeRunResults(compilation, manifest, invocation, { steps: log.results, elapsedMs: 1, args: {} }).results;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal colours begins with ESC
const plain = (text: unknown): unknown => (typeof text === 'string' ? text.replace(/\u001b\[[0-9;]*m/g, '') : text);

/** What a run says of each node; the words of an error are each engine's own. */
const outcomes = (results: readonly Entry[]) =>
  Object.fromEntries(
    results
      .filter((each) => String(each.unique_id).startsWith('unit_test.'))
      .map((each) => {
        const { unique_id: id, status, failures, adapter_response: response, compiled, relation_name: relation } = each;
        const told = { status, failures, response, compiled, relation };
        return [id, status === 'error' ? told : { ...told, message: plain(each.message) }] as const;
      })
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );

const without = (section: Section | undefined) =>
  Object.fromEntries(
    Object.entries(section ?? {}).map(([id, entry]) => {
      const { created_at: _created, ...rest } = entry;
      return [id, rest];
    }),
  );

describe('unit tests as dbt-core has them', () => {
  it('gives each the same verdict, and the same picture of what differs', async () => {
    await run('seed');
    await run('run');
    expect(outcomes(await run('test'))).toEqual(outcomes(dbt.test?.results ?? []));
  }, 400_000);

  it('skips the models whose unit tests fail, in a build', async () => {
    const statuses = (results: readonly Entry[]) =>
      Object.fromEntries(
        results
          .filter(({ unique_id: id }) => !String(id).startsWith('unit_test.'))
          .map(({ unique_id: id, status }) => [id, status] as const),
      );
    expect(statuses(await run('build'))).toEqual(statuses(dbt.build?.results ?? []));
  }, 400_000);

  it('writes them into the manifest field for field', () => {
    const manifest = JSON.parse(JSON.stringify(parsed('main').manifest));
    const theirs = dbt.build?.manifest ?? {};
    expect(without(manifest.unit_tests)).toEqual(without(theirs.unit_tests));
    const ids = (section: Section | undefined) => Object.keys(section ?? {}).sort();
    expect(ids(manifest.disabled)).toEqual(ids(theirs.disabled));
    expect(manifest.child_map).toEqual(theirs.child_map);
    expect(manifest.parent_map).toEqual(theirs.parent_map);
  });

  it('selects them by the type of the test', () => {
    const { ids } = selectNodes(toGraph(parsed('main').compilation), { select: ['test_type:unit'] });
    const chosen = ids.map((id) => {
      const [, packageName, , ...name] = id.split('.');
      return `unit_test:${packageName}.${name.at(-1)}`;
    });
    expect(chosen.sort()).toEqual([...listed].sort());
  });
});
