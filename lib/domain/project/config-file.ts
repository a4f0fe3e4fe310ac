import type { Problem } from '../../contracts/problem.ts';
import { configKeyProblems } from './config-keys.ts';
import { type QueryComment, queryCommentOf } from './query-comment.ts';
import { ownVersionProblems, requiredVersionProblems } from './required-version.ts';
import { parseYaml, type YamlFile } from './yaml.ts';
import { asWritten, type RenderText, renderTree } from './yaml-rendered.ts';
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
  | 'analyses'
  | 'unit_tests'
  | 'metrics'
  | 'semantic_models'
  | 'saved_queries';

/** One package's `dbt_project.yml`. Paths have no slash at the end. */
export interface ProjectConfig {
  readonly name: string;
  /** The profile it asks for. */
  readonly profile: string;
  readonly path: string;
  readonly modelPaths: readonly string[];
  readonly seedPaths: readonly string[];
  readonly testPaths: readonly string[];
  readonly macroPaths: readonly string[];
  readonly analysisPaths: readonly string[];
  readonly snapshotPaths: readonly string[];
  readonly functionPaths: readonly string[];
  readonly docsPaths: readonly string[];
  /** Folders that `docs generate` copies beside what it writes. */
  readonly assetPaths: readonly string[];
  readonly packagesPath: string;
  readonly trees: Readonly<Record<ConfigTree, YamlMap>>;
  readonly vars: YamlMap;
  readonly quoting: Readonly<Record<'database' | 'schema' | 'identifier', boolean>>;
  /** `dispatch`: where to look for a namespace's macros, in order. */
  readonly dispatch: ReadonlyMap<string, readonly string[]>;
  /** `on-run-start` and `on-run-end` as written. */
  readonly onRun: Readonly<Record<'start' | 'end', readonly Yaml[]>>;
  readonly queryComment: QueryComment;
  /** dbt's behaviour flags and global settings, as written. */
  readonly flags: YamlMap;
  /** Whether only this package may refer to its models that are not public. */
  readonly restrictAccess: boolean;
  readonly file: YamlFile;
}

/** What dbt renders later, or where its nodes are known: it is kept as written. */
const LATE = [
  ...['vars', 'on-run-start', 'on-run-end', 'query-comment', 'flags'],
  ...['models', 'seeds', 'snapshots', 'sources', 'functions', 'exposures', 'analyses', 'metrics'],
  ...['tests', 'data_tests', 'data-tests', 'unit_tests', 'unit-tests', 'semantic-models', 'saved-queries'],
];

/** Reads `dbt_project.yml`. Old key names (`source-paths`, `data-paths`, `modules-path`) are read as their new ones. */
export function readProjectConfig(
  text: string,
  path: string,
  render: RenderText = asWritten,
): { config: ProjectConfig; problems: Problem[] } {
  const file = parseYaml(text, path);
  const problems: Problem[] = [...file.problems];
  const root = renderedRoot(file, path, render, problems);
  const name = scalarText(child(root, 'name'));
  if (name === undefined && file.problems.length === 0) problems.push(nameMissing(path));
  if (name !== undefined && !/^[^\d\W]\w*$/.test(name)) problems.push(nameWrong(name, root, file, path));
  problems.push(
    ...configKeyProblems(root, file, path),
    ...ownVersionProblems(root, file, path),
    ...requiredVersionProblems(root, file, path),
  );
  return { config: configOf(name ?? 'project', path, root, file), problems };
}

/** The file's keys with the Jinja in their values rendered, but for those that are rendered later. */
function renderedRoot(file: YamlFile, path: string, render: RenderText, problems: Problem[]): YamlMap {
  const root = asMap(file.root);
  const entries = Array.from(root.entries, ([key, entry]) => {
    if (LATE.includes(key)) return [key, entry] as const;
    const value = renderTree(
      entry.value,
      (text, at) => render({ text, at, path, file }),
      (problem) => problems.push(problem),
    );
    return [key, { ...entry, value }] as const;
  });
  return { ...root, entries: new Map(entries) };
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
    profile: scalarText(child(root, 'profile')) ?? name,
    path,
    modelPaths: models,
    seedPaths: paths(['seed-paths', 'data-paths'], ['seeds']),
    testPaths: paths(['test-paths'], ['tests']),
    macroPaths: paths(['macro-paths'], ['macros']),
    analysisPaths: paths(['analysis-paths'], ['analyses', 'analysis']),
    snapshotPaths: paths(['snapshot-paths'], ['snapshots']),
    functionPaths: paths(['function-paths'], ['functions']),
    docsPaths: paths(['docs-paths'], []),
    assetPaths: paths(['asset-paths'], []),
    packagesPath: paths(['packages-install-path', 'modules-path'], [])[0] ?? 'dbt_packages',
    trees: treesOf(root),
    vars: varsOf(root),
    quoting: quotingOf(child(root, 'quoting')),
    dispatch: dispatchOf(child(root, 'dispatch')),
    onRun: { start: listOf(child(root, 'on-run-start')), end: listOf(child(root, 'on-run-end')) },
    queryComment: queryCommentOf(root),
    flags: asMap(child(root, 'flags')),
    restrictAccess: isTrue(child(root, 'restrict-access')),
    file,
  };
}

const isTrue = (yaml: Yaml | undefined): boolean => yaml?.type === 'scalar' && yaml.value === true;

/** `vars`; in projects of config-version 1 they stand below `models`, for all packages and for each. */
function varsOf(root: YamlMap): YamlMap {
  const vars = asMap(child(root, 'vars'));
  const version = scalarText(child(root, 'config-version'));
  const models = asMap(child(root, 'models'));
  if (version !== '1') return vars;
  const entries = new Map([...asMap(child(models, 'vars')).entries, ...vars.entries]);
  for (const [name, entry] of models.entries) {
    const own = child(entry.value, 'vars');
    if (name !== 'vars' && own !== undefined) entries.set(name, { ...entry, value: own });
  }
  return { ...vars, entries };
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
    unit_tests: tree('unit_tests', 'unit-tests'),
    metrics: tree('metrics'),
    semantic_models: tree('semantic-models'),
    saved_queries: tree('saved-queries'),
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
