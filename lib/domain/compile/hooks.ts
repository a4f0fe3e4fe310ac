import type { HookSql } from '../../contracts/compilation.ts';
import type { Problem } from '../../contracts/problem.ts';
import { JinjaError } from '../jinja/errors.ts';
import { parseTemplate } from '../jinja/parser.ts';
import { renderTemplate } from '../jinja/render.ts';
import type { Package } from '../project/index.ts';
import { compileContext } from './compile-sql.ts';
import { recordOf } from './config/read.ts';
import { NEEDS_DATABASE } from './context/database.ts';
import type { NodeContext } from './context/node-context.ts';
import type { Config, Draft } from './draft.ts';
import type { Lookup } from './lookup.ts';
import { jinjaProblem } from './problem.ts';
import type { Workspace } from './workspace.ts';

interface Hooks {
  readonly pre: readonly HookSql[];
  readonly post: readonly HookSql[];
}

/** What the statement that built a node answered, for the hooks after it. */
export interface MainAnswer {
  readonly message: string;
  readonly code: string;
  readonly rows: number;
}

/** A hook as a config writes it: text, `{sql, transaction}`, or that as JSON (dbt's `after_commit(…)`). */
export function hooksIn(
  config: Config,
  when: 'pre' | 'post',
): { readonly sql: string; readonly transaction: boolean }[] {
  const hooks = config[`${when}_hook`];
  return (Array.isArray(hooks) ? hooks : []).map((hook: unknown) => {
    const record = typeof hook === 'string' ? recordOf(parsed(hook)) : recordOf(hook);
    if (record.sql === undefined) return { sql: String(hook), transaction: true };
    return { sql: String(record.sql), transaction: record.transaction !== false };
  });
}

function parsed(text: string): unknown {
  if (!text.trimStart().startsWith('{"')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * What hooks are rendered with before their turn: none asks the database then, also where the node
 * does, nor what the statement that builds the node answered.
 */
export function hookContext(workspace: Workspace, each: Package, draft: Draft, lookup: Lookup): NodeContext {
  const { database: _, ...options } = workspace.options;
  const context = compileContext({ ...workspace, options }, each, draft, lookup);
  context.results.awaitMain();
  return context;
}

/** A node's `pre_hook` and `post_hook`; one that asks the database is rendered when its turn comes. */
export function renderHooks(draft: Draft, context: () => NodeContext): Hooks | Problem {
  const render = (hook: { sql: string; transaction: boolean }): HookSql => {
    try {
      return { ...hook, sql: renderHook(hook.sql, draft, context()) };
    } catch (error) {
      if (error instanceof JinjaError && error.code === NEEDS_DATABASE) return { ...hook, deferred: true };
      throw error;
    }
  };
  const renderAll = (when: 'pre' | 'post'): HookSql[] => hooksIn(draft.config, when).map(render).filter(isSomething);
  try {
    return { pre: renderAll('pre'), post: renderAll('post') };
  } catch (error) {
    if (error instanceof JinjaError) return jinjaProblem(error, draft.path, draft.id);
    throw error;
  }
}

const isSomething = (hook: HookSql): boolean => hook.sql !== '';

/** @throws JinjaError */
export const renderHook = (text: string, draft: Draft, context: NodeContext): string =>
  renderTemplate(parseTemplate(text, draft.path), context).trim();
