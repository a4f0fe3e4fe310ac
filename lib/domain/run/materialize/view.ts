import type { NodeWork } from '#lib/contracts/compilation.ts';
import type { SqlPlace } from '#lib/contracts/database.ts';
import type { RelationName } from '#lib/contracts/graph.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import type { Outcome, StepContext } from '../context.ts';
import { sendMain } from '../main-statement.ts';
import { asideOf, quoteRelation } from '../quote.ts';
import { assertReplaceable, hasState } from '../relations.ts';
import { swapIn } from '../swap.ts';
import { assertContract } from './contract.ts';

type ViewWork = Extract<NodeWork, { type: 'view' | 'table' }>;

/** The statement that makes or replaces a view; the person's SQL stands in it verbatim. */
export const viewStatement = (relation: RelationName, sql: string, verb: 'CREATE' | 'CREATE OR REPLACE'): string =>
  `${verb} VIEW ${quoteRelation(relation)} AS\n${sql}`;

/**
 * A view in one statement where PostgreSQL can: it keeps dependents, grants and comments. Only
 * a view whose columns changed is built aside and swapped in.
 */
export async function buildView(context: StepContext, work: ViewWork): Promise<Outcome> {
  const { relations } = context;
  assertQuery(context, work.sql);
  if (work.contract !== undefined) await assertContract(context, work.sql, work.contract);
  const place: SqlPlace = { ...placeOf(context), text: work.sql, rawText: work.rawSql };
  const old = relations.get(work.relation);
  if (old) assertReplaceable(old, context.place);
  if (!old || old.kind === 'v') {
    if (await createDirectly(context, work, place, old !== undefined)) return { status: 'success' };
  }
  const aside = asideOf(work.relation);
  await sendMain(context, viewStatement(aside, work.sql, 'CREATE'), place);
  await swapIn(context, { aside, target: work.relation, kind: 'view' });
  return { status: 'success' };
}

/** @returns false when the view's columns changed (42P16), or something took the name meanwhile (42P07, 42809). */
async function createDirectly(
  context: StepContext,
  work: ViewWork,
  place: SqlPlace,
  replace: boolean,
): Promise<boolean> {
  const { connection } = context;
  await connection.script('SAVEPOINT insitu_view');
  const statement = viewStatement(work.relation, work.sql, replace ? 'CREATE OR REPLACE' : 'CREATE');
  const create = async () => void (await sendMain(context, statement, place));
  try {
    // Replacing takes the view's exclusive lock: not behind a long reader, with everyone else waiting behind us.
    await (replace ? context.patiently(work.relation, create) : create());
    return true;
  } catch (error) {
    if (!hasState(error, '42P16', '42P07', '42809')) throw error;
    await connection.script('ROLLBACK TO SAVEPOINT insitu_view');
    return false;
  }
}

/** Path and node of a step, as a statement's place needs them. */
export const placeOf = ({ place }: StepContext): { path: string; nodeId?: string } => ({
  path: place.path ?? '',
  ...(place.nodeId ? { nodeId: place.nodeId } : {}),
});

/** Throws when a node's text holds no query: PostgreSQL would point behind its end. */
export function assertQuery(context: StepContext, sql: string): void {
  if (sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').replace(/[\s;]/g, '') !== '') return;
  throw new ProblemError({
    code: 'sql.empty',
    message: 'There is no query in this file.',
    remedy: 'Write one SELECT.',
    line: 1,
    column: 1,
    ...context.place,
  });
}
