import type { CompiledNode, NodeWork } from '#lib/contracts/compilation.ts';
import type { Outcome, StepContext } from '../context.ts';
import { sendMain, tellMain } from '../main-statement.ts';
import { dollarQuote, overArraysOf, quoteName, quoteRelation } from '../quote.ts';
import { hasState } from '../relations.ts';
import { callRuntime } from '../runtime.ts';
import { placeOf } from './view.ts';

type UdfWork = Extract<NodeWork, { type: 'udf' }>;

/** A SQL function; a bare expression becomes `SELECT expression`, as dbt's function files have it. */
export function sqlFunctionStatement(work: UdfWork): string {
  const args = work.arguments.map(({ name, type }) => `${quoteName(name)} ${type}`).join(', ');
  return [
    `CREATE OR REPLACE FUNCTION ${quoteRelation(work.relation)}(${args})`,
    `RETURNS ${work.returns} LANGUAGE sql ${work.volatility.toUpperCase()}`,
    `AS ${dollarQuote(functionBody(work.source))}`,
  ].join('\n');
}

function functionBody(source: string): string {
  const words = source
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/--[^\n]*/g, ' ')
    .trimStart();
  return /^(select|with|values|table|insert|update|delete)\b/i.test(words) ? source : `SELECT ${source}`;
}

/** Creates or replaces the function, and drops earlier ones of the same name that nothing uses. */
export async function buildUdf(context: StepContext, node: CompiledNode, work: UdfWork): Promise<Outcome> {
  await removeStale(context, work);
  if (work.language === 'sql') {
    await sendMain(context, sqlFunctionStatement(work), { ...placeOf(context), text: work.source });
    return { status: 'success' };
  }
  const { relation, ...rest } = work;
  const spec = {
    schema: relation.schema,
    name: relation.identifier,
    language: rest.language,
    source: rest.source,
    entry_point: rest.entryPoint,
    arguments: rest.arguments,
    returns: rest.returns,
    volatility: rest.volatility,
    vectorized: rest.vectorized,
    fenced: rest.fenced,
    path: node.graph.path,
    node: node.graph.id,
  };
  const place = { ...placeOf(context), text: work.source };
  tellMain(context, work.source);
  await callRuntime(context.connection, 'insitu.create_udf($1::jsonb)', [JSON.stringify(spec)], place);
  return { status: 'success' };
}

/**
 * CREATE OR REPLACE refuses another return type or other argument names, and other argument
 * types would leave the old function beside the new one, where a call is ambiguous. What a view
 * uses stays: the new definition then replaces it, or PostgreSQL says why it can't. The runtime's
 * function over arrays goes with the one it was made for.
 */
async function removeStale({ connection, log }: StepContext, { relation, arguments: args }: UdfWork): Promise<void> {
  const { rows } = await connection.query(
    `select p.oid::regprocedure::text, p.pronargs from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = $1 and p.prokind = 'f' and pg_has_role(p.proowner, 'USAGE')
        and (p.proname = $2 or p.proname = $3 and p.prosrc like '%insitu.shim.call%')`,
    [relation.schema, relation.identifier, overArraysOf(relation).identifier],
  );
  for (const [signature, count] of rows) {
    await connection.script('SAVEPOINT insitu_udf');
    try {
      await connection.script(`DROP FUNCTION ${signature}`);
    } catch (error) {
      if (!hasState(error, '2BP01')) throw error;
      await connection.script('ROLLBACK TO SAVEPOINT insitu_udf');
      if (Number(count) !== args.length) log(`Function ${signature} stays: other objects use it.`);
    }
  }
}
