import { randomUUID } from 'node:crypto';
import type { Access } from '#lib/access/access.ts';
import { MAX_TEXT, seedDocument, textOf, withLf } from '#lib/collab/document.ts';
import type { ProjectFile } from '#lib/contracts/api.ts';
import { type DocumentId, documentId } from '#lib/contracts/ids.ts';
import { type Result, refuse } from '#lib/contracts/problem.ts';
import type { ProjectFiles } from '#lib/contracts/project.ts';
import { type ControlTransaction, control } from '#lib/db/control/client.ts';
import type { BranchFacts } from '../project/store.ts';
import { changeBranch, findLive, missingFile, recordFile } from './branch-store.ts';
import { editLive } from './live-store.ts';
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
 * @param ids only these documents
 */
export async function readDrafts(
  database: ControlTransaction,
  branch: string,
  ids?: readonly string[],
): Promise<Draft[]> {
  const rows = await database.document.findMany({
    where: { branchId: branch, deletedAt: null, ...(ids ? { id: { in: [...ids] } } : {}) },
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
export async function readDraftFiles(branch: string, database: ControlTransaction = control()): Promise<ProjectFiles> {
  return new Map((await readDrafts(database, branch)).map(({ path, text }) => [path, text]));
}

async function foldDocuments(database: ControlTransaction, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, { text: string; at: Date | null }>();
  // One statement, one snapshot: a compaction between two reads would lose what it took away.
  const rows = await database.$queryRaw<{ id: string; state: Uint8Array; updates: Uint8Array[]; at: Date | null }[]>`
    SELECT d.id, d.state, coalesce(array_agg(u.update ORDER BY u.seq) FILTER (WHERE u.seq IS NOT NULL), '{}') AS updates, max(u.at) AS at
      FROM document d
      LEFT JOIN document_update u ON u.document_id = d.id AND u.epoch = d.epoch
     WHERE d.id = ANY(${[...ids]})
     GROUP BY d.id`;
  return new Map(rows.map(({ id, state, updates, at }) => [id, { text: textOf(state, updates), at }]));
}

/** The files of a branch with what they say, by path. @param ids only these documents */
export async function listFiles(branch: Pick<BranchFacts, 'id'>, ids?: readonly string[]): Promise<ProjectFile[]> {
  return (await readDrafts(control(), branch.id, ids)).map(({ id, path, epoch, text, updatedAt }) => ({
    path,
    documentId: id,
    epoch,
    bytes: Buffer.byteLength(text),
    updatedAt: updatedAt.toISOString(),
    text,
  }));
}

/** The same without their texts: milliseconds, however much was typed since the log was last folded. */
export async function listTree(branch: Pick<BranchFacts, 'id'>): Promise<ProjectFile[]> {
  const rows = await control().$queryRaw<{ id: string; path: string; epoch: number; bytes: number; at: Date }[]>`
    SELECT d.id, d.path, d.epoch, d.bytes, coalesce(max(u.at), d.updated_at) AS at
      FROM document d
      LEFT JOIN document_update u ON u.document_id = d.id AND u.epoch = d.epoch
     WHERE d.branch_id = ${branch.id} AND d.deleted_at IS NULL
     GROUP BY d.id
     ORDER BY d.path`;
  return rows.map(({ id, path, epoch, bytes, at }) => ({
    path,
    documentId: documentId.parse(id),
    epoch,
    bytes,
    updatedAt: at.toISOString(),
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
  const made = await changeBranch(branch, [path.value], async (tx) => {
    await tx.document.create({ data: row });
    await recordFile(tx, access, 'file.created', { path: path.value });
    return [row.id];
  });
  return made.ok ? { ok: true, value: { documentId: documentId.parse(row.id) } } : made;
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
  if (!found) return refuse(missingFile(path));
  return editLive({ documentId: found.id, epoch: found.epoch, branchId: branch.id, personId: access.person.id, text });
}

/** What can't be a file's text, by its size and its characters. */
export function fileText(path: string, text: string): Result<null> {
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
