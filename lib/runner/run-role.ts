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
    [Symbol.asyncDispose]: async () => {
      try {
        await using later = await openRoleAdmin(databaseUrl);
        await later.dropRunRole(role);
      } catch (error) {
        // The run is over all the same; a sweep drops it.
        log(`run ${runId}: its role ${role} could not be dropped yet: ${String(error)}`);
      }
    },
  };
}
