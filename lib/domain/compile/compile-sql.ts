import type { Problem } from '../../contracts/problem.ts';
import { JinjaError } from '../jinja/errors.ts';
import { renderTemplate } from '../jinja/render.ts';
import { PyDict } from '../jinja/values/collections.ts';
import { toText } from '../jinja/values/text.ts';
import type { Value } from '../jinja/values/value.ts';
import type { Package } from '../project/index.ts';
import { compileNames } from './context/compile-names.ts';
import { compiling, NEEDS_DATABASE } from './context/database.ts';
import { graphDict } from './context/graph.ts';
import { type NameOverrides, NodeContext, nodeFunction, type OwnNames } from './context/node-context.ts';
import { docFunction } from './docs.ts';
import type { Draft } from './draft.ts';
import type { Lookup } from './lookup.ts';
import { renderTest } from './nodes/capture-test.ts';
import { jinjaProblem } from './problem.ts';
import type { Workspace } from './workspace.ts';

/** Compiled text; undefined when it asks a database that is not there. And the macros it called itself, by unique id. */
export type Compiled =
  | { readonly ok: true; readonly sql: string | undefined; readonly called: readonly string[] }
  | { readonly ok: false; readonly problem: Problem };

/** The names of a node whose references are known, with others that only a step has. */
export const compileContext = (
  workspace: Workspace,
  each: Package,
  draft: Draft,
  lookup: Lookup,
  more: OwnNames = {},
  overrides?: NameOverrides,
): NodeContext => {
  const database = compiling(workspace.options.database);
  const graph = (): Value => {
    // What depends on every other node is rendered when it is run.
    database.port();
    return graphDict(workspace, lookup);
  };
  const selected = (): Value => {
    const { invocation } = workspace.options;
    // What reads the command's choice is rendered once that is made.
    if (invocation?.selected === undefined) database.port();
    return [...(invocation?.selected ?? [])];
  };
  const write = nodeFunction('write', ({ positional: [text = ''] }) => {
    const batch = draft.batch === undefined ? {} : { batch: draft.batch.id };
    workspace.options.main?.({ nodeId: draft.id, sql: toText(text), ...batch });
    return '';
  });
  const names = compileNames(draft, lookup, docFunction(workspace, each), workspace);
  return new NodeContext(
    workspace,
    each,
    { ...names, graph, selected_resources: selected, write, ...more },
    database,
    overrides,
  );
};

/** Renders a node's SQL with everything it refers to resolved. Ephemeral models are CTE names still. */
export function compileSql(workspace: Workspace, each: Package, draft: Draft, context: NodeContext): Compiled {
  try {
    return { ok: true, sql: render(workspace, each, draft, context), called: context.macros.called() };
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error;
    if (error.code === NEEDS_DATABASE) return { ok: true, sql: undefined, called: [] };
    return { ok: false, problem: jinjaProblem(error, draft.path, draft.id) };
  }
}

function render(workspace: Workspace, each: Package, draft: Draft, context: NodeContext): string {
  const { genericTest, tested, properties } = draft;
  if (genericTest !== undefined && tested !== undefined) {
    const kwargs = properties.kwargs instanceof PyDict ? properties.kwargs : new PyDict();
    return renderTest(workspace, each, context, { ...genericTest, kwargs, tested }, {});
  }
  if (draft.template === undefined) return draft.text;
  const onUndefined = (
    value: { name: string },
    source: { path: string; position(at: number): { line: number; column: number } },
    offset: number,
  ): void => {
    workspace.report({
      code: 'jinja.undefined',
      severity: 'warning',
      message: `'${value.name}' is undefined; it prints as nothing.`,
      path: source.path,
      ...source.position(offset),
      nodeId: draft.id,
    });
  };
  return renderTemplate(draft.template, context, { onUndefined });
}
