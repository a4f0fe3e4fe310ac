import type { Access } from '#lib/access/access.ts';
import { type Result, refuse } from '#lib/contracts/problem.ts';
import type { ProjectFiles } from '#lib/contracts/project.ts';
import { control } from '#lib/db/control/client.ts';
import { withLock } from '#lib/db/control/lock.ts';
import { flushLive } from '../files/live-store.ts';
import { createFile, type Draft, editFile, readDrafts } from '../files/store.ts';
import { deleteFiles } from '../files/tree-store.ts';
import type { BranchFacts } from '../project/store.ts';
import { longer, missingVersion, readVersion, storeDrafts } from './store.ts';

/**
 * Brings a version back, of one file or of everything. It comes as edits of the live documents, so
 * that who is writing sees it and can undo it; what was typed before is a version first, so nothing
 * is lost; and the outcome is a version.
 */
export async function restoreVersion(
  access: Access,
  branch: BranchFacts,
  { number, path }: { number: number; path?: string },
): Promise<Result<{ number: number; files: number }>> {
  const row = await control().version.findUnique({
    where: { projectId_number: { projectId: access.project.id, number } },
  });
  if (!row) return refuse(missingVersion);
  return alone(branch, () => bringBack(access, branch, { id: row.id, number, path }));
}

/** Two at once would leave a tree that is neither's: who comes second is told. */
const alone = async <T>(branch: BranchFacts, work: () => Promise<Result<T>>): Promise<Result<T>> =>
  (await withLock(`restore ${branch.id}`, work)) ?? refuse(busy);

const busy = {
  code: 'project.busy',
  message: 'Somebody is bringing a version back right now.',
  remedy: 'Look at what it became, then try again.',
} as const;

async function bringBack(
  access: Access,
  branch: BranchFacts,
  { id, number, path }: { id: string; number: number; path: string | undefined },
): Promise<Result<{ number: number; files: number }>> {
  const target = await readVersion(id);
  const flushed = await flushLive(branch.id);
  if (!flushed.ok) return flushed;
  const drafts = await readDrafts(control(), branch.id);
  const wanted = path === undefined ? differences(drafts, target) : oneFile(drafts, target, path);
  if (wanted.length === 0) return refuse(nothing);
  await keepDrafts(access, branch, number);
  for (const change of wanted) {
    const done = await apply(access, branch, change);
    if (!done.ok) return done;
  }
  const message = path === undefined ? `Restore version ${number}` : `Restore ${path} from version ${number}`;
  return storeRestored(access, branch, message, wanted.length);
}

/** What was typed since the last version becomes one: a run of nothing new stores nothing. */
async function keepDrafts(access: Access, branch: BranchFacts, number: number): Promise<void> {
  await control().$transaction(async (tx) => {
    const stored = await storeDrafts(tx, access, branch, { cause: 'run', message: `Before restoring ${number}` });
    if (stored.changed.length > 0) await tx.version.update({ where: { id: stored.id }, data: { cause: 'save' } });
  }, longer);
}

async function storeRestored(
  access: Access,
  branch: BranchFacts,
  message: string,
  count: number,
): Promise<Result<{ number: number; files: number }>> {
  const stored = await control().$transaction(
    (tx) => storeDrafts(tx, access, branch, { cause: 'restore', message }),
    longer,
  );
  return { ok: true, value: { number: stored.number, files: count } };
}

type Change =
  | { readonly type: 'create' | 'edit'; readonly path: string; readonly text: string }
  | { readonly type: 'delete'; readonly path: string };

function differences(drafts: readonly Draft[], target: ProjectFiles): Change[] {
  const live = new Map(drafts.map((draft) => [draft.path, draft.text]));
  const paths = [...new Set([...live.keys(), ...target.keys()])].sort();
  return paths.flatMap((path) => changeOf(path, live.get(path), target.get(path)) ?? []);
}

function oneFile(drafts: readonly Draft[], target: ProjectFiles, path: string): Change[] {
  const change = changeOf(path, drafts.find((draft) => draft.path === path)?.text, target.get(path));
  return change ? [change] : [];
}

function changeOf(path: string, live: string | undefined, text: string | undefined): Change | undefined {
  if (live === text) return undefined;
  if (text === undefined) return { type: 'delete', path };
  return { type: live === undefined ? 'create' : 'edit', path, text };
}

function apply(access: Access, branch: BranchFacts, change: Change): Promise<Result<unknown>> {
  switch (change.type) {
    case 'create':
      return createFile(access, branch, change);
    case 'edit':
      return editFile(access, branch, change);
    case 'delete':
      return deleteFiles(access, branch, [change.path]);
  }
}

const nothing = {
  code: 'version.same',
  message: 'The text says the same as that version already.',
  remedy: 'Choose another version or file.',
} as const;
