import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DbtOutcome, runDbt, writeDbtProject } from '#lib/testing/dbt/run-dbt.ts';
import { projectFiles, TARGET } from '../compile/fixture.ts';
import { createCompiler } from '../compile/index.ts';
import { makeManifest, makeSemanticManifest } from './index.ts';
import { SEMANTIC_PROJECT } from './semantic.fixture.ts';

type Sections = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

const target = { ...TARGET, database: 'nowhere' };
const folder = mkdtempSync(join(tmpdir(), 'insitu-semantic-'));
afterAll(() => rmSync(folder, { recursive: true }));

let outcomes: readonly DbtOutcome[];
let ours: Sections;
let theirs: Sections;
let semantic: Readonly<Record<'ours' | 'theirs', unknown>>;

const readJson = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8'));

beforeAll(async () => {
  // dbt parses without a database.
  writeDbtProject(folder, SEMANTIC_PROJECT, { url: 'postgres://nobody:none@localhost:1/nowhere', schema: 'main' });
  const compiler = createCompiler({ target }, projectFiles(SEMANTIC_PROJECT));
  expect(compiler.compilation().problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const now = new Date();
  const invocation = { id: 'b6c1a2f0-4c6e-4f0e-8d53-5c1f3f0f8c11', startedAt: now, generatedAt: now, env: {} };
  const manifest = makeManifest(compiler.parsed(), invocation, { isCompiled: () => false });
  ours = JSON.parse(JSON.stringify(manifest));
  writeFileSync(join(folder, 'ours.json'), JSON.stringify(manifest));
  outcomes = await runDbt(folder, [['parse'], ['read', 'manifest', join(folder, 'ours.json')]]);
  expect(outcomes.map(({ error }) => error)).toEqual(['', '']);
  theirs = readJson('target/manifest.json');
  semantic = {
    ours: JSON.parse(JSON.stringify(makeSemanticManifest(manifest))),
    theirs: readJson('target/semantic_manifest.json'),
  };
}, 120_000);

const comparable = (section: Sections[string] | undefined) =>
  Object.fromEntries(
    Object.entries(section ?? {}).map(([id, entry]) => [
      id,
      Object.fromEntries(Object.entries(entry).filter(([key]) => key !== 'created_at')),
    ]),
  );

it.each(['semantic_models', 'metrics', 'saved_queries', 'exposures', 'nodes', 'parent_map', 'child_map', 'group_map'])(
  'says of %s what dbt says, field for field',
  (section) => {
    expect(comparable(ours[section])).toEqual(comparable(theirs[section]));
  },
);

it('has the same disabled metrics', () => {
  expect(Object.keys(ours.disabled ?? {})).toEqual(Object.keys(theirs.disabled ?? {}));
});

it('writes the semantic manifest as dbt does', () => {
  expect(semantic.ours).toEqual(semantic.theirs);
});

it('is read by dbt', () => {
  expect(outcomes[1]).toEqual({ success: true, lines: ['WritableManifest'], error: '' });
});
