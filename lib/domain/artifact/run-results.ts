import type { Compilation, CompiledNode } from '#lib/contracts/compilation.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { StepStatus } from '#lib/contracts/run.ts';
import type { Json, Manifest, ManifestNode } from './manifest/types.ts';
import { type Invocation, metadataOf } from './metadata.ts';
import type { HookResult, RunLog, StepResult } from './run-log.ts';

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
}

/**
 * @param args what the command was called with; `which` is its name, for `retry`
 * @param steps how the steps went
 */
export function makeRunResults(
  compilation: Compilation,
  manifest: Manifest,
  invocation: Invocation,
  run: Pick<RunLog, 'elapsedMs'> & Partial<Pick<RunLog, 'hooks' | 'texts'>> & FinishedRun,
): RunResults {
  const hookResults = (when: 'start' | 'end'): RunResult[] =>
    (run.hooks ?? []).filter(({ id }) => id.includes(`-on-run-${when}-`)).map(hookResult);
  return {
    metadata: metadataOf('run-results', invocation),
    results: [
      ...hookResults('start'),
      ...run.steps.map((step, index) => resultOf(step, index, compilation, manifest, run.texts?.get(step.nodeId))),
      ...hookResults('end'),
    ],
    elapsed_time: run.elapsedMs / 1000,
    args: run.args,
  };
}

/** A hook of the run. dbt names it by dots, and counts one that did not pass as a failure. */
function hookResult({ id, status, sql, problem, times }: HookResult): RunResult {
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
    unique_id: id,
    compiled: sql !== undefined,
    compiled_code: sql ?? null,
    relation_name: null,
    batch_results: null,
  };
}

const STATUSES: Readonly<Record<StepStatus, string>> = {
  queued: 'skipped',
  running: 'skipped',
  success: 'success',
  pass: 'pass',
  warn: 'warn',
  fail: 'fail',
  error: 'error',
  skipped: 'skipped',
  cancelled: 'skipped',
};

function resultOf(step: StepResult, index: number, compilation: Compilation, manifest: Manifest, text = ''): RunResult {
  const node = compilation.nodes.get(step.nodeId);
  const entry = entryOf(step.nodeId, manifest);
  const status = STATUSES[step.status];
  const ran = step.startedAt !== undefined && status !== 'skipped';
  const isUnitTest = node?.work.type === 'unit_test' && ['pass', 'fail'].includes(status);
  const isCompiled = entry !== undefined && ('compiled_path' in entry || isUnitTest);
  const response = ran && node !== undefined && status !== 'error' ? adapterResponse(node, step) : {};
  return {
    status,
    timing: ran ? timing(step) : [],
    thread_id: `Thread-${index + 1} (worker)`,
    execution_time: ran ? step.ms / 1000 : 0,
    adapter_response: response,
    message: messageOf(step, node, response),
    failures: failuresOf(step),
    unique_id: step.nodeId,
    compiled: isCompiled ? ran : null,
    compiled_code: ran && isCompiled ? (entry.compiled_code ?? text) : '',
    relation_name: isCompiled ? (entry.relation_name ?? null) : null,
    batch_results: null,
  };
}

const entryOf = (id: string, { nodes, functions, unit_tests: tests }: Manifest): ManifestNode | undefined =>
  nodes[id] ?? functions[id] ?? tests[id];

/** Nodes are compiled before a run begins, in no time of the step's. */
const timing = ({ startedAt = '', endedAt }: StepResult): Json[] => phases(startedAt, startedAt, endedAt);

const phases = (startedAt: string, compiledAt: string, endedAt: string): Json[] => [
  { name: 'compile', started_at: startedAt, completed_at: compiledAt },
  { name: 'execute', started_at: compiledAt, completed_at: endedAt },
];

const isTest = (id: string): boolean => id.startsWith('test.') || id.startsWith('unit_test.');

/** The rows a test found; a test that passes in spite of some has none, dbt says. */
function failuresOf(step: StepResult): number | null {
  if (!isTest(step.nodeId)) return null;
  if (step.status === 'pass') return 0;
  return step.status === 'warn' || step.status === 'fail' ? (step.failures ?? 0) : null;
}

/** What PostgreSQL answers to the statement that builds a node. */
function adapterResponse({ work, graph }: CompiledNode, { rows = 0 }: StepResult): Json {
  const answer = (code: string, affected: number, message = code): Json => ({
    _message: message,
    code,
    rows_affected: affected,
  });
  if (work.type === 'test') return answer('SELECT', 1, 'SELECT 1');
  if (work.type === 'seed') return answer('INSERT', rows, `INSERT ${rows}`);
  if (work.type === 'view') return answer('CREATE VIEW', -1);
  if (work.type === 'udf') return answer('CREATE FUNCTION', -1);
  if (['incremental', 'snapshot'].includes(graph.materialized)) return answer('INSERT', rows, `INSERT 0 ${rows}`);
  return answer('SELECT', rows, `SELECT ${rows}`);
}

function messageOf(step: StepResult, node: CompiledNode | undefined, response: Json): unknown {
  const { status, problem, failures = 0 } = step;
  if (status === 'pass') return null;
  if (step.message !== undefined) return step.message;
  if (node?.work.type === 'test' && (status === 'fail' || status === 'warn')) {
    const { errorIf, warnIf } = node.work;
    const rows = failures === 1 ? '1 result' : `${failures} results`;
    return `Got ${rows}, configured to ${status} if ${status === 'fail' ? errorIf : warnIf}`;
  }
  if (status === 'error' && problem !== undefined) return errorMessage(problem, step.nodeId, node);
  return response._message ?? null;
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
