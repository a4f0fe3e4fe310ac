import { setTimeout as sleep } from 'node:timers/promises';
import { openRoleAdmin, type RoleAdmin, runRoleName, sessionUrl } from '#lib/db/data/index.ts';
import type { ClaimedRun } from '#lib/domain/runs/store.ts';

/** How a run signs in to its data database; the role is gone when the scope ends. */
export interface RunLogin extends AsyncDisposable {
  readonly url: string;
}

export interface RunLoginOptions {
  /** Connections of the run at once. */
  readonly connections: number;
  readonly deadlineMs: number;
  readonly log: (line: string) => void;
}

/** Time after the deadline in which a run may still sign in: steps that end late, a slow first connection. */
const graceSeconds = 600;

/** Makes the role of a run. Refused by the database unless the person may build in the project now. */
export async function openRunLogin(
  admin: RoleAdmin,
  run: ClaimedRun,
  { connections, deadlineMs, log }: RunLoginOptions,
): Promise<RunLogin> {
  const { runId, adminUrl: databaseUrl } = run;
  const role = runRoleName(runId, `${run.projectSlug} ${run.number}`);
  const password = await admin.createRunRole({
    role,
    runId,
    person: run.personRole,
    owner: run.projectRole,
    // A connection that was cut counts until its backend has noticed.
    connections: 2 * connections,
    seconds: deadlineMs / 1_000 + graceSeconds,
  });
  return {
    url: sessionUrl({ databaseUrl, role, password }),
    [Symbol.asyncDispose]: () => dropRole(databaseUrl, role, log),
  };
}

/** Tries for some seconds: a database that is restarted is back by then. Never throws, the run is over all the same. */
async function dropRole(databaseUrl: string, role: string, log: RunLoginOptions['log']): Promise<void> {
  for (const waitMs of [0, 1_000, 2_000, 4_000]) {
    try {
      await sleep(waitMs);
      await using admin = await openRoleAdmin(databaseUrl);
      return await admin.dropRunRole(role);
    } catch (error) {
      log(`${role} can't be dropped yet, a sweep will: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
