import { randomUUID } from 'node:crypto';
import type { Compilation, RunHook } from '#lib/contracts/compilation.ts';
import type { DataConnection, DataSession } from '#lib/contracts/database.ts';
import type { RelationName } from '#lib/contracts/graph.ts';
import { type Problem, ProblemError } from '#lib/contracts/problem.ts';
import type { Target } from '#lib/contracts/project.ts';
import type { EarlierAttempt, RunEvent, RunRequest, RunStatus, RunStep, StepStatus } from '#lib/contracts/run.ts';
import { type RunListener, RunLog } from '../artifact/index.ts';
import type { RunSoFar } from '../compile/context/run-results.ts';
import type { Invocation, QueryComments } from '../compile/index.ts';
import { type ArrayUdf, arrayUdfs } from './chunks/index.ts';
import {
  defaultPatience,
  type Outcome,
  type Patience,
  patience,
  type Render,
  type Rendering,
  type StepContext,
  takeTurns,
} from './context.ts';
import { limitedLog, noticeEvent } from './notices.ts';
import { leaveAll, passedBy } from './passed.ts';
import { planProblems } from './plan.ts';
import { builtRelation, checkTargets, prepareSchemas } from './prepare.ts';
import { overdue, problemOf, skippedBecause, withPlace } from './problems.ts';
import { commented } from './query-comment.ts';
import { quoteRelation } from './quote.ts';
import type { RelationCache } from './relations.ts';
import { RenderPool } from './render/pool.ts';
import type { RenderSource } from './render/protocol.ts';
import { runRunHooks } from './run-hooks.ts';
import { runNode } from './run-node.ts';
import { runSchedule } from './schedule.ts';
import { runSoFar } from './so-far.ts';

export interface ExecuteOptions {
  readonly compilation: Compilation;
  /** The plan (createPlan): what is executed, in this order. */
  readonly steps: readonly RunStep[];
  readonly request: Pick<RunRequest, 'fullRefresh' | 'vars'>;
  /** What the compilation was made from: nodes that ask the database are rendered from it at their step. */
  readonly source?: RenderSource;
  /** Given for a retry. */
  readonly earlier?: EarlierAttempt;
  /** Connections as the person who asked. */
  readonly session: DataSession;
  /** What statements say of who sends them. */
  readonly comments?: QueryComments;
  readonly emit: (event: RunEvent) => void;
  readonly listener?: RunListener;
  readonly target: Target;
  readonly signal?: AbortSignal;
  /** The project's NOLOGIN role, taken with SET LOCAL ROLE; absent builds as the person. */
  readonly role?: string;
  readonly threads?: number;
  readonly failFast?: boolean;
  /** Exposures and saved queries a build was asked for: nothing is done for them, and dbt says so. */
  readonly passes?: readonly string[];
  readonly deadlineMs?: number;
  /** What trained models remember of the run. */
  readonly provenance?: Readonly<Record<string, unknown>>;
  readonly patience?: Patience;
}

const defaultThreads = 4;
const now = (): string => new Date().toISOString();

/**
 * Executes a plan: parallel where the graph allows, each step in a transaction of its own.
 * Never throws for what a person can meet: that travels in the events.
 */
export async function executeRun(options: ExecuteOptions): Promise<RunStatus> {
  const { emit, steps } = options;
  const started = performance.now();
  const deadline = options.deadlineMs === undefined ? undefined : AbortSignal.timeout(options.deadlineMs);
  const signal = AbortSignal.any([options.signal, deadline].filter((one) => one !== undefined));
  const finish = (status: RunStatus, problem?: Problem): RunStatus => {
    emit({ type: 'run_finished', at: now(), status, ms: performance.now() - started, ...(problem ? { problem } : {}) });
    return status;
  };
  emit({ type: 'run_started', at: now(), steps: [...steps] });
  try {
    const { done, failed } = await runAll(options, signal);
    if (options.signal?.aborted) return finish(...stopped(options.signal));
    if (deadline?.aborted) return finish('failed', overdue(options.deadlineMs));
    return failed === undefined ? finish(worst(done)) : finish('failed', failed);
  } catch (error) {
    if (options.signal?.aborted) return finish(...stopped(options.signal));
    return finish('failed', problemOf(error));
  }
}

/** A reason to abort a run that is not a person's cancel. */
export class RunStopped extends ProblemError {
  readonly status: RunStatus;

  constructor(status: RunStatus, problem: Problem) {
    super(problem);
    this.name = 'RunStopped';
    this.status = status;
  }
}

const stopped = ({ reason }: AbortSignal): [RunStatus, Problem?] =>
  reason instanceof RunStopped ? [reason.status, reason.problem] : ['cancelled'];

/** What became of a run's steps, and why one of its hooks failed. */
interface Ran {
  readonly done: ReadonlyMap<string, StepStatus>;
  readonly failed: Problem | undefined;
}

async function runAll(options: ExecuteOptions, signal: AbortSignal): Promise<Ran> {
  const { compilation, steps } = options;
  const [unreadable] = planProblems(compilation, steps).ofProject;
  if (unreadable) throw new ProblemError(unreadable);
  checkTargets(compilation, steps);
  const schemas = new Set(steps.flatMap(({ nodeId }) => schemaOf(compilation, nodeId)));
  const session = commented(options.session, options.comments, { connection: 'master' });
  const relations = await prepareSchemas(session, [...schemas], options.role, signal);
  await using pool = new RenderPool(sourceOf(options));
  const rendering = renderingOf(pool, signal);
  const log = new RunLog();
  const heard = { ...options, ...listened(options, log) };
  const hooks = runHooksOf({ ...heard, session }, rendering.render, signal);
  const failed = await hooks('start', { results: [], schemas: [...schemas] });
  // As under dbt the steps are done all the same, unless the project has a flag that says otherwise.
  const isSkipped = failed !== undefined && compilation.skipsIfStartFails === true;
  const done = isSkipped ? leaveAll(heard, now()) : await runSteps(heard, relations, rendering, signal);
  for (const result of passedBy(options, done)) heard.listener.passed(result);
  // What is skipped for the flag dbt does not tell the hooks after it.
  const told = isSkipped ? { results: [], schemas: [] } : runSoFar(compilation, log);
  const late = signal.aborted ? undefined : await hooks('end', told);
  return { done, failed: failed ?? late };
}

/** The pool's renderings, ended with the run. */
const renderingOf = (pool: RenderPool, signal: AbortSignal): Rendering => ({
  render: (task, host) => pool.run(task, host, signal),
  alone: (work) => pool.alone((run) => work((task, host) => run(task, host, signal))),
});

/** One run has one id and one start, whatever node asks for them. */
function sourceOf({ source, target, steps }: ExecuteOptions): RenderSource {
  const { files, options } = source ?? { files: new Map(), options: { target } };
  const own = { id: randomUUID(), startedAt: now(), command: 'build', flags: {}, args: {} };
  const invocation: Invocation = options.invocation ?? own;
  const selected = invocation.selected ?? steps.map(({ nodeId }) => nodeId);
  return { files, options: { ...options, invocation: { ...invocation, selected } } };
}

/** Keeps what a run tells, for the hooks after it. */
function listened(
  { emit, listener }: ExecuteOptions,
  log: RunLog,
): Required<Pick<ExecuteOptions, 'emit' | 'listener'>> {
  const both = [log, ...(listener === undefined ? [] : [listener])];
  return {
    emit: (event) => {
      log.take(event);
      emit(event);
    },
    listener: {
      compiled: (id, text) => {
        for (const each of both) each.compiled(id, text);
      },
      main: (statement) => {
        for (const each of both) each.main(statement);
      },
      hook: (result) => {
        for (const each of both) each.hook(result);
      },
      passed: (result) => {
        for (const each of both) each.passed(result);
      },
    },
  };
}

/** Runs the project's hooks before or after the steps; what they say is the run's log. */
function runHooksOf(
  { compilation, session, role, emit, listener }: ExecuteOptions,
  render: Render,
  signal: AbortSignal,
) {
  const log = (text: string) => emit({ type: 'log', at: now(), stream: 'insitu', text });
  return (when: RunHook['when'], done: RunSoFar): Promise<Problem | undefined> => {
    const hooks = (compilation.runHooks ?? []).filter((hook) => hook.when === when);
    return runRunHooks({ session, role, render, signal, log, told: (result) => listener?.hook(result) }, hooks, done);
  };
}

function runSteps(
  options: ExecuteOptions,
  relations: RelationCache,
  rendering: Rendering,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, StepStatus>> {
  const { compilation, steps, emit } = options;
  const runStep = stepRunner(options, relations, rendering, signal);
  return runSchedule({
    steps,
    threads: Math.max(1, options.threads ?? defaultThreads),
    failFast: options.failFast ?? false,
    signal,
    run: runStep,
    leaveOut: (step, status, because) => {
      const node = compilation.nodes.get(because);
      const told = status === 'skipped' ? skippedBecause(step, because, node) : {};
      emit({ type: 'step_finished', at: now(), nodeId: step.nodeId, status, ms: 0, ...told });
    },
  });
}

function schemaOf(compilation: Compilation, id: string): string[] {
  const node = compilation.nodes.get(id);
  const relation = node && builtRelation(node);
  return relation ? [relation.schema] : [];
}

/** Does one step on a connection of its own and says how it went. */
function stepRunner(options: ExecuteOptions, relations: RelationCache, rendering: Rendering, signal: AbortSignal) {
  const { compilation, emit, session } = options;
  const own = projectRelations(compilation);
  const broken = planProblems(compilation, options.steps).ofSteps;
  const shared = { relations, own, turn: takeTurns(), udfs: arrayUdfs(compilation), rendering };
  return async (step: RunStep): Promise<StepStatus> => {
    const node = compilation.nodes.get(step.nodeId);
    const started = performance.now();
    const say = limitedLog(emit, step.nodeId, now);
    emit({ type: 'step_started', at: now(), nodeId: step.nodeId });
    const end = (outcome: Omit<Outcome, 'status'> & { status: StepStatus }): StepStatus => {
      const { problem } = outcome;
      const placed = problem === undefined ? outcome : { ...outcome, problem: withPlace(problem, step) };
      emit({ type: 'step_finished', at: now(), nodeId: step.nodeId, ms: performance.now() - started, ...placed });
      return outcome.status;
    };
    try {
      const problem = broken.get(step.nodeId);
      if (problem) throw new ProblemError(problem);
      if (!node) throw new Error(`the plan names ${step.nodeId}, which is not compiled`);
      const work = (connection: DataConnection) =>
        runNode(stepContext(options, step, connection, { ...shared, say, signal }), node);
      const onNotice = (notice: Parameters<typeof noticeEvent>[0]) => say(noticeEvent(notice, step.nodeId, now()));
      const own = commented(session, options.comments, { node: step.nodeId });
      return end(await own.use(work, { signal, onNotice }));
    } catch (error) {
      if (options.signal?.aborted) return end({ status: 'cancelled' });
      const problem = signal.aborted ? overdue(options.deadlineMs) : problemOf(error);
      return end({ status: 'error', problem });
    }
  };
}

interface Shared {
  readonly relations: RelationCache;
  readonly own: ReadonlySet<string>;
  readonly turn: ReturnType<typeof takeTurns>;
  readonly udfs: readonly ArrayUdf[];
  readonly rendering: Rendering;
  readonly signal: AbortSignal;
  readonly say: (event: RunEvent) => void;
}

function stepContext(options: ExecuteOptions, step: RunStep, connection: DataConnection, shared: Shared): StepContext {
  const place = { path: step.path, nodeId: step.nodeId };
  const log = (text: string) => shared.say({ type: 'log', at: now(), nodeId: step.nodeId, stream: 'insitu', text });
  return {
    connection,
    place,
    relations: shared.relations,
    fullRefresh: options.request.fullRefresh,
    eventTime: options.source?.options.sample ?? options.source?.options.eventTime,
    asOf: new Date(options.earlier?.startedAt ?? options.source?.options.invocation?.startedAt ?? now()),
    earlierBatches: options.earlier?.batches[step.nodeId],
    signal: shared.signal,
    vars: options.request.vars,
    target: options.target,
    arrayUdfs: shared.udfs,
    role: options.role,
    ...shared.rendering,
    provenance: options.provenance ?? {},
    upstreamKept: step.after.length === 0,
    compiled: (id, text) => options.listener?.compiled(id, text),
    main: (statement) => options.listener?.main(statement),
    isOfProject: (relation) => shared.own.has(quoteRelation(relation)),
    log,
    warn: (text) => log(`Warning: ${text}`),
    patiently: patience(connection, shared.turn, options.patience ?? defaultPatience, place, log),
  };
}

function projectRelations(compilation: Compilation): ReadonlySet<string> {
  const relations = [...compilation.nodes.values()].map(builtRelation);
  return new Set(relations.filter((relation): relation is RelationName => relation !== undefined).map(quoteRelation));
}

const bad = new Set<StepStatus>(['error', 'fail', 'partial', 'skipped', 'cancelled']);

const worst = (done: ReadonlyMap<string, StepStatus>): RunStatus =>
  [...done.values()].some((status) => bad.has(status)) ? 'failed' : 'success';
