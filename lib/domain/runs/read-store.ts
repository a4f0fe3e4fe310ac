import { z } from 'zod';
import type { Access } from '#lib/access/access.ts';
import {
  type Person,
  type RunDetail,
  type RunSummary,
  type StoredRunEvent,
  storedRunEvent,
} from '#lib/contracts/api.ts';
import { type NodeState, type NodeStatus, nodeKind } from '#lib/contracts/graph.ts';
import { nodeId, runId, versionId } from '#lib/contracts/ids.ts';
import { type Result, refuse } from '#lib/contracts/problem.ts';
import { problemSchema } from '#lib/contracts/problem-schema.ts';
import { runRequest, type StepStatus } from '#lib/contracts/run.ts';
import { control, type Prisma } from '#lib/db/control/client.ts';
import type { BranchFacts } from '../project/store.ts';
import { personOf } from '../task/people-store.ts';
import { missingRun } from './start-store.ts';

const withFacts = { person: true, version: { select: { number: true } } } as const;
type RunRow = Prisma.RunGetPayload<{ include: typeof withFacts }>;

/** Runs of a project, newest first. @param before continue below this number */
export async function listRuns(access: Access, { before }: { before?: number } = {}): Promise<RunSummary[]> {
  const rows = await control().run.findMany({
    where: { projectId: access.project.id, ...(before ? { number: { lt: before } } : {}) },
    include: withFacts,
    orderBy: { number: 'desc' },
    take: 100,
  });
  const counts = await countSteps(rows.map(({ id }) => id));
  return rows.map((row) => summaryOf(row, counts.get(row.id) ?? noSteps));
}

/** A run with its plan and how far each step is. */
export async function readRun(access: Access, id: string): Promise<Result<RunDetail>> {
  const row = await control().run.findFirst({ where: { id, projectId: access.project.id }, include: withFacts });
  if (!row) return refuse(missingRun);
  const steps = await control().runStep.findMany({ where: { runId: id }, orderBy: { position: 'asc' } });
  const counts = (await countSteps([id])).get(id) ?? noSteps;
  return {
    ok: true,
    value: {
      ...summaryOf(row, counts),
      request: runRequest.parse(row.request),
      ...optional('problem', problemOf(row.problem)),
      plan: steps.map(planStep),
    },
  };
}

type StepRow = Prisma.RunStepGetPayload<object>;

const planStep = (step: StepRow): RunDetail['plan'][number] => ({
  nodeId: nodeId.parse(step.nodeId),
  kind: nodeKind.parse(step.kind),
  name: step.name,
  path: step.path,
  materialized: step.materialized,
  checksum: step.checksum,
  after: step.after.map((id) => nodeId.parse(id)),
  status: step.status,
  ...optional('startedAt', step.startedAt?.toISOString()),
  ...optional('ms', step.ms ?? undefined),
  ...optional('rows', numberOf(step.rows)),
  ...optional('failures', numberOf(step.failures)),
  ...optional('problem', problemOf(step.problem)),
});

interface StepCounts {
  readonly steps: number;
  readonly done: number;
  readonly failed: number;
}
const noSteps: StepCounts = { steps: 0, done: 0, failed: 0 };

async function countSteps(ids: readonly string[]): Promise<ReadonlyMap<string, StepCounts>> {
  const rows = await control().$queryRaw<{ id: string; steps: number; done: number; failed: number }[]>`
    SELECT run_id AS id, count(*)::int AS steps,
           (count(*) FILTER (WHERE status NOT IN ('queued', 'running')))::int AS done,
           (count(*) FILTER (WHERE status IN ('fail', 'error', 'partial')))::int AS failed
      FROM run_step WHERE run_id = ANY(${[...ids]}) GROUP BY run_id`;
  return new Map(rows.map(({ id, ...counts }) => [id, counts]));
}

function summaryOf(row: RunRow, counts: StepCounts): RunSummary {
  const request = runRequest.parse(row.request);
  return {
    id: runId.parse(row.id),
    number: row.number,
    command: request.command,
    select: request.select,
    status: row.status,
    by: personOf(row.person),
    queuedAt: row.queuedAt.toISOString(),
    ...optional('startedAt', row.startedAt?.toISOString()),
    ...optional('ms', row.ms ?? undefined),
    ...counts,
    versionId: versionId.parse(row.versionId),
    versionNumber: row.version.number,
  };
}

/** A person as the others see them. */
/** Events of a run after a sequence number. */
export async function readEvents(id: string, after: number, limit = 500): Promise<StoredRunEvent[]> {
  const rows = await control().runEvent.findMany({
    where: { runId: id, seq: { gt: after } },
    orderBy: { seq: 'asc' },
    take: limit,
  });
  return rows.map((row) => storedRunEvent.parse({ runId: row.runId, seq: row.seq, event: row.event }));
}

const statusOf: Readonly<Record<StepStatus, NodeStatus>> = {
  queued: 'queued',
  running: 'running',
  success: 'fresh',
  pass: 'passed',
  warn: 'warned',
  fail: 'failed',
  error: 'failed',
  partial: 'partial',
  skipped: 'skipped',
  cancelled: 'skipped',
};

const scoreSchema = z.object({ metric: z.string(), value: z.number(), std: z.number().optional() });

/** The last result of every node of a branch, and what is queued or running there now. */
export async function readState(branch: BranchFacts): Promise<NodeState[]> {
  const [results, active] = await Promise.all([
    control().nodeState.findMany({ where: { branchId: branch.id } }),
    control().runStep.findMany({
      where: {
        status: { in: ['queued', 'running'] },
        run: { branchId: branch.id, status: { in: ['queued', 'running'] } },
      },
      orderBy: { run: { number: 'asc' } },
    }),
  ]);
  const numbers = await versionNumbers(results.flatMap(({ versionId }) => versionId ?? []));
  const states = new Map(results.map((row) => [row.nodeId, resultState(row, numbers)]));
  for (const step of active) {
    const id = nodeId.parse(step.nodeId);
    const { problem: _, ...before } = states.get(step.nodeId) ?? { id };
    states.set(step.nodeId, {
      ...before,
      id,
      status: statusOf[step.status],
      runId: step.runId,
      ...optional('fraction', step.fraction ?? undefined),
    });
  }
  return [...states.values()];
}

async function versionNumbers(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await control().version.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, number: true },
  });
  return new Map(rows.map(({ id, number }) => [id, number]));
}

function resultState(row: Prisma.NodeStateGetPayload<object>, numbers: ReadonlyMap<string, number>): NodeState {
  return {
    id: nodeId.parse(row.nodeId),
    status: statusOf[row.status],
    checksum: row.checksum,
    at: row.at.toISOString(),
    ...optional('rows', numberOf(row.rows)),
    ...optional('ms', row.ms ?? undefined),
    ...optional('runId', row.runId ?? undefined),
    ...optional('versionNumber', numbers.get(row.versionId ?? '')),
    ...optional('problem', problemOf(row.problem)),
    ...optional('score', row.score ? scoreSchema.parse(row.score) : undefined),
  };
}

const numberOf = (value: bigint | null): number | undefined => (value === null ? undefined : Number(value));

const problemOf = (json: unknown) => (json ? problemSchema.parse(json) : undefined);

/** The contract leaves absent fields out. */
const optional = <K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> => {
  const field: Partial<Record<K, V>> = {};
  if (value !== undefined) field[key] = value;
  return field;
};
