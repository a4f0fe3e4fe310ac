import type { CompiledNode } from '#lib/contracts/compilation.ts';
import { persistDocs } from './comments.ts';
import type { Outcome, StepContext } from './context.ts';
import { applyGrants } from './grants.ts';
import { forgetHooks, runHooks, runHooksOutside } from './hooks.ts';
import { materialize } from './materialize/index.ts';
import { buildByMacro } from './materialize/macro.ts';
import { runUnitTest } from './materialize/unit-test.ts';
import { renderDeferred } from './render/deferred.ts';
import { transaction } from './transaction.ts';

/** One step's work, on its connection. */
export async function runNode(context: StepContext, planned: CompiledNode): Promise<Outcome> {
  try {
    // What this rendering did is committed when it ends: it holds nothing any more.
    const node = await renderDeferred(context, planned);
    if (!rendersBesideWork(node)) return await build(context, node);
    return await context.alone((render) => build({ ...context, render }, node));
  } finally {
    await forgetHooks(context.connection, planned);
  }
}

/** Whether a node is rendered again when its connection may hold locks already. */
function rendersBesideWork({ work, hooks }: CompiledNode): boolean {
  if (work.type === 'unit_test') return work.cell !== undefined;
  return [...(hooks?.pre ?? []), ...(hooks?.post ?? [])].some(({ deferred }) => deferred === true);
}

/** Hooks and materialization in one transaction; a hook that asks for it before or after. */
async function build(context: StepContext, node: CompiledNode): Promise<Outcome> {
  const { connection, role } = context;
  if (node.work.type === 'unit_test') return runUnitTest(context, node, node.work);
  if (node.work.type === 'macro') return buildByMacro(context, node, node.work);
  await runHooksOutside(context, node, 'pre');
  const keeps = node.work.type === 'test' && node.work.store !== undefined;
  const readOnly = node.graph.kind === 'test' && !keeps;
  const outcome = await transaction(connection, { role, readOnly }, async () => {
    await runHooks(context, node, 'pre');
    const result = await materialize(context, node);
    await runHooks(context, node, 'post', result);
    await finishRelation(context, node);
    return result;
  });
  await runHooksOutside(context, node, 'post', outcome);
  return outcome;
}

/** Rights and comments, after the hooks as in dbt. */
async function finishRelation(context: StepContext, node: CompiledNode): Promise<void> {
  const { work } = node;
  if (work.type !== 'view' && work.type !== 'table' && work.type !== 'seed' && work.type !== 'python') return;
  await applyGrants(context, node, work.relation);
  await persistDocs(context, node, work.relation);
}
