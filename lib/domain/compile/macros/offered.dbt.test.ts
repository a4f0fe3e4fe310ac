import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runDbt, writeDbtProject } from '#lib/testing/dbt/run-dbt.ts';
import { parseTemplate } from '../../jinja/parser.ts';
import { projectFiles, TARGET } from '../fixture.ts';
import { createCompiler } from '../index.ts';
import { macrosOf } from './read.ts';
import { DBT, type MacroDefinition } from './registry.ts';

const PROJECT = { 'dbt_project.yml': 'name: shop\nversion: "1.0"\nprofile: shop\n' };

/** Macros of dbt on PostgreSQL that are not here. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['build_config_dict', 'build_ref_function', 'build_source_function', 'py_script_comment', 'py_script_postfix'].map(
      (name) => [
        name,
        'writes the script of a Python model for a database that runs such: PostgreSQL under dbt has none, and cells here run as they are',
      ],
    ),
  ),
  resolve_model_name: 'names relations inside such a script',
  default__resolve_model_name: 'names relations inside such a script',
};

const folder = mkdtempSync(join(tmpdir(), 'insitu-offered-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Offered {
  readonly name: string;
  readonly package_name: string;
  readonly macro_sql: string;
}
let offered: readonly Offered[];

beforeAll(async () => {
  writeDbtProject(folder, PROJECT, { url: 'postgres://nobody:none@localhost:1/nowhere', schema: 'main' });
  const [outcome] = await runDbt(folder, [['parse']]);
  expect(outcome?.error).toBe('');
  const manifest: { macros: Record<string, Offered> } = JSON.parse(
    readFileSync(join(folder, 'target/manifest.json'), 'utf8'),
  );
  offered = Object.values(manifest.macros).filter(({ package_name: each }) => /^dbt(_postgres)?$/.test(each));
  expect(offered.length).toBeGreaterThan(450);
}, 60_000);

const { macros } = createCompiler({ target: TARGET }, projectFiles(PROJECT)).parsed().workspace;
const ours = (name: string): MacroDefinition | undefined => macros.inPackage(DBT, name);

it('has every macro that dbt offers on PostgreSQL, or says why not', () => {
  const missing = offered.map(({ name }) => name).filter((name) => ours(name) === undefined);
  expect(missing.sort()).toEqual(Object.keys(LEFT_OUT).sort());
});

/** Names of arguments, as a call may give them; `x=` may be left out. */
/** Names of arguments as a call may give them; `x=` may be left out. */
const signature = ({ statement }: MacroDefinition): string[] =>
  (statement?.parameters ?? []).map(({ name, defaultValue }) => (defaultValue === undefined ? name : `${name}=`));

/** Whether a macro takes every call that another takes. */
const takes = (mine: readonly string[], theirs: readonly string[]): boolean =>
  mine.length === theirs.length && mine.every((each, at) => each === theirs[at] || each === `${theirs[at]}=`);

it('takes the same arguments', () => {
  const differing = offered.flatMap(({ name, macro_sql: text }) => {
    const mine = ours(name);
    const [theirs] = macrosOf(parseTemplate(text, name), DBT);
    if (mine === undefined || theirs === undefined || takes(signature(mine), signature(theirs))) return [];
    return [`${name}(${signature(theirs)}), not (${signature(mine)})`];
  });
  expect(differing).toEqual([]);
});
