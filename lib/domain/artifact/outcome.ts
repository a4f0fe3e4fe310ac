import type { Compilation, CompiledNode } from '#lib/contracts/compilation.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { BatchResults, StepStatus } from '#lib/contracts/run.ts';
import type { Json } from './manifest/types.ts';
import type { StepResult } from './run-log.ts';

/** How a node went in dbt's words: what `run_results.json` and `results` of `on-run-end` say alike. */
export interface Outcome extends Json {
  readonly status: string;
  readonly timing: readonly Phase[];
  readonly batch_results: BatchResults | null;
}

interface Phase {
  readonly name: 'compile' | 'execute';
  /** ISO 8601, UTC. */
  readonly started_at: string;
  readonly completed_at: string;
}

const STATUSES: Readonly<Record<StepStatus | 'no-op', string>> = {
  queued: 'skipped',
  running: 'skipped',
  success: 'success',
  pass: 'pass',
  warn: 'warn',
  fail: 'fail',
  error: 'error',
  partial: 'partial success',
  skipped: 'skipped',
  'no-op': 'no-op',
  cancelled: 'skipped',
};

/** The steps dbt tells of: an ephemeral model that can't be compiled fails what reads it, and is not told itself. */
export const toldSteps = (steps: readonly StepResult[], { nodes }: Pick<Compilation, 'nodes'>): StepResult[] =>
  steps.filter(({ nodeId }) => nodes.get(nodeId)?.graph.materialized !== 'ephemeral');

/** @param index place of the step among those that ended: it names the thread */
export function outcomeOf(step: StepResult, index: number, node: CompiledNode | undefined): Outcome {
  const status = STATUSES[step.status];
  const ran = hasRun(step);
  const isBuilt = ran && node !== undefined && step.batches === undefined && !['error', 'no-op'].includes(status);
  const response = isBuilt ? adapterResponse(node, step) : undefined;
  return {
    status,
    timing: ran ? timing(step) : [],
    thread_id: `Thread-${index + 1} (worker)`,
    execution_time: ran ? step.ms / 1000 : 0,
    adapter_response: response ?? {},
    message: messageOf(step, node, response),
    failures: failuresOf(step),
    batch_results: step.batches ?? null,
  };
}

/** Whether a step began: what was skipped has no times and was never compiled. */
export const hasRun = (step: StepResult): boolean =>
  step.startedAt !== undefined && STATUSES[step.status] !== 'skipped';

/** Nodes are compiled before a run begins, in no time of the step's. */
const timing = ({ startedAt = '', endedAt }: StepResult): Phase[] => phases(startedAt, startedAt, endedAt);

export const phases = (startedAt: string, compiledAt: string, endedAt: string): Phase[] => [
  { name: 'compile', started_at: startedAt, completed_at: compiledAt },
  { name: 'execute', started_at: compiledAt, completed_at: endedAt },
];

const isTest = (id: string): boolean => id.startsWith('test.') || id.startsWith('unit_test.');

/** dbt runs and compiles the batches of a model, never the model itself. */
export const isMicrobatch = (node: CompiledNode | undefined): boolean =>
  node?.work.type === 'macro' && node.work.batched === true;

/** The rows a test found; a test that passes in spite of some has none, dbt says. */
function failuresOf(step: StepResult): number | null {
  if (step.status === 'no-op' || step.batches !== undefined) return 0;
  if (!isTest(step.nodeId)) return null;
  if (step.status === 'pass') return 0;
  return step.status === 'warn' || step.status === 'fail' ? (step.failures ?? 0) : null;
}

/** What PostgreSQL answers to the statement that builds a node. */
export type AdapterAnswer = { readonly _message: string; readonly code: string; readonly rows_affected: number };

export function adapterResponse(
  { work, graph }: CompiledNode,
  { rows = 0, tag }: Pick<StepResult, 'rows' | 'tag'>,
): AdapterAnswer {
  const answer = (code: string, affected: number, message = code): AdapterAnswer => ({
    _message: message,
    code,
    rows_affected: affected,
  });
  // What asked the database while it was rendered is known by its kind alone.
  const isDeferred = work.type === 'deferred';
  if (work.type === 'test' || (isDeferred && graph.kind === 'test')) return answer('SELECT', 1, 'SELECT 1');
  if (work.type === 'seed') return answer('INSERT', rows, `INSERT ${rows}`);
  if (work.type === 'view' || (isDeferred && graph.materialized === 'view')) return answer('CREATE VIEW', -1);
  if (work.type === 'udf') return answer('CREATE FUNCTION', -1);
  if (tag !== undefined) return answer(tag.replace(/ ?\b\d+\b/g, ''), hasRows(tag) ? rows : -1, tag);
  return answer('SELECT', rows, `SELECT ${rows}`);
}

/** Whether a tag counts rows: one of a definition (`CREATE VIEW`) has none. */
const hasRows = (tag: string): boolean => /\d$/.test(tag);

function messageOf(step: StepResult, node: CompiledNode | undefined, response: AdapterAnswer | undefined): unknown {
  const { status, problem } = step;
  if (status === 'pass') return null;
  if (STATUSES[status] === 'skipped') return step.message ?? null;
  if (status === 'no-op') return 'NO-OP';
  if (step.message !== undefined) return step.message;
  if (status === 'error' && problem !== undefined) return errorMessage(problem, step.nodeId, node);
  return response?._message ?? null;
}

/** `Database Error in model a (models/a.sql)`, and below it what is wrong and where. */
function errorMessage(problem: Problem, id: string, node: CompiledNode | undefined): string {
  const type = id.split('.', 1)[0] ?? 'node';
  const kind = /^(sql|run)\./.test(problem.code) ? 'Database' : 'Compilation';
  const head = `${kind} Error in ${type} ${node?.graph.name ?? id} (${node?.graph.path ?? problem.path ?? ''})`;
  const place = problem.line === undefined ? [] : [`line ${problem.line}, column ${problem.column ?? 1}`];
  const remedy = problem.remedy === undefined ? [] : [problem.remedy];
  return [head, ...[...problem.message.split('\n'), ...place, ...remedy].map((line) => `  ${line}`)].join('\n');
}
