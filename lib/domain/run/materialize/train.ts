import type { CompiledNode, NodeWork } from '#lib/contracts/compilation.ts';
import type { RelationName } from '#lib/contracts/graph.ts';
import { trainedModel } from '#lib/contracts/train.ts';
import type { Outcome, StepContext } from '../context.ts';
import { callText, tellMain } from '../main-statement.ts';
import { asideOf, quoteRelation, quoteText } from '../quote.ts';
import { assertReplaceable } from '../relations.ts';
import { callRuntime } from '../runtime.ts';
import { swapIn } from '../swap.ts';
import { assertQuery, placeOf } from './view.ts';

type TrainWork = Extract<NodeWork, { type: 'train' }>;

/** The training node's own relation: the history of what was trained from it, newest first. */
export const historyStatement = (relation: RelationName, modelName: string, verb = 'CREATE'): string =>
  `${verb} VIEW ${quoteRelation(relation)} AS SELECT * FROM insitu.trained_models WHERE name = ${quoteText(modelName).trimStart()} ORDER BY version DESC`;

/** Fits in the database; the trained model, its history view and this step commit together. */
export async function trainModel(context: StepContext, node: CompiledNode, work: TrainWork): Promise<Outcome> {
  assertQuery(context, work.sql);
  const old = context.relations.get(work.relation);
  if (old) assertReplaceable(old, context.place);
  const provenance = {
    ...context.provenance,
    node: node.graph.id,
    path: node.graph.path,
    checksum: node.graph.checksum,
  };
  const place = { ...placeOf(context), text: work.sql };
  const kept = await committedBefore(context, node, work);
  const fit = [work.modelName, work.sql, JSON.stringify(work.training), JSON.stringify(provenance)];
  const [call, values] =
    kept === undefined
      ? ['insitu.train($1, $2, $3::jsonb, $4::jsonb)', fit]
      : ['insitu.training_info($1, $2::int)', [work.modelName, kept]];
  tellMain(context, callText(call, values));
  const answer = await callRuntime(context.connection, call, values, place);
  await showHistory(context, work);
  const trained = trainedModel.parse(answer);
  const main = trained.metrics.find(({ name }) => name === trained.metric) ?? trained.metrics[0];
  return {
    status: 'success',
    rows: trained.rows,
    ...(main
      ? {
          trainedModel: {
            name: trained.name,
            version: trained.version,
            metric: main.name,
            score: main.mean,
            std: main.std,
          },
        }
      : {}),
  };
}

/**
 * The version that an earlier attempt of this run committed before its runner was lost and nobody
 * was told: a retry takes it instead of training the same rows a second time.
 */
async function committedBefore(context: StepContext, node: CompiledNode, work: TrainWork): Promise<string | undefined> {
  const { firstAttempt } = context.provenance;
  if (typeof firstAttempt !== 'string' || !context.upstreamKept) return undefined;
  const { rows } = await context.connection.query(
    `select max(version) from insitu.trained_models
      where name = $1 and query = $2 and provenance ->> 'firstAttempt' = $3 and provenance ->> 'checksum' = $4`,
    [work.modelName, work.sql, firstAttempt, node.graph.checksum],
  );
  const version = rows[0]?.[0] ?? undefined;
  if (version !== undefined)
    context.log(`Version ${version} was trained before the last attempt was lost; it is kept.`);
  return version;
}

async function showHistory(context: StepContext, { relation, modelName }: TrainWork): Promise<void> {
  const old = context.relations.get(relation);
  if (!old || old.kind === 'v') {
    // Its columns are the runtime's own: only an upgrade changes them.
    await context.connection.query(historyStatement(relation, modelName, 'CREATE OR REPLACE'));
    return;
  }
  const aside = asideOf(relation);
  await context.connection.query(historyStatement(aside, modelName));
  await swapIn(context, { aside, target: relation, kind: 'view' });
}
