import type { RunEvent, RunStep, StepStatus } from '#lib/contracts/run.ts';
import type { NodeResult } from '../compile/context/run-results.ts';

type Finished = Extract<RunEvent, { type: 'step_finished' }>;

/** dbt's word for how a step ended; a cancelled one has none of its own. */
const WORDS: Readonly<Record<StepStatus, string>> = {
  queued: 'skipped',
  running: 'skipped',
  success: 'success',
  pass: 'pass',
  warn: 'warn',
  fail: 'fail',
  error: 'error',
  skipped: 'skipped',
  cancelled: 'error',
};

/** Keeps the results of a run as they are told, for the hooks after it. */
export class RunResults {
  readonly #steps: ReadonlyMap<string, RunStep>;
  readonly #results: NodeResult[] = [];

  constructor(steps: readonly RunStep[]) {
    this.#steps = new Map(steps.map((step) => [step.nodeId, step]));
  }

  hear(event: RunEvent): void {
    if (event.type === 'step_finished') this.#results.push(resultOf(event, this.#steps.get(event.nodeId)));
  }

  all(): readonly NodeResult[] {
    return this.#results;
  }
}

const resultOf = (
  { nodeId, status, ms, rows, failures, problem }: Finished,
  step: RunStep | undefined,
): NodeResult => ({
  nodeId,
  status: WORDS[status],
  message: problem?.message ?? messageOf(step, rows),
  seconds: ms / 1_000,
  failures: failures ?? null,
  rows: rows ?? null,
});

/** PostgreSQL's word for what was built. */
function messageOf(step: RunStep | undefined, rows: number | undefined): string | null {
  if (step === undefined || step.kind === 'test') return null;
  if (step.kind === 'seed') return `INSERT 0 ${rows ?? 0}`;
  return rows === undefined ? 'CREATE VIEW' : `SELECT ${rows}`;
}
