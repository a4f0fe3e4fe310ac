import { didYouMean } from '../../../contracts/near.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { JinjaError } from '../../jinja/errors.ts';
import type { RenderOptions } from '../../jinja/evaluate/interpreter.ts';
import { parseTemplate } from '../../jinja/parser.ts';
import { interpret, renderNative } from '../../jinja/render.ts';
import { SourceText } from '../../jinja/source.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import { toText } from '../../jinja/values/text.ts';
import { Undefined, type Value } from '../../jinja/values/value.ts';
import type { Package } from '../../project/index.ts';
import type { ConfigLayers } from '../config/layers.ts';
import { NodeContext } from '../context/node-context.ts';
import type { NodeFacts } from '../context/node-facts.ts';
import { type Captured, newCapture, parseNames } from '../context/parse-names.ts';
import { docFunction } from '../docs.ts';
import type { RefCall, SourceCall } from '../draft.ts';
import { jinjaProblem } from '../problem.ts';
import type { Workspace } from '../workspace.ts';
import { renderModel } from './tested-model.ts';

/** A call of a generic test's macro. */
export interface TestCall {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly kwargs: PyDict;
  /** The node it judges; stands where the test is written. */
  readonly tested: RefCall | SourceCall;
}

/** Arguments that dbt renders as expressions without braces. */
const EXPRESSION = /^\s*(env_var|ref|var|source|doc)\s*\(.+\)\s*$/;

/**
 * Arguments as the macro receives them, by name. Jinja inside is rendered, except in the column's name;
 * `model` is always the node that the test judges.
 */
function renderArguments({ kwargs, tested }: TestCall, context: NodeContext, options: RenderOptions) {
  const { place } = tested;
  const render = (value: Value): Value => {
    if (typeof value === 'string') {
      const text = EXPRESSION.test(value) ? `{{ ${value} }}` : value;
      if (!text.includes('{')) return text;
      return renderNative(parseTemplate(text, place.path, { base: place }), context, options);
    }
    if (Array.isArray(value)) return value.map(render);
    if (value instanceof PyDict)
      return new PyDict([...value.entries()].map(([key, each]) => [key, render(each)] as const));
    return value;
  };
  const named = new Map<string, Value>();
  for (const [key, value] of kwargs.entries()) {
    if (key === 'model') named.set(key, renderModel(tested, context, options));
    else named.set(toText(key), key === 'column_name' && typeof value === 'string' ? value : render(value));
  }
  return named;
}

/** The SQL of a generic test: its macro called with its arguments. */
export function renderTest(
  workspace: Workspace,
  each: Package,
  context: NodeContext,
  call: TestCall,
  options: RenderOptions,
): string {
  const { macros } = workspace;
  const macroName = `test_${call.name}`;
  const definition =
    call.namespace === undefined ? macros.find(macroName, each.name) : macros.inPackage(call.namespace, macroName);
  const named = renderArguments(call, context, options);
  // Only now: what the test judges is known without its macro, and what fails before it skips it.
  if (definition === undefined) throw noSuchTest(workspace, each, call);
  const { place } = call.tested;
  const source = new SourceText(call.name, place.path, place);
  return interpret(
    source,
    (each) => toText(each.call(context.macros.of(definition), { positional: [], named })),
    options,
  );
}

function noSuchTest(workspace: Workspace, each: Package, call: TestCall): JinjaError {
  const full = call.namespace === undefined ? call.name : `${call.namespace}.${call.name}`;
  const known = [
    ...(call.namespace === undefined
      ? workspace.macros.visibleNames(each.name)
      : workspace.macros.names(call.namespace)),
  ]
    .filter((name) => name.startsWith('test_'))
    .map((name) => name.slice('test_'.length));
  const missingPackage = call.namespace !== undefined && !workspace.macros.hasPackage(call.namespace);
  return new JinjaError('undefined', `There is no generic test named '${full}'.`, {
    code: 'test.missing',
    ...(missingPackage ? { missing: new Undefined(call.namespace ?? '') } : {}),
    remedy: missingPackage
      ? `The package "${call.namespace}" is not in dbt_packages/.`
      : (didYouMean(call.name, known) ??
        `Write {% test ${call.name}(model, column_name) %} in macros/ or tests/generic/.`),
    source: new SourceText(full, call.tested.place.path, call.tested.place),
    offset: 0,
    endOffset: full.length,
  });
}

/** The test's own macro first: dbt renders the arguments while it runs. */
function macrosOf(context: NodeContext, { name }: TestCall): string[] {
  const isTest = (id: string): boolean => id.endsWith(`.test_${name}`);
  return context.macros.called().toSorted((a, b) => Number(isTest(b)) - Number(isTest(a)));
}

/** Renders a test for the first time, to learn its config and what it refers to. */
export function captureTest(
  workspace: Workspace,
  each: Package,
  facts: NodeFacts,
  layers: ConfigLayers,
  call: TestCall,
): Captured & { problems: Problem[]; macros: readonly string[] } {
  const captured = newCapture();
  const { target } = workspace.options;
  const placeholder = { database: target.database, schema: target.schema, identifier: facts.name };
  const names = parseNames(facts, layers, placeholder, captured, docFunction(workspace, each));
  const context = new NodeContext(workspace, each, names);
  try {
    renderTest(workspace, each, context, call, { lenient: true });
    return { ...captured, problems: [], macros: macrosOf(context, call) };
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error;
    const problem = jinjaProblem(error, call.tested.place.path, facts.id);
    // dbt, which does not look for the macro before it compiles the test, parses a project without it.
    const problems = [error.code === 'test.missing' ? { ...problem, rendering: true as const } : problem];
    return { ...captured, problems, macros: macrosOf(context, call) };
  }
}
