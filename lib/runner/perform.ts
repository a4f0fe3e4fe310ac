import type { Compilation } from '#lib/contracts/compilation.ts';
import type { RunId } from '#lib/contracts/ids.ts';
import { type Problem, ProblemError } from '#lib/contracts/problem.ts';
import type { RunEvent, RunStatus } from '#lib/contracts/run.ts';
import { openRoleAdmin, openSession, sessionUrl } from '#lib/db/data/index.ts';
import { compileProject } from '#lib/domain/compile/index.ts';
import { builtRelation, executeRun, RunStopped } from '#lib/domain/run/index.ts';
import { appendRunEvents, claimRun, heartbeat, LeaseLost, loadRun, type RunWork } from '#lib/domain/runs/store.ts';
import type { Cancels } from './cancels.ts';
import { EventWriter } from './event-writer.ts';
import { holdLease } from './lease.ts';

export interface PerformOptions {
  /** Name of this runner in the run's row. */
  readonly worker: string;
  readonly cancels: Cancels;
  /** Steps at a time. */
  readonly threads: number;
  readonly deadlineMs: number;
  /** Aborted when this runner is told to stop. */
  readonly stopping: AbortSignal;
}

/** Claims a run and does it to its end. Returns undefined when it is not (or no longer) there to be claimed. */
export async function performRun(runId: RunId, options: PerformOptions): Promise<RunStatus | undefined> {
  const claim = await claimRun(runId, options.worker);
  if (!claim) return undefined;
  const { token } = claim;
  const stop = new AbortController();
  const onLost = () => stop.abort(new RunStopped('lost', claimLost));
  const lease = holdLease({ renew: () => heartbeat(runId, token), onCancel: () => stop.abort(), onLost });
  const deaf = options.cancels.on(runId, lease.look);
  const onStop = () => stop.abort(new RunStopped('lost', runnerStopped));
  options.stopping.addEventListener('abort', onStop, { once: true });
  const writer = new EventWriter((events) => append(runId, token, events), onLost);
  if (claim.cancelRequested) stop.abort();
  try {
    return await execute(runId, options, (event) => writer.emit(event), stop.signal);
  } finally {
    deaf();
    options.stopping.removeEventListener('abort', onStop);
    await writer.close().finally(() => lease.stop());
  }
}

async function append(runId: RunId, token: string, events: readonly RunEvent[]): Promise<boolean> {
  try {
    await appendRunEvents(runId, token, events);
    return true;
  } catch (error) {
    if (error instanceof LeaseLost) return false;
    throw error;
  }
}

async function execute(
  runId: RunId,
  { threads, deadlineMs }: PerformOptions,
  emit: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<RunStatus> {
  let prepared: { readonly work: RunWork; readonly compilation: Compilation };
  try {
    prepared = await prepare(runId);
  } catch (error) {
    return refuse(error, emit);
  }
  const { work, compilation } = prepared;
  await using session = openSession({
    url: sessionUrl(work.session),
    max: threads + 1,
    waitMs: 20_000,
    applicationName: `insitu run ${work.number}`,
  });
  return executeRun({
    compilation,
    steps: work.steps,
    session,
    emit,
    target: work.target,
    request: work.request,
    role: work.projectRole,
    provenance: work.provenance,
    signal,
    threads,
    deadlineMs,
  });
}

async function prepare(runId: RunId) {
  const work = await loadRun(runId);
  const { vars, fullRefresh } = work.request;
  const compilation = compileProject(work.files, { target: work.target, vars, fullRefresh });
  await makeCustomSchemas(work, compilation);
  return { work, compilation };
}

/**
 * dbt's custom schemas (`<schema>_marts`) of the plan. The project's role may not make schemas in
 * the database, so they are made for it; a name that does not begin so is refused by the database.
 */
async function makeCustomSchemas(work: RunWork, compilation: Compilation): Promise<void> {
  const wanted = new Set<string>();
  for (const { nodeId } of work.steps) {
    const node = compilation.nodes.get(nodeId);
    const schema = node && builtRelation(node)?.schema;
    if (schema?.startsWith(`${work.target.schema}_`)) wanted.add(schema);
  }
  if (wanted.size === 0) return;
  await using admin = await openRoleAdmin(work.session.databaseUrl);
  await admin.ensureSchemasLike([...wanted], work.target.schema);
}

/** A run that can't be prepared is over before it began, with the reason in its events. */
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

const runnerStopped: Problem = {
  code: 'run.stopped',
  severity: 'error',
  message: 'The runner was stopped in the middle of this run.',
  remedy: 'Retry: steps that succeeded are not run again.',
};
