import type { Compilation } from '#lib/contracts/compilation.ts';
import type { CompiledText } from '../compile/index.ts';
import type { Json, Manifest } from './manifest/types.ts';
import { type Invocation, metadataOf } from './metadata.ts';
import { hasRun, type Outcome, outcomeOf, phases, toldSteps } from './outcome.ts';
import type { HookResult, RunLog, StepResult } from './run-log.ts';
import { entryOf } from './state.ts';

/** `run_results.json`: how each node went, in dbt's words. */
export interface RunResults {
  readonly metadata: Json;
  readonly results: readonly RunResult[];
  readonly elapsed_time: number;
  readonly args: Json;
}

export interface RunResult extends Json {
  readonly unique_id: string;
  readonly status: string;
}

interface FinishedRun {
  readonly steps: readonly StepResult[];
  readonly args: Json;
  /** Compiled text of what was rendered with a database, by unique id. */
  readonly texts?: ReadonlyMap<string, CompiledText>;
}

/**
 * @param args what the command was called with; `which` is its name, for `retry`
 * @param steps how the steps went
 */
export function makeRunResults(
  compilation: Compilation,
  manifest: Manifest,
  invocation: Invocation,
  run: Pick<RunLog, 'elapsedMs'> & Partial<Pick<RunLog, 'hooks'>> & FinishedRun,
): RunResults {
  const hookResults = (when: 'start' | 'end'): RunResult[] =>
    (run.hooks ?? []).filter(({ id }) => id.includes(`-on-run-${when}-`)).map(hookResult);
  return {
    metadata: metadataOf('run-results', invocation),
    results: [
      ...hookResults('start'),
      ...toldSteps(run.steps, compilation).map((step, index) =>
        resultOf(step, index, compilation, manifest, run.texts?.get(step.nodeId)?.code),
      ),
      ...hookResults('end'),
    ],
    elapsed_time: run.elapsedMs / 1000,
    args: run.args,
  };
}

/** How a called macro went: `run-operation` has one row, with the macro's id. */
interface Operation {
  /** `macro.<package>.<name>` */
  readonly id: string;
  readonly passed: boolean;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly args: Json;
}

/** `run_results.json` of a `run-operation`. */
export function makeOperationResults(invocation: Invocation, operation: Operation): RunResults {
  const { id, passed, startedAt, endedAt, args } = operation;
  const elapsed = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  const result = {
    status: passed ? 'success' : 'error',
    timing: phases(startedAt, startedAt, endedAt),
    thread_id: 'main',
    execution_time: elapsed,
    adapter_response: {},
    message: null,
    failures: passed ? 0 : 1,
    unique_id: id,
    compiled: false,
    compiled_code: null,
    relation_name: null,
    batch_results: null,
  };
  return { metadata: metadataOf('run-results', invocation), results: [result], elapsed_time: elapsed, args };
}

function hookResult(hook: HookResult): RunResult {
  const { id, text } = hook;
  return {
    ...hookOutcome(hook),
    unique_id: id,
    compiled: text !== undefined,
    compiled_code: text?.code ?? null,
    relation_name: null,
  };
}

/** How a hook of the run went. dbt names it by dots, and counts one that did not pass as a failure. */
export function hookOutcome({ id, status, problem, times }: HookResult): Outcome {
  const name = id.replace(/^operation\.[^.]+\.(.+)-(on-run-(?:start|end))-(\d+)$/, '$1.$2.$3');
  const messages = {
    success: `${name} passed`,
    error: `${name} failed, error:\n ${problem?.message}`,
    skipped: `${name} skipped`,
  };
  const timing = times === undefined ? [] : phases(times.startedAt, times.renderedAt, times.endedAt);
  return {
    status,
    timing,
    thread_id: 'main',
    execution_time: times === undefined ? 0 : (Date.parse(times.endedAt) - Date.parse(times.startedAt)) / 1000,
    adapter_response: {},
    message: messages[status],
    failures: status === 'success' ? 0 : 1,
    batch_results: null,
  };
}

function resultOf(step: StepResult, index: number, compilation: Compilation, manifest: Manifest, text = ''): RunResult {
  const node = compilation.nodes.get(step.nodeId);
  const entry = entryOf(manifest, step.nodeId);
  const outcome = outcomeOf(step, index, node);
  const ran = hasRun(step);
  const isUnitTest = node?.work.type === 'unit_test' && ['pass', 'fail'].includes(outcome.status);
  const isCompiled = entry !== undefined && ('compiled_path' in entry || isUnitTest);
  return {
    ...outcome,
    unique_id: step.nodeId,
    compiled: isCompiled ? ran : null,
    compiled_code: ran && isCompiled ? (entry.compiled_code ?? text) : null,
    relation_name: isCompiled ? (entry.relation_name ?? null) : null,
  };
}
