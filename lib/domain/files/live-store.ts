import { announceFiles, type CollabControl, flushBranch } from '#lib/collab/control.ts';
import { ProblemError, type Result } from '#lib/contracts/problem.ts';

/** Where the collab process is; undefined where none was started (the command line, tests). */
function collab(): CollabControl | undefined {
  const { INSITU_COLLAB_PORT, INSITU_COLLAB_HOST } = process.env;
  if (!INSITU_COLLAB_PORT) return undefined;
  return { port: Number(INSITU_COLLAB_PORT), ...(INSITU_COLLAB_HOST ? { host: INSITU_COLLAB_HOST } : {}) };
}

/**
 * Waits until everything that collab has of a branch is in the control database. Refuses while
 * collab is away: a version of texts that somebody has already typed past would be stored as theirs.
 */
export async function flushLive(branchId: string): Promise<Result<null>> {
  return asked((control) => flushBranch(control, branchId));
}

/** Tells the browsers of a branch to look at these files again. They look by themselves when collab is back. */
export async function announceLive(branchId: string, documentIds: readonly string[]): Promise<void> {
  await asked((control) => announceFiles(control, branchId, documentIds));
}

async function asked(ask: (control: CollabControl) => Promise<void>): Promise<Result<null>> {
  const control = collab();
  try {
    if (control) await ask(control);
    return { ok: true, value: null };
  } catch (error) {
    if (error instanceof ProblemError) return { ok: false, problem: error.problem };
    throw error;
  }
}
