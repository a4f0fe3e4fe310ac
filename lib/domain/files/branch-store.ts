import type { Access } from '#lib/access/access.ts';
import { ProblemError, type Result, refuse } from '#lib/contracts/problem.ts';
import { audit } from '#lib/db/control/audit.ts';
import { type ControlTransaction, control, isTaken } from '#lib/db/control/client.ts';
import type { BranchFacts } from '../project/store.ts';
import { announceLive } from './live-store.ts';

/**
 * One change of a branch's list of files: all of it or nothing, told to the browsers once it is committed.
 * @param paths the paths that will be taken, for the words of a refusal
 * @param work returns the ids of the documents that came, went or moved; a ProblemError that it throws undoes
 *   what it did and is the answer
 */
export async function changeBranch(
  branch: BranchFacts,
  paths: readonly string[],
  work: (tx: ControlTransaction) => Promise<readonly string[]>,
): Promise<Result<readonly string[]>> {
  try {
    const ids = await control().$transaction(work, { timeout: 30_000 });
    await announceLive(branch.id, ids);
    return { ok: true, value: ids };
  } catch (error) {
    if (error instanceof ProblemError) return { ok: false, problem: error.problem };
    // The unique index on live paths decides, whoever comes first.
    if (!isTaken(error)) throw error;
    return refuse(await takenFile(branch, paths));
  }
}

async function takenFile(branch: BranchFacts, paths: readonly string[]) {
  const taken = await control().document.findFirst({
    where: { branchId: branch.id, deletedAt: null, path: { in: [...paths] } },
    select: { path: true },
  });
  const path = taken?.path ?? paths[0] ?? '';
  return {
    code: 'file.exists',
    message: `There is a file ${path} already.`,
    remedy: 'Choose another name.',
    path,
  };
}

/** The live file at a path. @throws ProblemError where there is none */
export async function requireLive(tx: ControlTransaction, branch: BranchFacts, path: string) {
  const found = await findLive(tx, branch, path);
  if (!found) throw new ProblemError(missingFile(path));
  return found;
}

export const findLive = (tx: ControlTransaction, branch: BranchFacts, path: string) =>
  tx.document.findFirst({ where: { branchId: branch.id, path, deletedAt: null }, select: { id: true, epoch: true } });

export const missingFile = (path: string) => ({
  code: 'file.missing',
  message: `There is no file ${path}.`,
  remedy: 'It may have been renamed or deleted meanwhile: look at the list of files.',
  path,
});

export const recordFile = (
  tx: ControlTransaction,
  { person, project, caller }: Access,
  action: 'file.created' | 'file.renamed' | 'file.deleted' | 'file.restored',
  subject: Record<string, string>,
) => audit(tx, { action, personId: person.id, projectId: project.id, subject, address: caller.address });
