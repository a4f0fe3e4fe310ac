import type { RunHook } from '../../contracts/compilation.ts';
import type { Problem } from '../../contracts/problem.ts';
import { JinjaError } from '../jinja/errors.ts';
import { parseTemplate } from '../jinja/parser.ts';
import { renderTemplate } from '../jinja/render.ts';
import type { Value } from '../jinja/values/value.ts';
import type { Package } from '../project/index.ts';
import { compileContext } from './compile-sql.ts';
import type { ParsedProject } from './compiler.ts';
import { compiling, NEEDS_DATABASE } from './context/database.ts';
import type { OwnNames } from './context/node-context.ts';
import { type Draft, isEnabled } from './draft.ts';
import type { CompiledText } from './ephemeral.ts';
import { type Lookup, lookupOf } from './lookup.ts';
import { draftRunHook } from './nodes/run-hooks.ts';
import { jinjaProblem } from './problem.ts';
import { type Resolved, resolveDraft } from './resolve.ts';
import type { Workspace } from './workspace.ts';

/** A hook of `on-run-start` or `on-run-end` before it is rendered: dbt counts it as a node. */
export interface RunHookText {
  readonly id: string;
  readonly when: 'start' | 'end';
  readonly each: Package;
  readonly draft: Draft;
  readonly line: number;
  /** Its place in its list, from 0. */
  readonly index: number;
}

/** Hooks of a run in dbt's order: the project's own, then those of packages by name, each as it is written. */
export function runHookTexts(workspace: Workspace): RunHookText[] {
  const { root, packages } = workspace.project;
  const others = packages.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [root, ...others].flatMap((each) => [
    ...hooksOf(workspace, each, 'start'),
    ...hooksOf(workspace, each, 'end'),
  ]);
}

function hooksOf(workspace: Workspace, each: Package, when: RunHookText['when']): RunHookText[] {
  const { config } = each;
  return config.onRun[when].flatMap((item, index) => {
    if (item.type !== 'scalar' || typeof item.value !== 'string') return [];
    const text = item.value;
    const name = `${each.name}-on-run-${when}-${index}`;
    const draft = workspace.memo.get('run hook', name, [text, config, workspace.project.root.config], () =>
      draftRunHook(workspace, each, { name, text, tag: `on-run-${when}` }),
    );
    return [{ id: draft.id, when, each, draft, line: config.file.position(item.at).line, index }];
  });
}

/** The hooks that are not switched off, with what they refer to found. */
export function resolvedRunHooks({ workspace, nodes }: Pick<ParsedProject, 'workspace' | 'nodes'>): Resolved[] {
  const hooks = runHookTexts(workspace).filter(({ draft }) => isEnabled(draft));
  if (hooks.length === 0) return [];
  const lookup = lookupOf(new Map(Array.from(nodes, ([id, { draft }]) => [id, draft])), [], workspace.project);
  return hooks.map(({ draft }) => resolveDraft(draft, lookup));
}

/** What hooks after a run see of it. Before it is over there is nothing to see: they wait. */
const LATE = ['results', 'schemas', 'database_schemas'];

/** A project's hooks of a run; those that ask the database or the results are rendered when they run. */
export function compileRunHooks(workspace: Workspace, lookup: Lookup): RunHook[] {
  const wait = (): Value => {
    compiling(undefined).port();
    return null;
  };
  const late: OwnNames = Object.fromEntries(LATE.map((name) => [name, wait]));
  return runHookTexts(workspace).flatMap((hook): RunHook[] => {
    const { id, when, line, draft } = hook;
    if (!isEnabled(draft)) return [];
    const place = { id, when, path: draft.path, line };
    try {
      const { code, macros } = renderRunHook(workspace, lookup, hook, when === 'end' ? late : {});
      return [{ ...place, sql: code, called: macros ?? [] }];
    } catch (error) {
      if (!(error instanceof JinjaError)) throw error;
      if (error.code === NEEDS_DATABASE) return [{ ...place, sql: draft.text, deferred: true as const }];
      workspace.report({ ...hookProblem(error, hook), rendering: true });
      return [];
    }
  });
}

/** @throws JinjaError */
export function renderRunHook(workspace: Workspace, lookup: Lookup, hook: RunHookText, more: OwnNames): CompiledText {
  const context = compileContext(workspace, hook.each, hook.draft, lookup, more);
  const code = renderTemplate(parseTemplate(hook.draft.text, hook.draft.path), context).trim();
  return { code, ctes: [], macros: context.macros.called() };
}

/** A hook's text is one value of dbt_project.yml: errors stand at its line. */
export function hookProblem(error: JinjaError, { draft, line }: RunHookText): Problem {
  const problem = jinjaProblem(error, draft.path);
  return problem.path === draft.path
    ? { ...problem, line, column: 1, endLine: undefined, endColumn: undefined }
    : problem;
}
