import type { CompiledNode, HookSql } from '#lib/contracts/compilation.ts';
import type { SqlPlace } from '#lib/contracts/database.ts';
import type { MainAnswer } from '../../compile/hooks.ts';
import type { StepContext } from '../context.ts';
import { answerInside, MacroStatements, talkOf } from './statements.ts';

/**
 * A node whose text asks the database, rendered now that what it reads is there. What its queries
 * did is kept, as in dbt, where the node's own commit ends their transaction.
 */
export async function renderDeferred(context: StepContext, node: CompiledNode): Promise<CompiledNode> {
  if (node.work.type !== 'deferred') return node;
  const { connection, role, log, compiled, main } = context;
  const statements = new MacroStatements(connection, { role, place: placeOf(context) });
  const host = { ...talkOf(log), answer: statements.answer.bind(statements), compiled, main };
  try {
    const { work, hooks } = await context.render({ name: 'node', id: node.graph.id }, host);
    await statements.commit();
    return { ...node, work, ...(hooks === undefined ? {} : { hooks }) };
  } catch (error) {
    await statements.end();
    throw error;
  }
}

/** The text of a hook; one that asks the database is rendered on the step's connection, where it stands. */
export async function hookText(
  context: StepContext,
  node: CompiledNode,
  hook: HookSql,
  main?: MainAnswer,
): Promise<string> {
  if (hook.deferred !== true) return hook.sql;
  const host = {
    ...talkOf(context.log),
    answer: answerInside.bind(undefined, context.connection, placeOf(context)),
  };
  return context.render(
    { name: 'hook', id: node.graph.id, template: hook.sql, ...(main === undefined ? {} : { main }) },
    host,
  );
}

/** Queries of a template are no text of the file: errors stand where the template asks. */
const placeOf = ({ place }: StepContext): SqlPlace => ({
  path: place.path ?? '',
  ...(place.nodeId === undefined ? {} : { nodeId: place.nodeId }),
  text: '',
});
