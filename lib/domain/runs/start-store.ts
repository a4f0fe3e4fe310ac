import type { Access } from '#lib/access/access.ts';
import type { Compilation } from '#lib/contracts/compilation.ts';
import { type RunId, runId } from '#lib/contracts/ids.ts';
import { ProblemError, type Result, refuse } from '#lib/contracts/problem.ts';
import { batchResults, type EarlierAttempt, type RunRequest, type RunStep } from '#lib/contracts/run.ts';
import { audit } from '#lib/db/control/audit.ts';
import { control } from '#lib/db/control/client.ts';
import { ensureQueue, queueRun, unqueueRun } from '#lib/db/control/queue.ts';
import { isBuiltInPart } from '../artifact/index.ts';
import { compileFor } from '../data/compiled-store.ts';
import { flushLive } from '../files/live-store.ts';
import { readDraftFiles } from '../files/store.ts';
import { type BranchFacts, findBranch } from '../project/store.ts';
import { createPlan, planProblems } from '../run/index.ts';
import { headOf, longer, Overtaken, storeTree } from '../version/store.ts';
import { endRun, type StoredRequest, storedRequest } from './store.ts';

export interface StartedRun {
  readonly runId: RunId;
  readonly number: number;
  readonly versionNumber: number;
}

/** What a retry knows of the runs before it: nodes that succeeded are not run again. */
type Retried = Pick<StoredRequest, 'succeeded' | 'firstAttempt' | 'earlier'>;

/**
 * Queues a run of what the branch says now: version, run, plan and job in one transaction.
 * Refused, with the place, when nothing is selected or what is selected can't be compiled.
 * @param retried absent, when the run is no retry
 */
export async function startRun(
  access: Access,
  branch: BranchFacts,
  request: RunRequest,
  retried: Retried = { succeeded: [] },
): Promise<Result<StartedRun>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startNow(access, branch, request, retried);
    } catch (error) {
      if (!(error instanceof Overtaken) || attempt === attempts) throw error;
    }
  }
}

/** While one compiles, others save: each time the run is of what the branch says after that. */
const attempts = 20;

async function startNow(
  access: Access,
  branch: BranchFacts,
  request: RunRequest,
  retried: Retried,
): Promise<Result<StartedRun>> {
  const flushed = await flushLive(branch.id);
  if (!flushed.ok) return flushed;
  const after = await headOf(branch.id);
  const files = await readDraftFiles(branch.id);
  const compilation = await compileFor(access, branch, files, request);
  const plan = planRun(compilation, request, retried.succeeded);
  if (!plan.ok) return plan;
  await ensureQueue();
  const started = await control().$transaction(async (tx) => {
    const version = await storeTree(tx, access, branch, { cause: 'run', message: runMessage(request), files, after });
    const { lastRun: number } = await tx.project.update({
      where: { id: access.project.id },
      data: { lastRun: { increment: 1 } },
      select: { lastRun: true },
    });
    const run = await tx.run.create({
      data: {
        projectId: access.project.id,
        branchId: branch.id,
        number,
        versionId: version.id,
        personId: access.person.id,
        request: jsonOf({ ...request, ...retried }),
      },
    });
    const steps = plan.value.map((step, position) => ({ ...step, after: [...step.after], runId: run.id, position }));
    await tx.runStep.createMany({ data: steps });
    await audit(tx, {
      action: 'run.started',
      personId: access.person.id,
      projectId: access.project.id,
      subject: { run: number, version: version.number, command: request.command, select: request.select.join(' ') },
      address: access.caller.address,
    });
    await queueRun(tx, run.id);
    return { runId: runId.parse(run.id), number, versionNumber: version.number };
  }, longer);
  return { ok: true, value: started };
}

/** What the request's variables hold is JSON: it came as such. */
const jsonOf = (value: object) => JSON.parse(JSON.stringify(value));

const runMessage = ({ command, select, fullRefresh }: RunRequest): string =>
  [command, ...select, ...(fullRefresh ? ['--full-refresh'] : [])].join(' ').slice(0, 200);

function planRun(compilation: Compilation, request: RunRequest, succeeded: readonly string[]): Result<RunStep[]> {
  try {
    const steps = createPlan(compilation, request, new Set(succeeded), 'whole');
    const { ofProject, ofSteps } = planProblems(compilation, steps);
    const [problem] = [...ofProject, ...ofSteps.values()];
    if (problem) return { ok: false, problem };
    return steps.length > 0 ? { ok: true, value: steps } : refuse(nothing(request));
  } catch (error) {
    if (error instanceof ProblemError) return { ok: false, problem: error.problem };
    throw error;
  }
}

const nothing = ({ command, select }: RunRequest) => ({
  code: 'run.empty',
  message:
    select.length > 0 ? `Nothing to ${command} is named ${select.join(' ')}.` : `There is nothing to ${command}.`,
  remedy: 'Choose other nodes or another command.',
});

/** Runs again what did not succeed, from what the branch says now. */
export async function retryRun(access: Access, id: string): Promise<Result<StartedRun>> {
  const run = await control().run.findFirst({
    where: { id, projectId: access.project.id },
    include: { steps: { where: { status: { in: ['success', 'pass', 'warn'] } }, select: { nodeId: true } } },
  });
  if (!run) return refuse(missingRun);
  if (run.status === 'queued' || run.status === 'running') {
    return refuse({ code: 'run.active', message: 'This run is not over yet.', remedy: 'Cancel it or wait.' });
  }
  const branch = await findBranch(access, run.branchId);
  if (!branch.ok) return branch;
  const { succeeded, firstAttempt = id, earlier: before, ...request } = storedRequest.parse(run.request);
  const done = [...new Set([...succeeded, ...run.steps.map(({ nodeId }) => nodeId)])];
  const batches = { ...before?.batches, ...(await batchesBuilt(id)) };
  const earlier = { startedAt: before?.startedAt ?? (run.startedAt ?? run.queuedAt).toISOString(), batches };
  const retried = { succeeded: done, firstAttempt, earlier };
  return startRun(access, branch.value, { ...request, retryOf: runId.parse(id) }, retried);
}

/** How the batches of microbatch models went that a run built in part. */
async function batchesBuilt(id: string): Promise<EarlierAttempt['batches']> {
  const rows = await control().$queryRaw<{ nodeId: string; batches: unknown }[]>`
    SELECT event->>'nodeId' AS "nodeId", event->'batches' AS batches FROM run_event
     WHERE run_id = ${id} AND event->>'type' = 'step_finished' AND event ? 'batches'`;
  const told = rows.map(({ nodeId, batches }) => [nodeId, batchResults.parse(batches)] as const);
  return Object.fromEntries(told.filter(([, batches]) => isBuiltInPart(batches)));
}

export const missingRun = {
  code: 'run.missing',
  message: 'There is no such run.',
  remedy: 'Look at the list of runs.',
} as const;

/** Asks for a run's end. A queued one ends here; a running one within two seconds, in its runner. */
export async function requestCancel(access: Access, id: string): Promise<Result<null>> {
  const run = await control().run.findFirst({
    where: { id, projectId: access.project.id },
    select: { id: true, number: true },
  });
  if (!run) return refuse(missingRun);
  await control().$transaction(async (tx) => {
    await tx.run.updateMany({ where: { id, cancelRequestedAt: null }, data: { cancelRequestedAt: new Date() } });
    await audit(tx, {
      action: 'run.cancelled',
      personId: access.person.id,
      projectId: access.project.id,
      subject: { run: run.number },
      address: access.caller.address,
    });
    await tx.$executeRaw`SELECT pg_notify('insitu_cancel', ${id})`;
  });
  // Under the row's lock: a runner that claims at this moment either is first, and hears of it, or finds it over.
  await endRun(id, 'cancelled', undefined, async (tx) => {
    const waits = (await tx.run.findUnique({ where: { id }, select: { status: true } }))?.status === 'queued';
    if (waits) await unqueueRun(tx, id);
    return waits;
  });
  return { ok: true, value: null };
}
