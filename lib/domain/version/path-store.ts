import { control } from '#lib/db/control/client.ts';
import { readDraftFiles } from '../files/store.ts';
import type { BranchFacts } from '../project/store.ts';
import { type Candidate, formerPath } from './renames.ts';

/** Moves that are followed back: beyond them two files that took each other's names would be followed for ever. */
const MOST = 50;

/** What a version called a file that has another path since; undefined where it was not there. */
export async function pathAt(
  branch: BranchFacts,
  { number, path }: { number: number; path: string },
): Promise<string | undefined> {
  let name = (await firstSince(branch, path, number)) ? path : await savedName(branch, path);
  for (let step = 0; step < MOST && name !== undefined; step += 1) {
    const first = await firstSince(branch, name, number);
    if (!first) return undefined;
    if (first.since <= number) return name;
    name = formerPath({ path: name, text: first.blob.text }, await goneWith(branch, first.since));
  }
  return undefined;
}

/** The oldest text of a path that a version or a later one has. */
const firstSince = (branch: BranchFacts, path: string, number: number) =>
  control().versionEntry.findFirst({
    where: { branchId: branch.id, path, OR: [{ until: null }, { until: { gt: number } }] },
    orderBy: { since: 'asc' },
    select: { since: true, blob: { select: { text: true } } },
  });

/** What the last version calls a file that was moved after it. */
async function savedName(branch: BranchFacts, path: string): Promise<string | undefined> {
  const drafts = await readDraftFiles(branch.id);
  const text = drafts.get(path);
  if (text === undefined) return undefined;
  const saved = await entries(branch, { until: null });
  return formerPath(
    { path, text },
    saved.filter((file) => !drafts.has(file.path)),
  );
}

/** The files that the version before had and this one has not. */
async function goneWith(branch: BranchFacts, number: number): Promise<Candidate[]> {
  const ended = await entries(branch, { until: number });
  const stayed = new Set((await entries(branch, { since: number })).map(({ path }) => path));
  return ended.filter(({ path }) => !stayed.has(path));
}

async function entries(
  branch: BranchFacts,
  where: { since: number } | { until: number | null },
): Promise<readonly Candidate[]> {
  const rows = await control().versionEntry.findMany({
    where: { branchId: branch.id, ...where },
    select: { path: true, blob: { select: { text: true } } },
  });
  return rows.map(({ path, blob }) => ({ path, text: blob.text }));
}
