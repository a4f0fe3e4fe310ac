import { randomUUID } from 'node:crypto';
import type { Access } from '#lib/access/access.ts';
import { MAX_TEXT, seedDocument, textOf, withLf } from '#lib/collab/document.ts';
import type { ProjectFile } from '#lib/contracts/api.ts';
import { type DocumentId, documentId } from '#lib/contracts/ids.ts';
import { type Result, refuse } from '#lib/contracts/problem.ts';
import type { ProjectFiles } from '#lib/contracts/project.ts';
import { audit } from '#lib/db/control/audit.ts';
import { type ControlTransaction, control, isTaken } from '#lib/db/control/client.ts';
import type { BranchFacts } from '../project/store.ts';
import { announceLive, editLive, flushLive } from './live-store.ts';
import { projectPath } from './path.ts';

/** A live file with what it says now. */
export interface Draft {
  readonly id: DocumentId;
  readonly path: string;
  readonly epoch: number;
  readonly text: string;
  readonly updatedAt: Date;
}

/**
 * The live files of a branch with their texts, by path. The text of a document without updates in
 * the log is stored beside it; the others are folded from their log.
 */
export async function readDrafts(database: ControlTransaction, branch: string): Promise<Draft[]> {
  const rows = await database.document.findMany({
    where: { branchId: branch, deletedAt: null },
    select: { id: true, path: true, epoch: true, text: true, updatedAt: true, _count: { select: { updates: true } } },
    orderBy: { path: 'asc' },
  });
  const changed = rows.filter(({ _count }) => _count.updates > 0).map(({ id }) => id);
  const folded = await foldDocuments(database, changed);
  return rows.map(({ id, path, epoch, text, updatedAt }) => {
    const now = folded.get(id);
    return { id: documentId.parse(id), path, epoch, text: now?.text ?? text, updatedAt: now?.at ?? updatedAt };
  });
}

/** The same as files for the compiler. */
export async function readDraftFiles(branch: string): Promise<ProjectFiles> {
  return new Map((await readDrafts(control(), branch)).map(({ path, text }) => [path, text]));
}

async function foldDocuments(database: ControlTransaction, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, { text: string; at: Date | undefined }>();
  const rows = await database.document.findMany({
    where: { id: { in: [...ids] } },
    select: {
      id: true,
      state: true,
      text: true,
      updates: { select: { update: true, at: true }, orderBy: { seq: 'asc' } },
    },
  });
  return new Map(
    rows.map(({ id, state, updates }) => [
      id,
      {
        text: textOf(
          state,
          updates.map(({ update }) => update),
        ),
        at: updates.at(-1)?.at,
      },
    ]),
  );
}

/** The files of a branch as the explorer lists them. */
export async function listFiles(branch: BranchFacts, withText: boolean): Promise<ProjectFile[]> {
  return (await readDrafts(control(), branch.id)).map(({ id, path, epoch, text, updatedAt }) => ({
    path,
    documentId: id,
    epoch,
    bytes: Buffer.byteLength(text),
    updatedAt: updatedAt.toISOString(),
    ...(withText ? { text } : {}),
  }));
}

/** Puts new files on a branch, each seeded once. Part of the transaction that makes a project or imports one. */
export async function insertFiles(database: ControlTransaction, branch: string, files: ProjectFiles): Promise<void> {
  const data = [...files].map(([path, text]) => documentRow(branch, path, text));
  await database.document.createMany({ data });
}

function documentRow(branch: string, path: string, given: string) {
  const text = withLf(given);
  return { id: randomUUID(), branchId: branch, path, state: seedDocument(text), text, bytes: Buffer.byteLength(text) };
}

/** Makes a file. Its text is put into the document here, once, in the transaction that makes its row. */
export async function createFile(
  access: Access,
  branch: BranchFacts,
  { path: given, text }: { path: string; text: string },
): Promise<Result<{ documentId: DocumentId }>> {
  const path = projectPath(given);
  if (!path.ok) return path;
  const allowed = fileText(path.value, text);
  if (!allowed.ok) return allowed;
  const row = documentRow(branch.id, path.value, text);
  return changeFiles(branch, path.value, async (tx) => {
    await tx.document.create({ data: row });
    await record(tx, access, 'file.created', { path: path.value });
    return { ok: true, value: { documentId: documentId.parse(row.id) } };
  });
}

/** Moves a file. Whoever has it open keeps it open: the document is the same. */
export async function renameFile(
  access: Access,
  branch: BranchFacts,
  { from, to: given }: { from: string; to: string },
): Promise<Result<{ documentId: DocumentId }>> {
  const to = projectPath(given);
  if (!to.ok) return to;
  return changeFiles(branch, to.value, async (tx) => {
    const found = await findLive(tx, branch, from);
    if (!found) return refuse(missing(from));
    await tx.document.update({ where: { id: found.id }, data: { path: to.value, updatedAt: new Date() } });
    await record(tx, access, 'file.renamed', { path: from, to: to.value });
    return { ok: true, value: { documentId: documentId.parse(found.id) } };
  });
}

/** Lets a file say something else, as an edit that whoever has it open sees and can undo. */
export async function editFile(
  access: Access,
  branch: BranchFacts,
  { path, text }: { path: string; text: string },
): Promise<Result<null>> {
  const allowed = fileText(path, text);
  if (!allowed.ok) return allowed;
  const found = await findLive(control(), branch, path);
  if (!found) return refuse(missing(path));
  return editLive({ documentId: found.id, epoch: found.epoch, branchId: branch.id, personId: access.person.id, text });
}

/** Takes a file out of the branch; its document stays and can come back. */
export async function deleteFile(
  access: Access,
  branch: BranchFacts,
  path: string,
): Promise<Result<{ documentId: DocumentId }>> {
  // Collab closes a document that is gone; what is under way in it is stored first.
  const flushed = await flushLive(branch.id);
  if (!flushed.ok) return flushed;
  return changeFiles(branch, path, async (tx) => {
    const found = await findLive(tx, branch, path);
    if (!found) return refuse(missing(path));
    await tx.document.update({ where: { id: found.id }, data: { deletedAt: new Date() } });
    await record(tx, access, 'file.deleted', { path });
    return { ok: true, value: { documentId: documentId.parse(found.id) } };
  });
}

const findLive = (tx: ControlTransaction, branch: BranchFacts, path: string) =>
  tx.document.findFirst({ where: { branchId: branch.id, path, deletedAt: null }, select: { id: true, epoch: true } });

function fileText(path: string, text: string): Result<null> {
  if (text.length > MAX_TEXT) {
    return refuse({
      code: 'file.large',
      message: `${path} is larger than 5 MB.`,
      remedy: 'Load large data into the database and name it as a source.',
      path,
    });
  }
  // PostgreSQL's text can't hold it, and no SQL or Python file means it.
  if (text.includes('\0')) {
    return refuse({
      code: 'file.nul',
      message: `${path} has a NUL character.`,
      remedy: 'Save it as UTF-8 text.',
      path,
    });
  }
  return { ok: true, value: null };
}

const missing = (path: string) => ({
  code: 'file.missing',
  message: `There is no file ${path}.`,
  remedy: 'It may have been renamed or deleted meanwhile: look at the list of files.',
  path,
});

/** One change of the list of files, told to the browsers once it is committed. */
async function changeFiles(
  branch: BranchFacts,
  path: string,
  work: (tx: ControlTransaction) => Promise<Result<{ documentId: DocumentId }>>,
): Promise<Result<{ documentId: DocumentId }>> {
  try {
    const result = await control().$transaction(work);
    if (result.ok) await announceLive(branch.id, [result.value.documentId]);
    return result;
  } catch (error) {
    // The unique index on live paths decides, whoever comes first.
    if (!isTaken(error)) throw error;
    return refuse({
      code: 'file.exists',
      message: `There is a file ${path} already.`,
      remedy: 'Choose another name.',
      path,
    });
  }
}

const record = (
  tx: ControlTransaction,
  { person, project, caller }: Access,
  action: 'file.created' | 'file.renamed' | 'file.deleted',
  subject: Record<string, string>,
) => audit(tx, { action, personId: person.id, projectId: project.id, subject, address: caller.address });
