import type { CompiledNode, NodeWork } from '#lib/contracts/compilation.ts';
import { type Problem, ProblemError } from '#lib/contracts/problem.ts';
import type { BatchResults } from '#lib/contracts/run.ts';
import type { Batch } from '../../compile/index.ts';
import type { Outcome, StepContext } from '../context.ts';
import { batchesAgain, planBatches, timesOf } from './batches.ts';

/** What was built of a model, and what went wrong first. */
interface Progress extends BatchResults {
  readonly rows: number;
  readonly problem?: Problem;
}

/**
 * Builds a model batch by batch, each in a transaction of its own. As in dbt a batch that fails
 * leaves the others standing; only after the first, which may have to make the table, none is tried.
 */
export async function buildBatches(
  context: StepContext,
  node: CompiledNode,
  work: Extract<NodeWork, { type: 'macro' }>,
  build: (batch: Batch) => Promise<Outcome>,
): Promise<Outcome> {
  const batches = batchesOf(context, node, work);
  let done: Progress = { successful: [], failed: [], rows: 0 };
  for (const batch of batches) {
    done = await buildBatch(context, batch, done, build);
    if (done.successful.length === 0) break;
  }
  const left = batches.slice(done.successful.length + done.failed.length).map(timesOf);
  return outcomeOf({ ...done, failed: [...done.failed, ...left] }, context.earlierBatches);
}

async function buildBatch(
  { log, signal }: StepContext,
  batch: Batch,
  done: Progress,
  build: (batch: Batch) => Promise<Outcome>,
): Promise<Progress> {
  log(`Batch ${batch.start} to ${batch.end}.`);
  try {
    const { rows = 0 } = await build(batch);
    return { ...done, successful: [...done.successful, timesOf(batch)], rows: done.rows + rows };
  } catch (error) {
    if (!(error instanceof ProblemError) || signal.aborted) throw error;
    log(`Batch ${batch.start} to ${batch.end} failed: ${error.problem.message}`);
    const problem = { ...error.problem, message: `Batch ${batch.id}: ${error.problem.message}` };
    return { ...done, failed: [...done.failed, timesOf(batch)], problem: done.problem ?? problem };
  }
}

function outcomeOf({ successful, failed, rows, problem }: Progress, earlier: BatchResults | undefined): Outcome {
  const batches = { successful: [...successful, ...(earlier?.successful ?? [])], failed };
  if (failed.length === 0) return { status: 'success', rows, batches, message: 'SUCCESS' };
  const all = successful.length + failed.length;
  const found = problem && told(problem, `${successful.length} of ${all} ${all === 1 ? 'batch' : 'batches'} built`);
  if (successful.length === 0) return { status: 'error', batches, message: 'ERROR', ...found };
  return { status: 'partial', rows, batches, message: `PARTIAL SUCCESS (${successful.length}/${all})`, ...found };
}

const told = (problem: Problem, count: string): { readonly problem: Problem } => ({
  problem: { ...problem, message: `${count}. ${problem.message}` },
});

function batchesOf(
  context: StepContext,
  { config }: CompiledNode,
  work: { readonly relation?: NodeRelation },
): Batch[] {
  if (context.earlierBatches !== undefined) return batchesAgain(context.earlierBatches, String(config.batch_size));
  const standing = work.relation && context.relations.get(work.relation);
  const anew = typeof config.full_refresh === 'boolean' ? config.full_refresh : context.fullRefresh;
  return planBatches({
    size: String(config.batch_size),
    lookback: typeof config.lookback === 'number' ? config.lookback : 1,
    begin: new Date(utc(String(config.begin))),
    fromBegin: standing?.kind !== 'r' || anew,
    now: context.asOf,
    ...(context.eventTime === undefined ? {} : { window: context.eventTime }),
  });
}

type NodeRelation = Extract<NodeWork, { type: 'macro' }>['relation'];

/** A time without a zone is one of UTC. */
const utc = (text: string): string => (/(Z|[+-]\d\d:?\d\d)$/.test(text) || !/[T ]/.test(text) ? text : `${text}Z`);
