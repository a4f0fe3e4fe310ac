import type { Access } from '#lib/access/access.ts';
import { mergedState } from '#lib/collab/document.ts';
import type { DeletedFile, FileMove } from '#lib/contracts/file.ts';
import { documentId, personId } from '#lib/contracts/ids.ts';
import { ProblemError, type Result } from '#lib/contracts/problem.ts';
import { type ControlTransaction, control } from '#lib/db/control/client.ts';
import { tellProject } from '#lib/db/control/notify.ts';
import type { BranchFacts } from '../project/store.ts';
import { changeBranch, recordFile, requireLive } from './branch-store.ts';
import { flushLive } from './live-store.ts';
import { projectPath } from './path.ts';

type Way = NonNullable<FileMove['node']>;

/** Renames and moves files, all or none. Whoever has one open keeps it open: the document is the same. */
export async function moveFiles(
  access: Access,
  branch: BranchFacts,
  moves: readonly FileMove[],
): Promise<Result<readonly string[]>> {
  const wanted: FileMove[] = [];
  for (const move of moves) {
    const path = projectPath(move.to);
    if (!path.ok) return path;
    wanted.push({ ...move, to: path.value });
  }
  const paths = wanted.map(({ to }) => to);
  return changeBranch(branch, paths, async (tx) => {
    const moved: string[] = [];
    for (const { from, to, node } of wanted) {
      const found = await requireLive(tx, branch, from);
      await tx.document.update({ where: { id: found.id }, data: { path: to, updatedAt: new Date() } });
      await recordFile(tx, access, 'file.renamed', { path: from, to });
      if (node) await keepTasks(tx, access, node);
      moved.push(found.id);
    }
    return moved;
  });
}

/** A node that is called otherwise keeps its tasks, and its place as an objective's score. */
async function keepTasks(tx: ControlTransaction, { project }: Access, { from, to }: Way): Promise<void> {
  const of = { projectId: project.id };
  await tx.taskLink.updateMany({ where: { nodeId: from, task: of }, data: { nodeId: to } });
  await tx.objective.updateMany({ where: { nodeId: from, ...of }, data: { nodeId: to } });
  await tellProject(tx, project.id, 'tasks');
}

/** Takes files out of the branch, all or none; their documents stay and can come back. */
export async function deleteFiles(
  access: Access,
  branch: BranchFacts,
  paths: readonly string[],
): Promise<Result<readonly string[]>> {
  // Collab closes a document that is gone; what is under way in it is stored first.
  const flushed = await flushLive(branch.id);
  if (!flushed.ok) return flushed;
  return changeBranch(branch, paths, async (tx) => {
    const deleted: string[] = [];
    for (const path of paths) {
      const found = await requireLive(tx, branch, path);
      await tx.document.update({
        where: { id: found.id },
        data: { deletedAt: new Date(), deletedBy: access.person.id },
      });
      await recordFile(tx, access, 'file.deleted', { path });
      deleted.push(found.id);
    }
    return deleted;
  });
}

/** The deleted files of a branch that can come back, newest first. */
export async function listDeleted(branch: BranchFacts): Promise<DeletedFile[]> {
  const rows = await control().document.findMany({
    where: { branchId: branch.id, deletedAt: { not: null } },
    orderBy: { deletedAt: 'desc' },
    take: 200,
    select: { id: true, path: true, deletedAt: true, deleter: true },
  });
  return rows.map(({ id, path, deletedAt, deleter }) => ({
    documentId: documentId.parse(id),
    path,
    at: (deletedAt ?? new Date()).toISOString(),
    by: deleter
      ? { id: personId.parse(deleter.id), name: deleter.name, email: deleter.email, colour: deleter.colour }
      : undefined,
  }));
}

/**
 * Brings deleted files back with what they said, all or none. Each begins a new epoch: a browser that
 * typed on after the deletion holds a history that was never stored.
 */
export async function restoreFiles(
  access: Access,
  branch: BranchFacts,
  ids: readonly string[],
): Promise<Result<readonly string[]>> {
  const paths = await control().document.findMany({ where: { id: { in: [...ids] } }, select: { path: true } });
  const wanted = paths.map(({ path }) => path);
  return changeBranch(branch, wanted, async (tx) => {
    for (const id of ids) {
      const path = await restore(tx, branch, id);
      if (path === undefined) throw new ProblemError(notDeleted);
      await recordFile(tx, access, 'file.restored', { path });
    }
    return ids;
  });
}

async function restore(tx: ControlTransaction, branch: BranchFacts, id: string): Promise<string | undefined> {
  await tx.$queryRaw`SELECT id FROM document WHERE id = ${id} FOR UPDATE`;
  const row = await tx.document.findFirst({
    where: { id, branchId: branch.id, deletedAt: { not: null } },
    include: { updates: { orderBy: { seq: 'asc' } } },
  });
  if (!row) return undefined;
  const { state, text } = mergedState(
    row.state,
    row.updates.map(({ update }) => update),
  );
  await tx.documentUpdate.deleteMany({ where: { documentId: id } });
  await tx.document.update({
    where: { id },
    data: {
      state,
      text,
      bytes: Buffer.byteLength(text),
      epoch: { increment: 1 },
      deletedAt: null,
      deletedBy: null,
      updatedAt: new Date(),
    },
  });
  return row.path;
}

const notDeleted = {
  code: 'file.missing',
  message: 'This file is not among the deleted ones any more.',
  remedy: 'Somebody may have brought it back: look at the list of files.',
};
