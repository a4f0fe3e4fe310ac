import { PyDict } from '../../jinja/values/collections.ts';
import { fromJs } from '../../jinja/values/convert.ts';
import { PyFloat, type Value } from '../../jinja/values/value.ts';
import { asMap, child, type Package, scalarText, type Yaml, type YamlMap } from '../../project/index.ts';
import { mergeConfigs } from '../config/merge.ts';
import { textOf } from '../config/read.ts';
import type { Config, Draft, RefCall, SourceCall } from '../draft.ts';
import type { Workspace } from '../workspace.ts';
import { renderYaml } from '../yaml-render.ts';
import { captureTest } from './capture-test.ts';
import type { TestOwner } from './generic-tests.ts';
import { projectLayers } from './models.ts';
import { renderingOf } from './properties.ts';
import { testHash, testNames } from './test-name.ts';

/** A generic test as written below a node or column. */
export interface TestSpec {
  /** `unique`, or `dbt_utils.expression_is_true`. */
  readonly name: string;
  readonly args: YamlMap;
  readonly column: string | undefined;
  readonly at: number;
}

/** Arguments that are configs wherever they stand. */
const CONFIG_ARGS = [
  'severity',
  'tags',
  'enabled',
  'where',
  'limit',
  'warn_if',
  'error_if',
  'fail_calc',
  'store_failures',
  'store_failures_as',
  'meta',
  'database',
  'schema',
  'alias',
];
const DEFAULTS: Config = {
  severity: 'ERROR',
  warn_if: '!= 0',
  error_if: '!= 0',
  fail_calc: 'count(*)',
  materialized: 'test',
};

/** YAML as Python reads it: `1.0` stays a float. */
function yamlValue(yaml: Yaml): Value {
  if (yaml.type === 'list') return yaml.items.map(yamlValue);
  if (yaml.type === 'map')
    return new PyDict([...yaml.entries.values()].map(({ key, value }) => [key, yamlValue(value)] as const));
  return typeof yaml.value === 'number' && /[.eE]/.test(yaml.source) ? new PyFloat(yaml.value) : fromJs(yaml.value);
}

/** Arguments of the macro: those below `arguments:`, and those beside it that are no configs. */
function macroArguments(spec: TestSpec, model: string): PyDict {
  const kwargs = new PyDict();
  const reserved = new Set([...CONFIG_ARGS, 'config', 'description', 'name', 'arguments']);
  for (const { key, value } of spec.args.entries.values()) if (!reserved.has(key)) kwargs.set(key, yamlValue(value));
  if (spec.column !== undefined) kwargs.set('column_name', spec.column);
  for (const { key, value } of asMap(child(spec.args, 'arguments')).entries.values()) kwargs.set(key, yamlValue(value));
  kwargs.set('model', model);
  return kwargs;
}

function testConfig(workspace: Workspace, each: Package, owner: TestOwner, spec: TestSpec): Config {
  const rendering = renderingOf(workspace, each, owner.entry);
  const config: Record<string, unknown> = {};
  for (const { key, value } of spec.args.entries.values())
    if (CONFIG_ARGS.includes(key)) config[key] = renderYaml(value, rendering);
  for (const { key, value } of asMap(child(spec.args, 'config')).entries.values())
    config[key] = renderYaml(value, rendering);
  return config;
}

/** How dbt writes the node a test judges: an expression its macro receives rendered. */
function modelExpression(draft: Draft): string {
  if (draft.resourceType === 'source') {
    const [source = '', table = ''] = draft.fqn.slice(-2);
    return `{{ get_where_subquery(source('${source}', '${table}')) }}`;
  }
  const version = draft.version === undefined ? '' : `, version='${draft.version}'`;
  return `{{ get_where_subquery(ref('${draft.name}'${version})) }}`;
}

/** The draft of one generic test. */
export function draftGenericTest(workspace: Workspace, each: Package, owner: TestOwner, spec: TestSpec): Draft {
  const [first = '', second] = spec.name.split('.');
  const name = second ?? first;
  const namespace = second === undefined ? undefined : first;
  const isSource = owner.draft.resourceType === 'source';
  const kwargs = macroArguments(spec, modelExpression(owner.draft));
  const target = isSource
    ? owner.draft.fqn.slice(-2).join('_')
    : owner.draft.name + (owner.draft.version === undefined ? '' : `_v${owner.draft.version}`);
  const type = [namespace, isSource ? `source_${name}` : name].filter((part) => part !== undefined).join('_');
  const own = testConfig(workspace, each, owner, spec);
  const given = scalarText(child(spec.args, 'name'));
  const names = given === undefined ? testNames(type, target, kwargs) : { full: given, short: given };
  const fqn = [each.name, ...owner.entry.path.slice(each.prefix.length).split('/').slice(1, -1), names.full];
  const position = owner.entry.file.position(spec.at);
  const tested: RefCall | SourceCall = isSource
    ? {
        source: owner.draft.fqn.at(-2) ?? '',
        table: owner.draft.fqn.at(-1) ?? '',
        place: { path: owner.entry.path, ...position },
      }
    : {
        packageName: each.name,
        name: owner.draft.name,
        version: owner.draft.version,
        place: { path: owner.entry.path, ...position },
      };
  const layers = [DEFAULTS, ...projectLayers(workspace, each, 'data_tests', fqn), own];
  const facts = {
    id: `test.${each.name}.${names.full}.${testHash(names.full, namespace, name, kwargs)}`,
    name: names.full,
    resourceType: 'test' as const,
    packageName: each.name,
    path: owner.entry.path,
    fqn,
    version: undefined,
    description: scalarText(child(spec.args, 'description')) ?? '',
    text: '',
    columns: [],
  };
  const call = { name, namespace, kwargs, place: { path: owner.entry.path, ...position } };
  const captured = captureTest(workspace, each, facts, layers, call);
  return {
    ...facts,
    kind: 'test',
    line: position.line,
    folder: owner.draft.folder,
    language: 'sql',
    template: undefined,
    config: mergeConfigs([...layers, ...captured.configs]),
    relation: {
      database: workspace.options.target.database,
      schema: `${workspace.options.target.schema}_dbt_test__audit`,
      identifier: textOf(own, 'alias') ?? names.short,
    },
    latestVersion: undefined,
    refs: captured.refs,
    sources: captured.sources,
    functions: captured.functions,
    tested,
    genericTest: { name, namespace, column: spec.column },
    properties: { kwargs },
    origin: { entry: owner.entry, inline: own, macros: captured.macros },
    problems: captured.problems,
  };
}
