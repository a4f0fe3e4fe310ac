import { z } from 'zod';
import { nodeKind } from './graph.ts';
import { nodeId, runId } from './ids.ts';
import { problemSchema } from './problem-schema.ts';
import { trainingProgress } from './train.ts';

export const runCommand = z.enum(['build', 'run', 'test', 'seed', 'snapshot', 'train']);
export type RunCommand = z.infer<typeof runCommand>;

export const stepStatus = z.enum([
  'queued',
  'running',
  'success',
  'pass',
  'warn',
  'fail',
  'error',
  /** Some batches of a microbatch model were built and others failed. */
  'partial',
  'skipped',
  'cancelled',
]);
export type StepStatus = z.infer<typeof stepStatus>;

/** Of a step that ran and did not end well. */
export const failedStatuses: readonly StepStatus[] = ['error', 'fail', 'partial'];
export const runStatus = z.enum(['queued', 'running', 'success', 'failed', 'cancelled', 'lost']);
export type RunStatus = z.infer<typeof runStatus>;

/** One node of a run's plan. `after` names the steps that must end before it starts. */
export const runStep = z.object({
  nodeId,
  kind: nodeKind,
  name: z.string(),
  path: z.string(),
  materialized: z.string(),
  checksum: z.string(),
  after: z.array(nodeId),
});
export type RunStep = z.infer<typeof runStep>;

/** A cell of a unit test's difference; null is NULL, and what is not there has no value on that side. */
const diffCell = z.object({ expected: z.string().nullable().optional(), actual: z.string().nullable().optional() });

/** What a model gave where a unit test expected something else. */
export const unitTestDiff = z.object({
  columns: z.array(z.string()),
  rows: z.array(
    z.object({ kind: z.enum(['same', 'changed', 'missing', 'unexpected', 'gap']), cells: z.array(diffCell) }),
  ),
  /** Rows that are left out of this record. */
  more: z.number().int().nonnegative(),
});
export type UnitTestDiff = z.infer<typeof unitTestDiff>;

/** Start and end of a batch, ISO 8601 in UTC. */
const batchTimes = z.tuple([z.string(), z.string()]);

/** How the batches of a microbatch model went; a retry runs those that failed. */
export const batchResults = z.object({ successful: z.array(batchTimes), failed: z.array(batchTimes) });
export type BatchResults = z.infer<typeof batchResults>;

/** What a retry goes on from. */
export const earlierAttempt = z.object({
  /** When it began, ISO 8601: the batches of a microbatch model end there again. */
  startedAt: z.string(),
  /** Of microbatch models that were built in part, by unique id. */
  batches: z.record(z.string(), batchResults),
});
export type EarlierAttempt = z.infer<typeof earlierAttempt>;

const at = z.string(); // ISO 8601, the runner's clock

/**
 * What the engine says while it runs: the only thing that travels back. Written by the
 * executor, stored by the runner as `run_event` rows in order, streamed to browsers, and
 * printed by the command line with `--json`.
 */
export const runEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run_started'), at, steps: z.array(runStep) }),
  z.object({ type: z.literal('step_started'), at, nodeId }),
  z.object({
    type: z.literal('log'),
    at,
    nodeId: nodeId.optional(),
    stream: z.enum(['stdout', 'stderr', 'notice', 'insitu']),
    text: z.string(),
  }),
  z.object({ type: z.literal('progress'), at, nodeId, progress: trainingProgress }),
  z.object({
    type: z.literal('output'),
    at,
    nodeId,
    kind: z.enum(['figure', 'table', 'chart', 'value']),
    mime: z.string(),
    data: z.string(),
  }),
  z.object({
    type: z.literal('step_finished'),
    at,
    nodeId,
    status: stepStatus,
    ms: z.number(),
    rows: z.number().int().nonnegative().optional(),
    /** PostgreSQL's tag of the statement that built it, where a macro wrote that: `INSERT 0 5`. */
    tag: z.string().optional(),
    /** Tests: number of failing rows. */
    failures: z.number().int().nonnegative().optional(),
    /** Unit tests that fail. */
    diff: unitTestDiff.optional(),
    /** Microbatch models. */
    batches: batchResults.optional(),
    /** In dbt's words: a unit test's difference as a picture of text, how many batches were built. */
    message: z.string().optional(),
    problem: problemSchema.optional(),
    trainedModel: z
      .object({
        name: z.string(),
        version: z.number().int(),
        metric: z.string(),
        score: z.number(),
        std: z.number().optional(),
      })
      .optional(),
  }),
  z.object({
    type: z.literal('run_finished'),
    at,
    status: runStatus,
    ms: z.number(),
    problem: problemSchema.optional(),
  }),
]);
export type RunEvent = z.infer<typeof runEvent>;

/** What a person asked for; the job of the queue carries only the run's id. */
export const runRequest = z.object({
  command: runCommand,
  /** dbt's selection syntax; empty is everything. */
  select: z.array(z.string()),
  exclude: z.array(z.string()),
  fullRefresh: z.boolean(),
  vars: z.record(z.string(), z.unknown()),
  /** Retry: steps that already succeeded in this run are not run again. */
  retryOf: runId.optional(),
});
export type RunRequest = z.infer<typeof runRequest>;
