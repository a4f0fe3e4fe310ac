import type { Compilation } from '#lib/contracts/compilation.ts';
import { type Problem, ProblemError } from '#lib/contracts/problem.ts';
import type { Target } from '#lib/contracts/project.ts';
import type { RunEvent, RunStatus, RunStep } from '#lib/contracts/run.ts';
import { openRoleAdmin, openSession, sessionUrl } from '#lib/db/data/index.ts';
import { compileProject } from '#lib/domain/compile/index.ts';
import { builtRelation, createPlan, executeRun, RunStopped } from '#lib/domain/run/index.ts';
import type { Cancels } from './cancels.ts';
import { EventWriter } from './event-writer.ts';
import { holdLease, leaseSeconds } from './lease.ts';
import type { ClaimedRun, RunnerStore } from './store.ts';

export interface RunnerSettings {
  readonly threads: number;
  readonly deadlineMs: number;
}

export interface PerformOptions {
  readonly store: RunnerStore;
  readonly cancels: Cancels;
  readonly settings: RunnerSettings;
  /** Aborted when this runner is told to stop. */
  readonly stopping: AbortSignal;
}

/** Claims a run and does it to its end. Returns at once when it is not (or no longer) there to be claimed. */
export async function performRun(runId: string, options: PerformOptions): Promise<RunStatus | undefined> {
  const run = await options.store.claim(runId, leaseSeconds);
  return run ? doRun(run, options) : undefined;
}

async function doRun(run: ClaimedRun, { store, cancels, settings, stopping }: PerformOptions): Promise<RunStatus> {
  const stop = new AbortController();
  const onVoid = () => stop.abort(new RunStopped('lost', lostClaim));
  const lease = holdLease({ renew: () => store.renew(run, leaseSeconds), onCancel: () => stop.abort(), onVoid });
  const deaf = cancels.on(run.runId, lease.look);
  const onStop = () => stop.abort(new RunStopped('lost', runnerStopped));
  stopping.addEventListener('abort', onStop, { once: true });
  const writer = new EventWriter((events) => store.append(run, events), onVoid);
  try {
    return await execute(run, store, settings, (event) => writer.emit(event), stop.signal);
  } finally {
    deaf();
    stopping.removeEventListener('abort', onStop);
    await writer.close().finally(() => lease.stop());
  }
}

async function execute(
  run: ClaimedRun,
  store: RunnerStore,
  settings: RunnerSettings,
  emit: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<RunStatus> {
  let prepared: { compilation: Compilation; steps: RunStep[]; target: Target };
  try {
    prepared = await prepare(run, store);
  } catch (error) {
    return refuse(error, emit);
  }
  await using session = openSession({
    url: sessionUrl({ databaseUrl: run.adminUrl, role: run.role, password: run.password }),
    max: settings.threads + 1,
    waitMs: 20_000,
    applicationName: `insitu run ${run.number}`,
  });
  return executeRun({
    ...prepared,
    ...settings,
    session,
    emit,
    signal,
    role: run.projectRole,
    request: run.request,
    provenance: {
      run: run.runId,
      runNumber: run.number,
      project: run.projectSlug,
      version: run.versionId,
      versionNumber: run.versionNumber,
      person: run.personName,
    },
  });
}

async function prepare(run: ClaimedRun, store: RunnerStore) {
  const target = targetOf(run);
  const { request } = run;
  const compilation = compileProject(await store.files(run.versionId), {
    target,
    vars: request.vars,
    fullRefresh: request.fullRefresh,
  });
  const steps = createPlan(compilation, request, new Set(run.succeeded));
  await ensureSchemas(run, compilation, steps);
  return { compilation, steps, target };
}

/** What Jinja sees as `target` in the IDE: the branch's schema in the project's data database. */
function targetOf({ adminUrl, schema, role }: ClaimedRun): Target {
  const url = new URL(adminUrl);
  const database = decodeURIComponent(url.pathname.slice(1));
  return {
    name: 'insitu',
    type: 'postgres',
    database,
    schema,
    user: role,
    host: url.hostname,
    port: Number(url.port) || 5432,
    threads: 4,
  };
}

/**
 * The project's role may not make schemas in the database. Those of dbt's custom schemas
 * (`<schema>_marts`) are made for it here; any other name is refused by the database.
 */
async function ensureSchemas(run: ClaimedRun, compilation: Compilation, steps: readonly RunStep[]): Promise<void> {
  const wanted = new Set<string>();
  for (const { nodeId } of steps) {
    const node = compilation.nodes.get(nodeId);
    const relation = node && builtRelation(node);
    if (relation && (relation.schema === run.schema || relation.schema.startsWith(`${run.schema}_`)))
      wanted.add(relation.schema);
  }
  if (wanted.size === 0) return;
  await using admin = await openRoleAdmin(run.adminUrl);
  for (const schema of wanted)
    await admin.ensureProjectSchema(schema, { owner: run.projectRole, viewer: run.viewerRole });
}

/** A run whose plan can't be made is over before it began, with the reason in its events. */
function refuse(error: unknown, emit: (event: RunEvent) => void): RunStatus {
  const at = new Date().toISOString();
  emit({ type: 'run_started', at, steps: [] });
  emit({ type: 'run_finished', at, status: 'failed', ms: 0, problem: problemOf(error) });
  return 'failed';
}

const problemOf = (error: unknown): Problem =>
  error instanceof ProblemError
    ? error.problem
    : {
        code: 'run.internal',
        severity: 'error',
        message: `Insitu failed: ${error instanceof Error ? error.message : String(error)}`,
        remedy: 'Look into the log and report it.',
      };

const lostClaim: Problem = {
  code: 'run.lost',
  severity: 'error',
  message: 'The runner lost its hold on this run.',
  remedy: 'Retry: steps that succeeded are not run again.',
};

const runnerStopped: Problem = {
  code: 'run.stopped',
  severity: 'error',
  message: 'The runner was stopped in the middle of this run.',
  remedy: 'Retry: steps that succeeded are not run again.',
};
