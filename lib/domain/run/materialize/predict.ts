import type { CompiledNode, NodeWork } from '#lib/contracts/compilation.ts';
import type { Outcome, StepContext } from '../context.ts';
import { callText, tellMain } from '../main-statement.ts';
import { asideOf, quoteRelation } from '../quote.ts';
import { assertReplaceable } from '../relations.ts';
import { callRuntime } from '../runtime.ts';
import { finishTable } from './table.ts';
import { assertQuery, placeOf } from './view.ts';

type PredictWork = Extract<NodeWork, { type: 'predict' }>;

/** Scores the node's SELECT with a trained model into a table built aside. */
export async function buildPrediction(context: StepContext, _node: CompiledNode, work: PredictWork): Promise<Outcome> {
  assertQuery(context, work.sql);
  const old = context.relations.get(work.relation);
  if (old) assertReplaceable(old, context.place);
  const aside = asideOf(work.relation);
  const call = 'insitu.predict_into($1, $2, $3, $4::jsonb)';
  const values = [work.modelName, work.sql, quoteRelation(aside), JSON.stringify(work.prediction)];
  tellMain(context, callText(call, values));
  const answer = await callRuntime(context.connection, call, values, { ...placeOf(context), text: work.sql });
  const rows = Number(answer.rows ?? 0);
  await finishTable(context, aside, work.relation, rows);
  return { status: 'success', rows };
}
