import type { RunDetail } from '#lib/contracts/api.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { failedStatuses, type RunEvent, type RunStatus, type RunStep, type StepStatus } from '#lib/contracts/run.ts';
import type { TrainingProgress } from '#lib/contracts/train.ts';

/** One step as the events so far tell it. Times are epoch milliseconds of the runner's clock. */
export interface LiveStep {
  readonly step: RunStep;
  readonly status: StepStatus;
  readonly startedAt?: number;
  readonly ms?: number;
  readonly rows?: number;
  readonly failures?: number;
  readonly problem?: Problem;
  readonly progress?: TrainingProgress;
  readonly trainedModel?: { name: string; version: number; metric: string; score: number; std?: number };
}

export interface LogLine {
  readonly seq: number;
  readonly at: string;
  readonly nodeId?: string;
  readonly level: 'info' | 'print' | 'notice' | 'warn' | 'error';
  readonly text: string;
}

/** A point of a learning curve, in the order it was said. */
export interface CurvePoint {
  readonly fold: number;
  readonly iteration: number;
  readonly train?: number;
  readonly validation?: number;
}

export interface MemoryPoint {
  readonly at: number;
  readonly bytes: number;
}

/** A run as its events so far tell it. Immutable; `applyEvent` gives the next one. */
export interface LiveRun {
  readonly status: RunStatus;
  readonly startedAt?: number;
  readonly ms?: number;
  readonly problem?: Problem;
  readonly order: readonly string[];
  readonly steps: ReadonlyMap<string, LiveStep>;
  readonly log: readonly LogLine[];
  readonly curves: ReadonlyMap<string, readonly CurvePoint[]>;
  readonly memory: ReadonlyMap<string, readonly MemoryPoint[]>;
  readonly lastSeq: number;
}

export const EMPTY_RUN: LiveRun = {
  status: 'queued',
  order: [],
  steps: new Map(),
  log: [],
  curves: new Map(),
  memory: new Map(),
  lastSeq: -1,
};

/** Lines kept for the screen; the whole log can be downloaded. */
const LOG_LIMIT = 5000;
const MEMORY_LIMIT = 600;

/** A run as the server stored it: what is shown before the first event of the stream arrives. */
export function fromDetail(detail: RunDetail): LiveRun {
  const steps = new Map<string, LiveStep>();
  for (const { status, startedAt, ms, rows, failures, problem, ...step } of detail.plan) {
    steps.set(step.nodeId, { step, status, startedAt: epoch(startedAt), ms, rows, failures, problem });
  }
  return {
    ...EMPTY_RUN,
    status: detail.status,
    startedAt: epoch(detail.startedAt),
    ms: detail.ms,
    problem: detail.problem,
    order: detail.plan.map(({ nodeId }) => String(nodeId)),
    steps,
  };
}

/** A run being brought up to date: its collections are copies of this batch alone. */
interface Draft {
  status: RunStatus;
  startedAt?: number;
  ms?: number;
  problem?: Problem;
  order: readonly string[];
  readonly steps: Map<string, LiveStep>;
  readonly log: LogLine[];
  readonly curves: Map<string, readonly CurvePoint[]>;
  readonly memory: Map<string, readonly MemoryPoint[]>;
  lastSeq: number;
}

/**
 * The stored run with what its stream has said so far. The stream begins with the run's first event,
 * so once it has named the steps it knows all; before, the stored plan is shown.
 */
export function mergeLive(stored: LiveRun, stream: LiveRun): LiveRun {
  if (stream.order.length === 0) return { ...stored, log: stream.log };
  const steps = new Map(stream.steps);
  for (const [id, step] of stored.steps) {
    const live = steps.get(id);
    // A step that the server knows ended is not shown running because its event is still on the way.
    if (!live || (live.ms === undefined && step.ms !== undefined)) steps.set(id, { ...live, ...step });
  }
  const over = isOver(stream.status) || !isOver(stored.status);
  return {
    ...stream,
    steps,
    order: [...steps.keys()],
    ...(over ? {} : { status: stored.status, ms: stored.ms, problem: stored.problem }),
  };
}

/** Takes many events at once: one copy of each collection, whatever their number. */
export function applyEvents(
  run: LiveRun,
  events: readonly { readonly seq: number; readonly event: RunEvent }[],
): LiveRun {
  const fresh = events.filter(({ seq }) => seq > run.lastSeq); // a resumed stream may say a thing twice
  if (fresh.length === 0) return run;
  const { steps, log, curves, memory, ...rest } = run;
  const draft: Draft = {
    ...rest,
    steps: new Map(steps),
    log: [...log],
    curves: new Map(curves),
    memory: new Map(memory),
  };
  for (const { seq, event } of fresh) {
    if (seq <= draft.lastSeq) continue;
    applyEvent(draft, event, seq);
    draft.lastSeq = seq;
  }
  return { ...draft, log: draft.log.slice(-LOG_LIMIT) };
}

function applyEvent(run: Draft, event: RunEvent, seq: number): void {
  switch (event.type) {
    case 'run_started':
      started(run, event.at, event.steps);
      return;
    case 'step_started':
      changeStep(run, event.nodeId, { status: 'running', startedAt: epoch(event.at) });
      return;
    case 'log':
      run.log.push({ seq, at: event.at, nodeId: event.nodeId, level: levelOf(event.stream), text: event.text });
      return;
    case 'progress':
      progressed(run, event.nodeId, event.progress, epoch(event.at) ?? 0);
      return;
    case 'output':
      return;
    case 'step_finished': {
      const { status, ms, rows, failures, problem, trainedModel } = event;
      changeStep(run, event.nodeId, { status, ms, rows, failures, problem, trainedModel });
      if (!problem) return;
      const level = problem.severity === 'warning' ? 'warn' : 'error';
      run.log.push({ seq, at: event.at, nodeId: event.nodeId, level, text: sentence(problem) });
      return;
    }
    case 'run_finished':
      run.status = event.status;
      run.ms = event.ms;
      run.problem = event.problem;
      return;
    default:
      event satisfies never;
  }
}

function started(run: Draft, at: string, plan: readonly RunStep[]): void {
  run.status = 'running';
  run.startedAt = epoch(at);
  run.ms = undefined;
  run.steps.clear();
  for (const step of plan) run.steps.set(step.nodeId, { step, status: 'queued' });
  run.order = [...run.steps.keys()];
}

function changeStep(run: Draft, id: string, change: Partial<LiveStep>): void {
  const old = run.steps.get(id);
  if (old) run.steps.set(id, { ...old, ...change });
}

function progressed(run: Draft, id: string, progress: TrainingProgress, at: number): void {
  changeStep(run, id, { progress: { ...run.steps.get(id)?.progress, ...progress } });
  const point = pointOf(progress);
  if (point) run.curves.set(id, [...(run.curves.get(id) ?? []), point]);
  if (progress.memoryBytes === undefined) return;
  run.memory.set(id, [...(run.memory.get(id) ?? []).slice(-MEMORY_LIMIT), { at, bytes: progress.memoryBytes }]);
}

function pointOf(progress: TrainingProgress): CurvePoint | undefined {
  const { fold = 1, iteration, train, validation } = progress;
  if (iteration === undefined || (train === undefined && validation === undefined)) return undefined;
  return { fold, iteration, train, validation };
}

const epoch = (iso: string | undefined): number | undefined => (iso === undefined ? undefined : Date.parse(iso));

function levelOf(stream: 'stdout' | 'stderr' | 'notice' | 'insitu'): LogLine['level'] {
  return stream === 'stdout' ? 'print' : stream === 'stderr' ? 'warn' : stream === 'notice' ? 'notice' : 'info';
}

/** What went wrong in one line, with where it is. */
export function sentence(problem: Problem): string {
  const where = problem.path ? ` (${problem.path}${problem.line ? `:${problem.line}` : ''})` : '';
  return `${problem.message}${where}`;
}

export const isOver = (status: RunStatus): boolean => status !== 'queued' && status !== 'running';

/** Counts for the head of a run: what was built, failed, warned, skipped, and how many are done. */
export function countSteps(
  run: LiveRun,
): Readonly<Record<'built' | 'failed' | 'warned' | 'skipped' | 'done' | 'all', number>> {
  const counts = { built: 0, failed: 0, warned: 0, skipped: 0, done: 0, all: run.steps.size };
  for (const { status } of run.steps.values()) {
    if (status === 'success' || status === 'pass') counts.built++;
    else if (failedStatuses.includes(status)) counts.failed++;
    else if (status === 'warn') counts.warned++;
    else if (status === 'skipped' || status === 'cancelled') counts.skipped++;
    if (status !== 'queued' && status !== 'running') counts.done++;
  }
  return counts;
}

/** What *Retry from failure* runs: every step that did not end well; the others keep what they built. */
export function retrySteps(run: LiveRun): readonly LiveStep[] {
  return run.order.flatMap((id) => {
    const step = run.steps.get(id);
    return step && step.status !== 'success' && step.status !== 'pass' && step.status !== 'warn' ? [step] : [];
  });
}
