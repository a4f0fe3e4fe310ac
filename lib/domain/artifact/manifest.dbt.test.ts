import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { type DbtOutcome, runDbt, writeDbtProject } from '#lib/testing/dbt/run-dbt.ts';
import { projectFiles, TARGET } from '../compile/fixture.ts';
import { createCompiler } from '../compile/index.ts';
import { MANIFEST_PROJECT } from './fixture.ts';
import { hookTexts, makeManifest } from './index.ts';

let database: TestDatabase;
let folder: string;
let theirs: Sections;
let ours: Sections;
let read: DbtOutcome | undefined;

type Sections = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

beforeAll(async () => {
  database = await createTestDatabase('empty');
  folder = mkdtempSync(join(tmpdir(), 'insitu-manifest-'));
  writeDbtProject(folder, MANIFEST_PROJECT, { url: database.url, schema: 'main' });
  const target = { ...TARGET, database: database.name };
  const compiler = createCompiler({ target }, projectFiles(MANIFEST_PROJECT));
  const now = new Date();
  const invocation = { id: 'b6c1a2f0-4c6e-4f0e-8d53-5c1f3f0f8c11', startedAt: now, generatedAt: now, env: {} };
  const text = JSON.stringify(
    makeManifest(compiler.parsed(), invocation, {
      isCompiled: () => true,
      texts: hookTexts(compiler.compilation().runHooks),
    }),
  );
  ours = JSON.parse(text);
  writeFileSync(join(folder, 'ours.json'), text);
  const outcomes = await runDbt(folder, [['compile'], ['read', 'manifest', join(folder, 'ours.json')]]);
  expect(outcomes[0]?.error).toBe('');
  read = outcomes[1];
  theirs = JSON.parse(readFileSync(join(folder, 'target/manifest.json'), 'utf8'));
}, 120_000);

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

/** Inherently another: the clock, the disk, the hash of a hook (dbt hashes the project file), white space of tests that come with dbt. */
const OTHER = new Set(['created_at', 'root_path', 'compiled_code']);

const comparable = (section: Sections[string] | undefined): Sections[string] =>
  Object.fromEntries(
    Object.entries(section ?? {})
      .filter(([id]) => !/^(macro|doc)\.dbt/.test(id))
      .map(([id, entry]) => [id, withoutOther(id, entry)]),
  );

function withoutOther(id: string, entry: unknown): Readonly<Record<string, unknown>> {
  if (Array.isArray(entry)) return { list: entry.map((each) => withoutOther(id, each)) };
  if (typeof entry !== 'object' || entry === null) return { entry };
  const skipped = (key: string): boolean => OTHER.has(key) || (key === 'checksum' && id.startsWith('operation.'));
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !skipped(key)));
}

it('is read by dbt', () => {
  expect(read).toEqual({ success: true, lines: ['WritableManifest'], error: '' });
});

it.each([
  'nodes',
  'sources',
  'macros',
  'docs',
  'exposures',
  'groups',
  'disabled',
  'parent_map',
  'child_map',
  'group_map',
  'metrics',
  'unit_tests',
  'functions',
])('says of %s what dbt says, field for field', (section) => {
  expect(comparable(ours[section])).toEqual(comparable(theirs[section]));
});

it('has the same compiled SQL for models, white space included', () => {
  const code = (sections: Sections) =>
    Object.entries(sections.nodes ?? {})
      .filter(([id]) => id.startsWith('model.'))
      .map(([id, node]) => [id, node.compiled_code])
      .sort();
  expect(code(ours)).toEqual(code(theirs));
});
