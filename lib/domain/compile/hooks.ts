import type { HookSql } from '../../contracts/compilation.ts';
import type { Problem } from '../../contracts/problem.ts';
import { JinjaError } from '../jinja/errors.ts';
import { parseTemplate } from '../jinja/parser.ts';
import { renderTemplate } from '../jinja/render.ts';
import type { Package } from '../project/index.ts';
import { recordOf } from './config/read.ts';
import { compileNames } from './context/compile-names.ts';
import { compiling } from './context/database.ts';
import { NodeContext } from './context/node-context.ts';
import { docFunction } from './docs.ts';
import type { Draft } from './draft.ts';
import type { Lookup } from './lookup.ts';
import { jinjaProblem } from './problem.ts';
import type { Workspace } from './workspace.ts';

interface Hooks {
  readonly pre: readonly HookSql[];
  readonly post: readonly HookSql[];
}
const NONE: Hooks = { pre: [], post: [] };

/** A node's `pre_hook` and `post_hook`, rendered with the node's own context. */
export function renderHooks(workspace: Workspace, each: Package, draft: Draft, lookup: Lookup): Hooks | Problem {
  const { pre_hook: pre, post_hook: post } = draft.config;
  if (!Array.isArray(pre) && !Array.isArray(post)) return NONE;
  const context = new NodeContext(
    workspace,
    each,
    compileNames(draft, lookup, docFunction(workspace, each)),
    compiling(workspace.options.database),
  );
  const render = (hook: unknown): HookSql => {
    const record = recordOf(hook);
    const text = typeof hook === 'string' ? hook : String(record.sql ?? '');
    return {
      sql: renderTemplate(parseTemplate(text, draft.path), context).trim(),
      transaction: record.transaction !== false,
    };
  };
  const renderAll = (hooks: unknown): HookSql[] =>
    (Array.isArray(hooks) ? hooks : []).map(render).filter((hook) => hook.sql !== '');
  try {
    return { pre: renderAll(pre), post: renderAll(post) };
  } catch (error) {
    if (error instanceof JinjaError) return jinjaProblem(error, draft.path, draft.id);
    throw error;
  }
}
