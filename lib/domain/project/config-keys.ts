import type { Problem } from '../../contracts/problem.ts';
import { problemAt } from './property-entry.ts';
import type { YamlFile } from './yaml.ts';
import { asMap, child, listOf, scalarText, type Yaml } from './yaml-tree.ts';

type Shape = 'text' | 'list' | 'map' | 'any';

/** Keys of `dbt_project.yml`, those of dbt 0.17 to 1.11, and what they hold. */
const KEYS: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ...['name', 'profile', 'target-path', 'log-path', 'packages-install-path', 'modules-path'].map(
    (key) => [key, 'text'] as const,
  ),
  ...[
    'model-paths',
    'source-paths',
    'seed-paths',
    'data-paths',
    'test-paths',
    'macro-paths',
    'analysis-paths',
    'snapshot-paths',
    'function-paths',
    'docs-paths',
    'asset-paths',
    'clean-targets',
    'dispatch',
  ].map((key) => [key, 'list'] as const),
  ...[
    'models',
    'seeds',
    'snapshots',
    'sources',
    'tests',
    'data_tests',
    'data-tests',
    'unit_tests',
    'unit-tests',
    'functions',
    'exposures',
    'analyses',
    'metrics',
    'semantic-models',
    'saved-queries',
    'vars',
    'quoting',
    'flags',
    'dbt-cloud',
  ].map((key) => [key, 'map'] as const),
  ...[
    'version',
    'config-version',
    'require-dbt-version',
    'query-comment',
    'on-run-start',
    'on-run-end',
    'restrict-access',
    'packages',
  ].map((key) => [key, 'any'] as const),
]);

/** Old names and the keys that took their place; dbt takes one of the two. */
const RENAMED: readonly (readonly [old: string, now: string])[] = [
  ['source-paths', 'model-paths'],
  ['data-paths', 'seed-paths'],
  ['modules-path', 'packages-install-path'],
  ['tests', 'data_tests'],
];

/** What is wrong with the keys of a `dbt_project.yml`. An unknown key of a package is a warning: nobody here can mend it. */
export function configKeyProblems(root: Yaml, file: YamlFile, path: string): Problem[] {
  const place = { path, file };
  const isRoot = !path.includes('/');
  const problems: Problem[] = [];
  for (const { key, keyAt, value } of asMap(root).entries.values()) {
    const shape = KEYS.get(key);
    if (shape === undefined) problems.push(unknownKey(key, keyAt, place, isRoot));
    else if (!fits(value, shape)) problems.push(wrongShape(key, shape, value.at, place));
  }
  for (const [old, now] of RENAMED) {
    const written = asMap(root).entries.get(old);
    if (written === undefined || child(root, now) === undefined) continue;
    const message = `"${old}" is the old name of "${now}", and both are here.`;
    problems.push(problemAt(place, written.keyAt, { code: 'project.two_names', message, remedy: `Keep "${now}".` }));
  }
  return [...problems, ...quotingProblems(root, place), ...dispatchProblems(root, place)];
}

interface PlaceOf {
  readonly path: string;
  readonly file: YamlFile;
}

function fits(value: Yaml, shape: Shape): boolean {
  if (shape === 'any' || (value.type === 'scalar' && value.value === null)) return true;
  if (shape === 'list') return value.type !== 'map';
  return shape === 'map' ? value.type === 'map' : value.type === 'scalar';
}

const SHAPES: Readonly<Record<Shape, string>> = { text: 'a text', list: 'a list', map: 'a mapping', any: 'a value' };

const wrongShape = (key: string, shape: Shape, at: number, place: PlaceOf): Problem =>
  problemAt(place, at, {
    code: 'project.shape',
    message: `"${key}" holds ${SHAPES[shape]}.`,
    remedy: 'Correct it, or remove the key.',
  });

function unknownKey(key: string, at: number, place: PlaceOf, isRoot: boolean): Problem {
  const known = [...KEYS.keys()].find((each) => each.replace(/[-_]/g, '') === key.toLowerCase().replace(/[-_]/g, ''));
  return {
    ...problemAt(place, at, {
      code: 'project.unknown_key',
      message: `dbt_project.yml has no key "${key}".`,
      remedy: known === undefined ? 'Remove it; a value of your own belongs below "vars:".' : `Write "${known}".`,
    }),
    severity: isRoot ? 'error' : 'warning',
  };
}

function quotingProblems(root: Yaml, place: PlaceOf): Problem[] {
  const entries = [...asMap(child(root, 'quoting')).entries.values()];
  return entries
    .filter(({ key }) => !['database', 'schema', 'identifier', 'project', 'snowflake_ignore_case'].includes(key))
    .map(({ key, keyAt }) =>
      problemAt(place, keyAt, {
        code: 'project.shape',
        message: `"quoting" has no key "${key}".`,
        remedy: 'It takes database, schema and identifier, each true or false.',
      }),
    );
}

function dispatchProblems(root: Yaml, place: PlaceOf): Problem[] {
  return listOf(child(root, 'dispatch'))
    .filter(
      (entry) =>
        scalarText(child(entry, 'macro_namespace')) === undefined || child(entry, 'search_order') === undefined,
    )
    .map((entry) =>
      problemAt(place, entry.at, {
        code: 'project.dispatch',
        message: 'An entry of "dispatch" names a namespace and the packages to search.',
        remedy: 'Write  - {macro_namespace: dbt_utils, search_order: [my_project, dbt_utils]}.',
      }),
    );
}
