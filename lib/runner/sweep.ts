import { openRoleAdmin } from '#lib/db/data/index.ts';
import type { RunnerStore } from '#lib/domain/runs/store.ts';
import { maxAttempts, runTask } from './queue.ts';

const everyMs = 10_000;
/** A runner claims a run within a second, unless all are busy: then adding its job again changes nothing. */
const unclaimedAfterSeconds = 30;
/** Roles are dropped by their runner; what one left behind is looked for once a minute. */
const rolesEvery = 6;

interface Queue {
  addJob(task: string, payload: unknown, spec: { jobKey: string; maxAttempts: number }): Promise<unknown>;
}

type Log = (line: string) => void;

/**
 * Looks after what other runners left: runs whose lease is over are lost (lease 30 s + sweep 10 s:
 * within a minute), with their roles and connections; queued runs whose job went down with a runner
 * get a new one. Every runner sweeps; claims make that harmless.
 */
export function startSweep(store: RunnerStore, queue: Queue, log: Log): () => void {
  let round = 0;
  const sweep = async () => {
    try {
      const lost = await store.lose();
      for (const runId of lost) log(`run ${runId}: lost, its runner is gone`);
      for (const runId of await store.unclaimed(unclaimedAfterSeconds)) {
        await queue.addJob(runTask, { runId }, { jobKey: `run:${runId}`, maxAttempts });
      }
      if (lost.length > 0 || round % rolesEvery === 0) await sweepRoles(store, log);
    } catch (error) {
      log(`sweep: ${messageOf(error)}`);
    }
    round += 1;
  };
  const timer = setInterval(sweep, everyMs);
  void sweep();
  return () => clearInterval(timer);
}

/**
 * Drops the roles of runs that are over, which ends what their runners still do in the database, and
 * brings people's rights there where the database was away when they changed.
 */
export async function sweepRoles(store: RunnerStore, log: Log): Promise<void> {
  for (const { id, url } of await store.dataDatabases()) {
    try {
      await sweepDatabase(url, store, log);
      await store.applyRights(id);
    } catch (error) {
      log(`sweep of roles: ${messageOf(error)}`);
    }
  }
}

async function sweepDatabase(url: string, store: RunnerStore, log: Log): Promise<void> {
  await using admin = await openRoleAdmin(url);
  const roles = await admin.listRunRoles();
  const over = await store.over(roles.map(({ runId }) => runId));
  for (const { role, runId, expired } of roles) {
    // A run that isn't known is another installation's, or its project was deleted: then it expires.
    if (!over.has(runId) && !expired) continue;
    await admin.dropRunRole(role).catch((error: unknown) => log(`role ${role} can't be dropped: ${messageOf(error)}`));
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
