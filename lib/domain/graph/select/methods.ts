import type { GraphNode } from '#lib/contracts/graph.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { byConfig } from './by-config.ts';
import { byFile, byFqn, byPath } from './by-place.ts';
import { type Facts, packageName, resourceType } from './facts.ts';
import type { Criterion } from './selection.ts';
import { matches } from './wildcard.ts';

/** Whether a node is chosen by a criterion's method and value. */
type Method = (node: GraphNode, criterion: Criterion, facts: Facts) => boolean;

/** `name` or `package.name` of one resource type. */
const named =
  (type: string): Method =>
  (node, { value }) => {
    if (resourceType(node) !== type) return false;
    const [first = '', second] = value.split('.');
    return second === undefined
      ? matches(node.name, first)
      : matches(packageName(node), first) && matches(node.name, second);
  };

/** `source`, `source.table` or `package.source.table`. */
const bySource: Method = (node, { value }) => {
  if (resourceType(node) !== 'source') return false;
  const [, own = '', source = '', ...table] = node.id.split('.');
  const steps = value.split('.');
  const [wantedTable = '*', wantedSource = '', wantedPackage = '*'] =
    steps.length === 1 ? ['*', steps[0]] : steps.toReversed();
  return matches(own, wantedPackage) && matches(source, wantedSource) && matches(table.join('.'), wantedTable);
};

const RESOURCE_TYPES = [
  'model',
  'seed',
  'snapshot',
  'source',
  'test',
  'unit_test',
  'function',
  'exposure',
  'metric',
  'semantic_model',
  'saved_query',
  'analysis',
  'operation',
];

const byResourceType: Method = (node, { value }) => {
  if (value === 'all') return true;
  if (!RESOURCE_TYPES.includes(value)) throw unknownValue('resource type', value, RESOURCE_TYPES);
  return resourceType(node) === value;
};

const TEST_TYPES = ['generic', 'schema', 'singular', 'data', 'unit'];

const byTestType: Method = (node, { value }) => {
  if (!TEST_TYPES.includes(value)) throw unknownValue('test type', value, TEST_TYPES);
  if (resourceType(node) === 'unit_test') return value === 'unit';
  if (resourceType(node) !== 'test') return false;
  const isGeneric = node.testName !== undefined;
  return value === 'data' || (value === 'singular' ? !isGeneric : value !== 'unit' && isGeneric);
};

const byTestName: Method = (node, { value }) =>
  resourceType(node) === 'unit_test'
    ? matches(node.name, value)
    : node.testName !== undefined && matches(node.testName, value);

const VERSIONS = ['latest', 'prerelease', 'old', 'none'];

const byVersion: Method = (node, { value }) => {
  if (!VERSIONS.includes(value)) throw unknownValue('version', value, VERSIONS);
  if (resourceType(node) !== 'model') return false;
  const { version, latestVersion } = node;
  if (version === undefined) return value === 'none';
  if (version === latestVersion) return value === 'latest';
  const later = latestVersion !== undefined && compareVersions(version, latestVersion) > 0;
  return value === (later ? 'prerelease' : 'old');
};

/** Numbers by their value, anything else as text. */
const compareVersions = (a: string, b: string): number => {
  const difference = Number(a) - Number(b);
  return Number.isNaN(difference) ? (a < b ? -1 : 1) : difference;
};

const byGroup: Method = (node, { value }) => {
  const group = node.config?.group;
  return typeof group === 'string' && matches(group, value);
};

const byAccess: Method = (node, { value }) =>
  resourceType(node) === 'model' && value === (node.config?.access ?? 'protected');

const byState: Method = (node, { value, argument }, { state }) => {
  if (state === undefined) throw needs('state:', 'an earlier manifest.json', '--state DIRECTORY');
  return state.fits(node.id, [value, ...argument].join('.'));
};

const byResult: Method = (node, { value }, { results }) => {
  if (results === undefined) throw needs('result:', 'an earlier run_results.json', '--state DIRECTORY');
  return results.get(node.id) === value;
};

const bySourceStatus: Method = (node, { value }, { fresher }) => {
  if (value !== 'fresher') throw unknownValue('source status', value, ['fresher']);
  if (fresher === undefined)
    throw needs(
      'source_status:',
      'an earlier and a new sources.json',
      'insitu source freshness, and --state DIRECTORY',
    );
  return fresher.has(node.id);
};

const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['fqn', byFqn],
  ['path', byPath],
  ['file', byFile],
  ['tag', (node, { value }) => node.tags.some((tag) => matches(tag, value))],
  ['group', byGroup],
  ['access', byAccess],
  ['source', bySource],
  ['package', (node, { value }, { project }) => matches(packageName(node), value === 'this' ? project : value)],
  ['config', byConfig],
  ['test_name', byTestName],
  ['test_type', byTestType],
  ['resource_type', byResourceType],
  ['exposure', named('exposure')],
  ['metric', named('metric')],
  ['semantic_model', named('semantic_model')],
  ['saved_query', named('saved_query')],
  ['unit_test', named('unit_test')],
  ['version', byVersion],
  ['state', byState],
  ['result', byResult],
  ['source_status', bySourceStatus],
  /** Ours: what a node is to a person (`kind:train`, `kind:python`). */
  ['kind', (node, { value }) => matches(node.kind, value)],
]);

/** Ours: a selector of `selectors.yml` by its name; it is put in its place before nodes are looked at. */
export const SELECTOR = 'selector';

export const METHOD_NAMES: readonly string[] = [...METHODS.keys(), SELECTOR];
export const isMethod = (name: string): boolean => METHODS.has(name) || name === SELECTOR;

/** Whether a node is what a criterion's method names; its neighbours are another matter. */
export const fits = (node: GraphNode, criterion: Criterion, facts: Facts): boolean =>
  METHODS.get(criterion.method)?.(node, criterion, facts) ?? false;

const unknownValue = (what: string, value: string, known: readonly string[]): ProblemError =>
  new ProblemError({
    code: 'select.value',
    message: `"${value}" is not a ${what}.`,
    remedy: `Use one of ${known.join(', ')}.`,
  });

const needs = (method: string, what: string, remedy: string): ProblemError =>
  new ProblemError({
    code: 'select.state',
    message: `${method} compares with ${what}, and none was given.`,
    remedy: `Give ${remedy}.`,
  });
