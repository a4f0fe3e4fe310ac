import type { Problem } from '../../contracts/problem.ts';
import { parseYaml, type YamlFile } from './yaml.ts';
import { asMap, child, EMPTY_MAP, listOf, scalarText, textsOf, type Yaml, type YamlMap } from './yaml-tree.ts';

/** Kinds of resource that `dbt_project.yml` configures as a tree of folders. */
export type ConfigTree =
  | 'models'
  | 'seeds'
  | 'snapshots'
  | 'sources'
  | 'data_tests'
  | 'functions'
  | 'exposures'
  | 'analyses';

/** One package's `dbt_project.yml`. Paths have no slash at the end. */
export interface ProjectConfig {
  readonly name: string;
  readonly path: string;
  readonly modelPaths: readonly string[];
  readonly seedPaths: readonly string[];
  readonly testPaths: readonly string[];
  readonly macroPaths: readonly string[];
  readonly analysisPaths: readonly string[];
  readonly snapshotPaths: readonly string[];
  readonly functionPaths: readonly string[];
  readonly docsPaths: readonly string[];
  readonly packagesPath: string;
  readonly trees: Readonly<Record<ConfigTree, YamlMap>>;
  readonly vars: YamlMap;
  readonly quoting: Readonly<Record<'database' | 'schema' | 'identifier', boolean>>;
  /** `dispatch`: where to look for a namespace's macros, in order. */
  readonly dispatch: ReadonlyMap<string, readonly string[]>;
  /** `on-run-start` and `on-run-end` as written. */
  readonly onRun: Readonly<Record<'start' | 'end', readonly Yaml[]>>;
  readonly file: YamlFile;
}

const KNOWN_KEYS = new Set([
  'name',
  'version',
  'config-version',
  'profile',
  'require-dbt-version',
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
  'target-path',
  'log-path',
  'packages-install-path',
  'modules-path',
  'clean-targets',
  'query-comment',
  'quoting',
  'models',
  'seeds',
  'snapshots',
  'sources',
  'tests',
  'data_tests',
  'data-tests',
  'functions',
  'exposures',
  'analyses',
  'vars',
  'on-run-start',
  'on-run-end',
  'dispatch',
  'flags',
  'dbt-cloud',
  'metrics',
  'semantic-models',
  'saved-queries',
  'unit_tests',
  'restrict-access',
  'packages',
]);

/** Reads `dbt_project.yml`. Old key names (`source-paths`, `data-paths`, `modules-path`) are read as their new ones. */
export function readProjectConfig(text: string, path: string): { config: ProjectConfig; problems: Problem[] } {
  const file = parseYaml(text, path);
  const problems: Problem[] = [...file.problems];
  const root = asMap(file.root);
  const name = scalarText(child(root, 'name'));
  if (name === undefined && file.problems.length === 0) problems.push(nameMissing(path));
  if (name !== undefined && !/^[^\d\W]\w*$/.test(name)) problems.push(nameWrong(name, root, file, path));
  for (const { key, keyAt } of root.entries.values()) {
    if (!KNOWN_KEYS.has(key)) problems.push(unknownKey(key, file.position(keyAt), path));
  }
  return { config: configOf(name ?? 'project', path, root, file), problems };
}

function configOf(name: string, path: string, root: YamlMap, file: YamlFile): ProjectConfig {
  const paths = (names: readonly string[], otherwise: readonly string[]): readonly string[] => {
    for (const key of names) {
      const value = child(root, key);
      if (value !== undefined) return textsOf(value).map((each) => each.replace(/^\.\//, '').replace(/\/+$/, ''));
    }
    return otherwise;
  };
  const models = paths(['model-paths', 'source-paths'], ['models']);
  return {
    name,
    path,
    modelPaths: models,
    seedPaths: paths(['seed-paths', 'data-paths'], ['seeds']),
    testPaths: paths(['test-paths'], ['tests']),
    macroPaths: paths(['macro-paths'], ['macros']),
    analysisPaths: paths(['analysis-paths'], ['analyses', 'analysis']),
    snapshotPaths: paths(['snapshot-paths'], ['snapshots']),
    functionPaths: paths(['function-paths'], ['functions']),
    docsPaths: paths(['docs-paths'], []),
    packagesPath: paths(['packages-install-path', 'modules-path'], [])[0] ?? 'dbt_packages',
    trees: treesOf(root),
    vars: asMap(child(root, 'vars')),
    quoting: quotingOf(child(root, 'quoting')),
    dispatch: dispatchOf(child(root, 'dispatch')),
    onRun: { start: listOf(child(root, 'on-run-start')), end: listOf(child(root, 'on-run-end')) },
    file,
  };
}

function treesOf(root: YamlMap): Readonly<Record<ConfigTree, YamlMap>> {
  const tree = (...keys: string[]): YamlMap => {
    for (const key of keys) {
      const value = child(root, key);
      if (value !== undefined) return asMap(value);
    }
    return EMPTY_MAP;
  };
  return {
    models: tree('models'),
    seeds: tree('seeds'),
    snapshots: tree('snapshots'),
    sources: tree('sources'),
    data_tests: tree('data_tests', 'data-tests', 'tests'),
    functions: tree('functions'),
    exposures: tree('exposures'),
    analyses: tree('analyses'),
  };
}

function quotingOf(yaml: Yaml | undefined): ProjectConfig['quoting'] {
  const flag = (key: string): boolean => {
    const value = child(yaml, key);
    return value?.type === 'scalar' && typeof value.value === 'boolean' ? value.value : true;
  };
  return { database: flag('database'), schema: flag('schema'), identifier: flag('identifier') };
}

function dispatchOf(yaml: Yaml | undefined): ReadonlyMap<string, readonly string[]> {
  const orders = new Map<string, readonly string[]>();
  for (const entry of listOf(yaml)) {
    const namespace = scalarText(child(entry, 'macro_namespace'));
    if (namespace !== undefined) orders.set(namespace, textsOf(child(entry, 'search_order')));
  }
  return orders;
}

const nameMissing = (path: string): Problem => ({
  code: 'project.name',
  severity: 'error',
  message: `${path} has no name.`,
  path,
  line: 1,
  column: 1,
  remedy: 'Add a line such as  name: my_project.',
});

function nameWrong(name: string, root: YamlMap, file: YamlFile, path: string): Problem {
  return {
    code: 'project.name',
    severity: 'error',
    message: `"${name}" can't be a project's name: only letters, digits and underscores, and no digit first.`,
    path,
    ...file.position(child(root, 'name')?.at ?? 0),
    remedy: `Call it ${name.replace(/\W+/g, '_').replace(/^(\d)/, '_$1')}.`,
  };
}

const unknownKey = (key: string, position: { line: number; column: number }, path: string): Problem => ({
  code: 'project.unknown_key',
  severity: 'warning',
  message: `dbt_project.yml has no key "${key}"; it is ignored.`,
  path,
  ...position,
});
