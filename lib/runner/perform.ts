import type { Compilation } from '#lib/contracts/compilation.ts';
import { type Problem, ProblemError } from '#lib/contracts/problem.ts';
import type { Target } from '#lib/contracts/project.ts';
import type { RunEvent, RunStatus, RunStep } from '#lib/contracts/run.ts';
import { openRoleAdmin, openSession, type RoleAdmin } from '#lib/db/data/index.ts';
import { createCompiler, type QueryComments, queryComments } from '#lib/domain/compile/index.ts';
import { builtRelation, createPlan, executeRun, type RenderSource, RunStopped } from '#lib/domain/run/index.ts';
import type { ClaimedRun, RunnerStore } from '#lib/domain/runs/store.ts';
import type { Cancels } from './cancels.ts';
import { EventWriter } from './event-writer.ts';
import { holdLease, leaseSeconds } from './lease.ts';
import { openRunLogin, type RunLogin } from './run-role.ts';

export interface PerformOptions {
  readonly store: RunnerStore;
  readonly cancels: Cancels;
  /** Steps at a time. */
  readonly threads: number;
  readonly deadlineMs: number;
  readonly log: (line: string) => void;
  /** Aborted when this runner is told to stop. */
  readonly stopping: AbortSignal;
}

/** Claims a run and does it to its end. Returns undefined when it is not (or no longer) there to be claimed. */
export async function performRun(runId: string, options: PerformOptions): Promise<RunStatus | undefined> {
  const run = await options.store.claim(runId, leaseSeconds);
  if (!run) return undefined;
  const { store, cancels, stopping } = options;
  const stop = new AbortController();
  const onLost = () => stop.abort(new RunStopped('lost', claimLost));
  const lease = holdLease({
    renew: () => store.renew(run, leaseSeconds),
    onCancel: () => stop.abort(),
    onForbidden: () => stop.abort(new RunStopped('cancelled', forbidden)),
    onLost,
  });
  const deaf = cancels.on(runId, lease.look);
  const onStop = () => stop.abort(new RunStopped('lost', runnerStopped));
  stopping.addEventListener('abort', onStop, { once: true });
  const writer = new EventWriter((events) => store.append(run, events), onLost);
  // A cancel that was asked for between the queue and the claim was announced to nobody.
  lease.look();
  try {
    return await execute(run, options, (event) => writer.emit(event), stop.signal);
  } finally {
    deaf();
    stopping.removeEventListener('abort', onStop);
    await writer.close().finally(() => lease.stop());
  }
}

async function execute(
  run: ClaimedRun,
  options: PerformOptions,
  emit: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<RunStatus> {
  let prepared: Prepared;
  try {
    prepared = await prepare(run, options);
  } catch (error) {
    return refuse(error, emit);
  }
  await using login = prepared.login;
  await using session = openSession({
    url: login.url,
    max: connectionsOf(options),
    waitMs: 20_000,
    applicationName: `insitu run ${run.number}`,
  });
  const { compilation, comments, source, steps, target } = prepared;
  const { threads, deadlineMs } = options;
  const { request, projectRole: role } = run;
  const provenance = provenanceOf(run);
  const work = {
    compilation,
    comments,
    source,
    steps,
    target,
    session,
    emit,
    request,
    role,
    provenance,
    ...(run.earlier === undefined ? {} : { earlier: run.earlier }),
    signal,
    threads,
    deadlineMs,
  };
  // Awaited here: session and role end with this scope.
  return await executeRun(work);
}

/** One for each step at a time, one to look around. */
const connectionsOf = ({ threads }: PerformOptions): number => threads + 1;

/** What a trained model remembers of its run. */
const provenanceOf = (run: ClaimedRun) => ({
  run: run.runId,
  firstAttempt: run.firstAttempt,
  runNumber: run.number,
  project: run.projectSlug,
  version: run.versionId,
  versionNumber: run.versionNumber,
  person: run.personName,
});

interface Prepared {
  readonly compilation: Compilation;
  readonly comments: QueryComments;
  readonly source: RenderSource;
  readonly steps: readonly RunStep[];
  readonly target: Target;
  /** To be disposed of by whoever gets it. */
  readonly login: RunLogin;
}

async function prepare(run: ClaimedRun, options: PerformOptions): Promise<Prepared> {
  const target = targetOf(run);
  const { request } = run;
  const { vars, fullRefresh } = request;
  const source = { files: await options.store.files(run.versionId), options: { target, vars, fullRefresh } };
  const compiler = createCompiler(source.options, source.files);
  const compilation = compiler.compilation();
  const steps = createPlan(compilation, request, new Set(run.succeeded), 'whole');
  await using admin = await openRoleAdmin(run.adminUrl);
  await makeCustomSchemas(admin, run, compilation, steps);
  const login = await openRunLogin(admin, run, { ...options, connections: connectionsOf(options) });
  return { compilation, comments: queryComments(compiler.parsed()), source, steps, target, login };
}

/** What Jinja sees as `target`: the same as in web and browser (data/connection-store.ts), so that checksums agree. */
function targetOf({ adminUrl, schema, personRole: user }: ClaimedRun): Target {
  const url = new URL(adminUrl);
  return {
    name: 'insitu',
    type: 'postgres',
    database: decodeURIComponent(url.pathname.slice(1)),
    schema,
    user,
    host: url.hostname,
    port: Number(url.port) || 5432,
    threads: 4,
  };
}

/**
 * dbt's custom schemas (`<schema>_marts`) of the plan. The project's role may not make schemas in
 * the database, so they are made for it; a name that does not begin so is refused by the database.
 */
async function makeCustomSchemas(
  admin: RoleAdmin,
  run: ClaimedRun,
  compilation: Compilation,
  steps: readonly RunStep[],
): Promise<void> {
  const wanted = new Set<string>();
  for (const { nodeId } of steps) {
    const node = compilation.nodes.get(nodeId);
    const schema = node && builtRelation(node)?.schema;
    if (schema?.startsWith(`${run.schema}_`)) wanted.add(schema);
  }
  const roles = { owner: run.projectRole, viewer: run.viewerRole };
  for (const schema of wanted) await admin.ensureProjectSchema(schema, roles);
}

/** A run that can't be prepared is over before it began, with the reason in its events. No run_started: its plan stays the queued one. */
function refuse(error: unknown, emit: (event: RunEvent) => void): RunStatus {
  emit({ type: 'run_finished', at: new Date().toISOString(), status: 'failed', ms: 0, problem: problemOf(error) });
  return 'failed';
}

export const problemOf = (error: unknown): Problem =>
  error instanceof ProblemError
    ? error.problem
    : {
        code: 'run.internal',
        severity: 'error',
        message: `Insitu failed: ${error instanceof Error ? error.message : String(error)}`,
        remedy: 'Look into the log and report it.',
      };

const claimLost: Problem = {
  code: 'run.lost',
  severity: 'error',
  message: 'The runner lost its hold on this run.',
  remedy: 'Retry: steps that succeeded are not run again.',
};

const forbidden: Problem = {
  code: 'run.forbidden',
  severity: 'error',
  message: 'The person who started this run may no longer build in the project.',
  remedy: 'Somebody who may can retry it: steps that succeeded are not run again.',
};

const runnerStopped: Problem = {
  code: 'run.stopped',
  severity: 'error',
  message: 'The runner was stopped in the middle of this run.',
  remedy: 'Retry: steps that succeeded are not run again.',
};
