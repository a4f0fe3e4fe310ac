import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Problem } from '#lib/contracts/problem.ts';
import type { ProjectFiles } from '#lib/contracts/project.ts';
import { type EarlierAttempt, earlierAttempt, type RunEvent, type RunRequest, runRequest } from '#lib/contracts/run.ts';
import { type ControlTransaction, control } from '#lib/db/control/client.ts';
import { adminUrl, dataDatabases, personLogin, projectRoles } from '../data/connection-store.ts';
import { applyAllRights } from '../people/rights-store.ts';
import { readVersion } from '../version/store.ts';
import { lockRun, writeEvents } from './append-store.ts';

/** A run that a runner holds: what to do, where, and as whom. */
export interface ClaimedRun {
  readonly runId: string;
  /** Fences this claim: another runner's claim, or the end of the run, makes it void. */
  readonly token: string;
  readonly number: number;
  readonly projectId: string;
  readonly projectSlug: string;
  readonly schema: string;
  readonly versionId: string;
  readonly versionNumber: number;
  readonly personId: string;
  readonly personName: string;
  readonly request: RunRequest;
  /** The data database, as administrator: to make the run's role, and schemas of the project. */
  readonly adminUrl: string;
  readonly personRole: string;
  readonly projectRole: string;
  readonly viewerRole: string;
  /** Nodes that succeeded in the run this one retries. */
  readonly succeeded: readonly string[];
  /** What a retry goes on from. */
  readonly earlier: EarlierAttempt | undefined;
  /** The first of the runs that retry each other; itself, when it is no retry. */
  readonly firstAttempt: string;
}

export interface Claim {
  readonly runId: string;
  readonly token: string;
}

/** What a row keeps of a request: what was asked, and for a retry what it leaves out and the run it all began with. */
export const storedRequest = runRequest.extend({
  succeeded: z.array(z.string()).default([]),
  firstAttempt: z.string().optional(),
  earlier: earlierAttempt.optional(),
});
export type StoredRequest = z.infer<typeof storedRequest>;

/** A batch of a slow control database. */
const slow = { timeout: 30_000, maxWait: 30_000 };

/** Takes a queued run. Of many runners one gets it; undefined is for the others, and for a run that is over. */
export async function claimRun(runId: string, leaseSeconds: number): Promise<ClaimedRun | undefined> {
  const token = randomUUID();
  const claimed = await control().$executeRaw`
    UPDATE run SET status = 'running', lease_token = ${token}, started_at = coalesce(started_at, now()),
                   lease_until = now() + make_interval(secs => ${leaseSeconds})
     WHERE id = ${runId} AND status = 'queued'`;
  if (claimed !== 1) return undefined;
  try {
    return await readClaim(runId, token);
  } catch (error) {
    // Nobody would do it, and its queue would take it for done: it waits for the next attempt.
    await giveBack(runId, token);
    throw error;
  }
}

async function giveBack(runId: string, token: string): Promise<void> {
  await control().run.updateMany({
    where: { id: runId, leaseToken: token, status: 'running' },
    data: { status: 'queued', leaseToken: null, leaseUntil: null, startedAt: null },
  });
}

async function readClaim(runId: string, token: string): Promise<ClaimedRun> {
  const { project, branch, version, person, ...run } = await control().run.findUniqueOrThrow({
    where: { id: runId },
    include: { project: true, branch: true, version: true, person: true },
  });
  const { succeeded, firstAttempt = runId, earlier, ...request } = storedRequest.parse(run.request);
  const [url, login] = await Promise.all([
    adminUrl(project.dataDatabaseId),
    personLogin(person.id, project.dataDatabaseId),
  ]);
  const roles = projectRoles(project);
  return {
    runId,
    token,
    number: run.number,
    projectId: project.id,
    projectSlug: project.slug,
    schema: branch.schema,
    versionId: version.id,
    versionNumber: version.number,
    personId: person.id,
    personName: person.name,
    request,
    adminUrl: url,
    personRole: login.role,
    projectRole: roles.owner,
    viewerRole: roles.viewer,
    succeeded,
    earlier,
    firstAttempt,
  };
}

/** What a runner hears when it holds its claim for longer. */
export interface LeaseState {
  readonly cancelRequested: boolean;
  /** Whether the run's person may still build in the project. */
  readonly mayBuild: boolean;
}

/** Holds a claim for longer; undefined when it is void. */
export async function renewLease({ runId, token }: Claim, leaseSeconds: number): Promise<LeaseState | undefined> {
  const [row] = await control().$queryRaw<LeaseState[]>`
    UPDATE run SET lease_until = now() + make_interval(secs => ${leaseSeconds})
     WHERE id = ${runId} AND lease_token = ${token} AND status = 'running'
    RETURNING cancel_requested_at IS NOT NULL AS "cancelRequested", EXISTS (
      SELECT FROM membership m WHERE m.project_id = run.project_id AND m.person_id = run.person_id
                                 AND m.role IN ('owner', 'editor')) AS "mayBuild"`;
  return row;
}

/** Appends what happened, in order. false: the claim is void and nothing was written. */
export function appendRunEvents({ runId, token }: Claim, events: readonly RunEvent[]): Promise<boolean> {
  return control().$transaction(async (tx) => {
    const run = await lockRun(tx, runId);
    if (!run || run.leaseToken !== token || run.status !== 'running') return false;
    await writeEvents(tx, run, events);
    return true;
  }, slow);
}

const lost: Problem = {
  code: 'run.lost',
  severity: 'error',
  message: 'The runner that did this run is gone.',
  remedy: 'Retry: steps that succeeded are not run again.',
};

/** Ends runs whose lease is over as lost. Every runner may call it; each run is ended once. */
export async function loseRuns(): Promise<string[]> {
  const rows = await control().$queryRaw<{ id: string }[]>`
    SELECT id FROM run WHERE status = 'running' AND lease_until < now() ORDER BY id`;
  const ended = await Promise.all(
    rows.map(({ id }) =>
      endRun(id, 'lost', lost, async (tx) => {
        const [row] = await tx.$queryRaw<{ over: boolean }[]>`
          SELECT status = 'running' AND lease_until < now() AS over FROM run WHERE id = ${id}`;
        return row?.over === true;
      }),
    ),
  );
  return rows.map(({ id }) => id).filter((_, at) => ended[at]);
}

/** Runs that wait longer than they should: their job went down with a runner. */
export async function unclaimedRuns(olderThanSeconds: number): Promise<string[]> {
  const rows = await control().$queryRaw<{ id: string }[]>`
    SELECT id FROM run
     WHERE status = 'queued' AND queued_at < now() - make_interval(secs => ${olderThanSeconds})
     ORDER BY queued_at`;
  return rows.map(({ id }) => id);
}

/** Which of these runs are over: an id that is not known here is not. */
export async function overRuns(runIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await control().run.findMany({
    where: { id: { in: [...runIds] }, status: { notIn: ['queued', 'running'] } },
    select: { id: true },
  });
  return new Set(rows.map(({ id }) => id));
}

/** Ends a run that no runner can do. */
export async function failRun(runId: string, problem: Problem): Promise<void> {
  await endRun(runId, 'failed', problem, async () => true);
}

/** Ends a run from outside of its runner: what that one still sends is refused. */
export function endRun(
  runId: string,
  status: 'failed' | 'lost' | 'cancelled',
  problem: Problem | undefined,
  applies: (tx: ControlTransaction) => Promise<boolean>,
): Promise<boolean> {
  return control().$transaction(async (tx) => {
    const run = await lockRun(tx, runId);
    if (!run || (run.status !== 'running' && run.status !== 'queued') || !(await applies(tx))) return false;
    const ms = run.startedAt ? Math.max(0, Date.now() - run.startedAt.getTime()) : 0;
    const event: RunEvent = { type: 'run_finished', at: new Date().toISOString(), status, ms };
    await writeEvents(tx, run, [problem ? { ...event, problem } : event]);
    return true;
  }, slow);
}

/** What a runner needs of the control database. All times there are the database's own. */
export const runnerStore = {
  claim: claimRun,
  renew: renewLease,
  append: appendRunEvents,
  lose: loseRuns,
  unclaimed: unclaimedRuns,
  fail: failRun,
  over: overRuns,
  dataDatabases,
  applyRights: applyAllRights,
  files: (versionId: string): Promise<ProjectFiles> => readVersion(versionId),
};

export type RunnerStore = typeof runnerStore;
