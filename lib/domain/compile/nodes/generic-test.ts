import type { PyDict } from '../../jinja/values/collections.ts';
import { child, type Package, scalarText } from '../../project/index.ts';
import { configLayers, mergeLayers } from '../config/layers.ts';
import { flagOf } from '../config/read.ts';
import { type Captured, callsOf } from '../context/parse-names.ts';
import { BARE, type Config, type Draft, type RefCall, type SourceCall } from '../draft.ts';
import { DBT } from '../macros/registry.ts';
import type { Workspace } from '../workspace.ts';
import type { YamlRendering } from '../yaml-render.ts';
import { captureTest, type TestCall } from './capture-test.ts';
import type { TestOwner } from './generic-tests.ts';
import { named } from './named.ts';
import { descriptionOf } from './properties.ts';
import { storedFailures, TEST_DEFAULTS } from './test-config.ts';
import { testHash, testNames } from './test-name.ts';
import { macroArguments, type TestSpec, testConfig } from './test-spec.ts';
import { modelExpression } from './tested-model.ts';

/** The call that finds the node a test judges. */
function testedCall({ draft, entry }: TestOwner, at: number): RefCall | SourceCall {
  const place = { path: entry.path, ...entry.file.position(at) };
  if (draft.resourceType === 'source') {
    const [source = '', table = ''] = draft.fqn.slice(-2);
    return { source, table, place };
  }
  // As dbt writes it, without the package: a project's own node of the name comes first.
  return { packageName: undefined, name: draft.name, version: draft.version, place };
}

/** What a test is called: in full for its id, short (with a hash) for its relation. */
function namesOf(owner: TestOwner, spec: TestSpec, kwargs: PyDict): { full: string; short: string } {
  const given = scalarText(child(spec.args, 'name'));
  if (given !== undefined) return { full: given, short: given };
  const { draft } = owner;
  const isSource = draft.resourceType === 'source';
  const target = isSource
    ? draft.fqn.slice(-2).join('_')
    : draft.name + (draft.version === undefined ? '' : `_v${draft.version}`);
  const [first = '', second] = spec.name.split('.');
  const parts = second === undefined ? ['', first] : [`${first}_`, second];
  return testNames(`${parts[0]}${isSource ? 'source_' : ''}${parts[1]}`, target, kwargs);
}

/**
 * The draft of one generic test.
 * @param rendering of the file it is written in
 */
export function draftGenericTest(
  workspace: Workspace,
  each: Package,
  owner: TestOwner,
  spec: TestSpec,
  rendering: YamlRendering,
): Draft {
  const { entry } = owner;
  const [first = '', second] = spec.name.split('.');
  const [namespace, name] = second === undefined ? [undefined, first] : [first, second];
  const tested = testedCall(owner, spec.at);
  const kwargs = macroArguments(spec, modelExpression(tested));
  const names = namesOf(owner, spec, kwargs);
  const written = testConfig(spec, rendering);
  const own = names.short === names.full || 'alias' in written ? written : { ...written, alias: names.short };
  const fqn = [each.name, ...entry.path.slice(each.prefix.length).split('/').slice(1, -1), names.full];
  const facts = {
    id: `test.${each.name}.${names.full}.${testHash(names.full, namespace, name, kwargs)}`,
    name: names.full,
    resourceType: 'test' as const,
    packageName: each.name,
    path: entry.path,
    fqn,
    version: undefined,
    description: descriptionOf(spec.args, rendering),
    text: '',
    columns: [],
  };
  const call = { name, namespace, kwargs, tested };
  const captured = capture(workspace, each, facts, own, call);
  const config = storedFailures(captured.config);
  const { relation, problems } = named(workspace, each, facts, config);
  return {
    ...BARE,
    ...facts,
    kind: 'test',
    line: tested.place.line,
    folder: owner.draft.folder,
    language: 'sql',
    config,
    relation,
    ...callsOf(captured),
    tags: spec.tags,
    tested,
    genericTest: {
      name,
      namespace,
      column: spec.column,
      isCount: isOldStyle(workspace, each, call),
      file: names.short,
    },
    properties: { kwargs },
    origin: { entry, inline: own, called: Object.assign({}, ...captured.configs), macros: captured.macros },
    problems: [...captured.problems, ...(flagOf(config, 'store_failures', false) ? problems : [])],
  };
}

/** Tests that dbt spares itself the rendering of. */
export const STATIC: ReadonlySet<string> = new Set(['unique', 'not_null']);

/** Refs and config of a test. dbt's own `unique` and `not_null` are known without rendering them. */
function capture(
  workspace: Workspace,
  each: Package,
  facts: Parameters<typeof captureTest>[2],
  own: Config,
  call: TestCall,
): Captured & Pick<Draft, 'problems' | 'config'> & { macros: readonly string[] } {
  const { tested } = call;
  const layers = configLayers(workspace, each, 'data_tests', facts.fqn, { defaults: TEST_DEFAULTS });
  const definition = definitionOf(workspace, each, call);
  if (STATIC.has(call.name) && definition?.packageName === DBT) {
    const found = 'table' in tested ? { refs: [], sources: [tested] } : { refs: [tested], sources: [] };
    const macros = [`macro.${DBT}.test_${call.name}`];
    return {
      ...found,
      functions: [],
      metrics: [],
      configs: [],
      macros,
      problems: [],
      config: mergeLayers(layers, [own]),
    };
  }
  // The call of the macro stands between: what the YAML says is set before it and again after it.
  const around = { before: [...layers.before, own], after: layers.after };
  const captured = captureTest(workspace, each, facts, around, call);
  const config = mergeLayers(around, [...captured.configs, own]);
  return { ...captured, config };
}

function definitionOf({ macros }: Workspace, each: Package, call: TestCall) {
  const macro = `test_${call.name}`;
  return call.namespace === undefined ? macros.find(macro, each.name) : macros.inPackage(call.namespace, macro);
}

/** Before dbt 0.20 a test was a macro named `test_…` whose query gave the number of failures. */
const isOldStyle = (workspace: Workspace, each: Package, call: TestCall): boolean =>
  definitionOf(workspace, each, call)?.statement?.kind === 'macro';
