import { type RunEvent, type RunStatus, runStatus, type StepStatus } from '#lib/contracts/run.ts';
import { type ControlTransaction, Prisma } from '#lib/db/control/client.ts';
import { tellRunFailed } from '../task/run-failed-store.ts';

/** The run that events belong to, as the transaction that writes them has locked it. */
export interface AppliedRun {
  readonly id: string;
  readonly projectId: string;
  readonly branchId: string;
  readonly versionId: string;
}

type StepFinished = Extract<RunEvent, { type: 'step_finished' }>;
type RunFinished = Extract<RunEvent, { type: 'run_finished' }>;

/** Brings the rows that screens read up to what the events tell. */
export async function applyEvents(tx: ControlTransaction, run: AppliedRun, events: readonly RunEvent[]): Promise<void> {
  for (const event of lastProgress(events)) await applyEvent(tx, run, event);
}

/** Of many progress events in one batch only the last of a step is a state. */
function lastProgress(events: readonly RunEvent[]): RunEvent[] {
  const last = new Map<string, RunEvent>();
  for (const event of events) if (event.type === 'progress') last.set(event.nodeId, event);
  return events.filter((event) => event.type !== 'progress' || last.get(event.nodeId) === event);
}

async function applyEvent(tx: ControlTransaction, run: AppliedRun, event: RunEvent): Promise<void> {
  switch (event.type) {
    case 'run_started':
      return startRun(tx, run, event.steps);
    case 'step_started':
      await tx.runStep.updateMany({
        where: { runId: run.id, nodeId: event.nodeId },
        data: { status: 'running', startedAt: new Date(event.at), fraction: null },
      });
      return;
    case 'progress':
      if (event.progress.fraction === undefined) return;
      await tx.runStep.updateMany({
        where: { runId: run.id, nodeId: event.nodeId },
        data: { fraction: event.progress.fraction },
      });
      return;
    case 'step_finished':
      await finishStep(tx, run, event);
      return rememberResult(tx, run, event);
    case 'run_finished':
      return finishRun(tx, run, event);
    case 'log':
    case 'output':
      return;
  }
}

/** The runner's plan is the one that is executed. */
async function startRun(
  tx: ControlTransaction,
  run: AppliedRun,
  steps: Extract<RunEvent, { type: 'run_started' }>['steps'],
): Promise<void> {
  const data = steps.map(({ after, ...step }, position) => ({ ...step, after: [...after], runId: run.id, position }));
  await tx.runStep.deleteMany({ where: { runId: run.id, nodeId: { notIn: steps.map(({ nodeId }) => nodeId) } } });
  await tx.runStep.createMany({ data, skipDuplicates: true });
}

async function finishStep(tx: ControlTransaction, run: AppliedRun, event: StepFinished): Promise<void> {
  await tx.runStep.updateMany({
    where: { runId: run.id, nodeId: event.nodeId },
    data: {
      status: event.status,
      ms: event.ms,
      rows: event.rows ?? null,
      failures: event.failures ?? null,
      fraction: null,
      ...(event.problem ? { problem: event.problem } : {}),
      ...(event.trainedModel ? { trainedModel: event.trainedModel } : {}),
    },
  });
}

/** The branch remembers a node's last result. What did not run keeps the one before, marked as left out. */
async function rememberResult(tx: ControlTransaction, run: AppliedRun, event: StepFinished): Promise<void> {
  if (event.status === 'cancelled') return;
  const key = { branchId: run.branchId, nodeId: event.nodeId };
  if (event.status === 'skipped') {
    await tx.nodeState.updateMany({ where: key, data: { status: 'skipped', runId: run.id, at: new Date(event.at) } });
    return;
  }
  const step = await tx.runStep.findUnique({
    where: { runId_nodeId: { runId: run.id, nodeId: event.nodeId } },
    select: { checksum: true },
  });
  const result = resultOf(run, event, step?.checksum ?? '');
  await tx.nodeState.upsert({
    where: { branchId_nodeId: key },
    create: { ...key, ...result },
    // A failed build keeps the old table: its rows and its checksum stay those of what is there.
    update: built(event.status) ? result : { ...result, checksum: undefined, rows: undefined },
  });
}

const built = (status: StepStatus): boolean => status !== 'error';

function resultOf(run: AppliedRun, event: StepFinished, checksum: string) {
  const { trainedModel } = event;
  return {
    status: event.status,
    checksum,
    rows: event.rows ?? null,
    ms: event.ms,
    runId: run.id,
    versionId: run.versionId,
    at: new Date(event.at),
    problem: event.problem ?? Prisma.DbNull,
    ...(trainedModel
      ? { score: { metric: trainedModel.metric, value: trainedModel.score, std: trainedModel.std } }
      : {}),
  };
}

async function finishRun(tx: ControlTransaction, run: AppliedRun, event: RunFinished): Promise<void> {
  const status: RunStatus = runStatus.parse(event.status);
  await tx.runStep.updateMany({
    where: { runId: run.id, status: { in: ['queued', 'running'] } },
    data: { status: status === 'failed' ? 'skipped' : 'cancelled', fraction: null },
  });
  await tx.$executeRaw`
    UPDATE run SET status = ${status}::run_status, ms = ${event.ms}, finished_at = now(), lease_token = NULL,
                   lease_until = NULL, problem = ${event.problem ? JSON.stringify(event.problem) : null}::jsonb
     WHERE id = ${run.id}`;
  if (status === 'failed' || status === 'lost') await tellRunFailed(tx, run);
}
