import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Access } from '#lib/access/access.ts';
import type { versionSummary } from '#lib/contracts/api.ts';
import { personId, type VersionId, versionId } from '#lib/contracts/ids.ts';
import { type Result, refuse } from '#lib/contracts/problem.ts';
import type { ProjectFiles } from '#lib/contracts/project.ts';
import { audit } from '#lib/db/control/audit.ts';
import { type ControlTransaction, control } from '#lib/db/control/client.ts';
import { tellProject } from '#lib/db/control/notify.ts';
import { flushLive } from '../files/live-store.ts';
import { readDraftFiles } from '../files/store.ts';
import type { BranchFacts } from '../project/store.ts';

type VersionSummary = z.infer<typeof versionSummary>;
type Cause = VersionSummary['cause'];

export interface StoredVersion {
  readonly id: VersionId;
  readonly number: number;
  /** Paths that differ from the version before. */
  readonly changed: readonly string[];
}

export interface VersionRequest {
  readonly cause: Cause;
  readonly message: string;
  readonly files: ProjectFiles;
  /** The branch's last version before the files were read, null where there was none. Throws `Overtaken` when it is another by now. */
  readonly after?: string | null;
}

/** Somebody else's version came between the reading of the files and their storing: it may hold later text. */
export class Overtaken extends Error {}

/**
 * Stores a tree as a version of a branch, inside the caller's transaction. Only what changed since
 * the branch's last version is written. A run of an unchanged tree has the version that is there.
 * @throws Overtaken
 */
export async function storeTree(
  tx: ControlTransaction,
  access: Access,
  branch: BranchFacts,
  { after, ...request }: VersionRequest,
): Promise<StoredVersion> {
  const head = await lockHead(tx, branch.id);
  if (after !== undefined && after !== (head?.id ?? null)) throw new Overtaken();
  return storeNext(tx, access, branch, { ...request, head });
}

/** Stores what the drafts of a branch say as its next version, as `storeTree` does. */
export async function storeDrafts(
  tx: ControlTransaction,
  access: Access,
  branch: BranchFacts,
  request: Pick<VersionRequest, 'cause' | 'message'>,
): Promise<StoredVersion> {
  const head = await lockHead(tx, branch.id);
  // Read when it is this version's turn: read before, the later number could hold the earlier text.
  return storeNext(tx, access, branch, { ...request, head, files: await readDraftFiles(branch.id, tx) });
}

/** The last version of a branch. */
export async function headOf(branch: string): Promise<string | null> {
  return (await control().branch.findUniqueOrThrow({ where: { id: branch } })).headVersionId;
}

async function storeNext(
  tx: ControlTransaction,
  access: Access,
  branch: BranchFacts,
  { cause, message, files, head }: VersionRequest & { readonly head: Head | undefined },
): Promise<StoredVersion> {
  const { hashes, changed, removed } = await compareTree(tx, branch.id, files);
  const paths = [...changed, ...removed].sort();
  if (head && paths.length === 0 && cause === 'run') return { ...head, changed: [] };
  const { lastVersion: number } = await tx.project.update({
    where: { id: access.project.id },
    data: { lastVersion: { increment: 1 } },
    select: { lastVersion: true },
  });
  await storeBlobs(tx, files, changed, hashes);
  await writeEntries(tx, branch.id, number, { changed, removed, hashes });
  const row = await tx.version.create({
    data: {
      projectId: access.project.id,
      branchId: branch.id,
      number,
      parentId: head?.id ?? null,
      personId: access.person.id,
      message,
      cause,
      changed: paths,
    },
  });
  await tx.branch.update({ where: { id: branch.id }, data: { headVersionId: row.id } });
  await tellProject(tx, access.project.id, 'versions');
  await audit(tx, {
    action: 'version.stored',
    personId: access.person.id,
    projectId: access.project.id,
    subject: { version: number, cause },
    address: access.caller.address,
  });
  return { id: versionId.parse(row.id), number, changed: paths };
}

/** Stores the drafts of a branch as a version (⌘S). */
export async function saveVersion(
  access: Access,
  branch: BranchFacts,
  message: string,
): Promise<Result<{ versionId: VersionId; number: number }>> {
  const flushed = await flushLive(branch.id);
  if (!flushed.ok) return flushed;
  const stored = await control().$transaction(
    (tx) => storeDrafts(tx, access, branch, { cause: 'save', message: message.trim().slice(0, 1_000) }),
    longer,
  );
  return { ok: true, value: { versionId: stored.id, number: stored.number } };
}

/** A project of 1,000 files writes a few megabytes the first time. */
export const longer = { timeout: 30_000, maxWait: 10_000 };

/** The tree of a version. Throws when there is none of that id. */
export async function readVersion(id: string): Promise<ProjectFiles> {
  const rows = await control().$queryRaw<{ path: string; text: string }[]>`
    SELECT e.path, b.text
      FROM version v
      JOIN version_entry e ON e.branch_id = v.branch_id AND e.since <= v.number AND (e.until IS NULL OR e.until > v.number)
      JOIN blob b ON b.hash = e.blob_hash
     WHERE v.id = ${id}
     ORDER BY e.path`;
  if (rows.length === 0 && !(await control().version.findUnique({ where: { id }, select: { id: true } }))) {
    throw new Error(`there is no version ${id}`);
  }
  return new Map(rows.map(({ path, text }) => [path, text]));
}

/** The tree of a version of this project, for a person. */
export async function readProjectVersion(access: Access, id: string): Promise<Result<ProjectFiles>> {
  const found = await control().version.findFirst({
    where: { id, projectId: access.project.id },
    select: { id: true },
  });
  if (!found) return refuse(missingVersion);
  return { ok: true, value: await readVersion(id) };
}

export const missingVersion = {
  code: 'version.missing',
  message: 'There is no such version.',
  remedy: 'Look at the list of versions.',
} as const;

/** Versions of a project, newest first. @param before continue below this number; @param path only where it changed */
export async function listVersions(
  access: Access,
  { before, path, limit = 200 }: { before?: number; path?: string; limit?: number } = {},
): Promise<VersionSummary[]> {
  const rows = await control().version.findMany({
    where: {
      projectId: access.project.id,
      ...(before ? { number: { lt: before } } : {}),
      ...(path ? { changed: { has: path } } : {}),
    },
    orderBy: { number: 'desc' },
    take: Math.min(limit, 500),
    include: { person: true, runs: { select: { number: true, status: true }, orderBy: { number: 'desc' }, take: 1 } },
  });
  return rows.map(({ id, number, message, cause, changed, createdAt, person, runs: [run] }) => ({
    id: versionId.parse(id),
    number,
    message,
    cause,
    changed,
    at: createdAt.toISOString(),
    run,
    by: { id: personId.parse(person.id), name: person.name, email: person.email, colour: person.colour },
  }));
}

type Head = Pick<StoredVersion, 'id' | 'number'>;

/** Versions of a branch are stored one after the other. */
async function lockHead(tx: ControlTransaction, branch: string): Promise<Head | undefined> {
  await tx.$queryRaw`SELECT id FROM branch WHERE id = ${branch} FOR UPDATE`;
  const row = await tx.branch.findUniqueOrThrow({ where: { id: branch }, select: { head: true } });
  return row.head ? { id: versionId.parse(row.head.id), number: row.head.number } : undefined;
}

async function compareTree(tx: ControlTransaction, branch: string, files: ProjectFiles) {
  const rows = await tx.versionEntry.findMany({
    where: { branchId: branch, until: null },
    select: { path: true, blobHash: true },
  });
  const before = new Map(rows.map(({ path, blobHash }) => [path, blobHash]));
  const hashes = new Map([...files].map(([path, text]) => [path, createHash('sha256').update(text).digest('hex')]));
  const changed = [...hashes].filter(([path, hash]) => before.get(path) !== hash).map(([path]) => path);
  const removed = [...before.keys()].filter((path) => !hashes.has(path));
  return { hashes, changed, removed };
}

interface TreeChange {
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly hashes: ReadonlyMap<string, string>;
}

async function storeBlobs(
  tx: ControlTransaction,
  files: ProjectFiles,
  paths: readonly string[],
  hashes: TreeChange['hashes'],
): Promise<void> {
  const data = paths.map((path) => {
    const text = files.get(path) ?? '';
    return { hash: hashes.get(path) ?? '', text, bytes: Buffer.byteLength(text) };
  });
  if (data.length > 0) await tx.blob.createMany({ data, skipDuplicates: true });
}

async function writeEntries(tx: ControlTransaction, branch: string, number: number, change: TreeChange): Promise<void> {
  const ended = [...change.changed, ...change.removed];
  if (ended.length === 0) return;
  await tx.versionEntry.updateMany({
    where: { branchId: branch, until: null, path: { in: ended } },
    data: { until: number },
  });
  const data = change.changed.map((path) => ({
    branchId: branch,
    path,
    since: number,
    blobHash: change.hashes.get(path) ?? '',
  }));
  if (data.length > 0) await tx.versionEntry.createMany({ data });
}
