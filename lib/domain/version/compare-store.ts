import type { Access } from '#lib/access/access.ts';
import { type Result, refuse } from '#lib/contracts/problem.ts';
import type { ProjectFiles } from '#lib/contracts/project.ts';
import type { FileAtVersion, FileBlame, VersionComparison, VersionEffect } from '#lib/contracts/version.ts';
import { control } from '#lib/db/control/client.ts';
import { readDraftFiles } from '../files/store.ts';
import type { BranchFacts } from '../project/store.ts';
import { personOf } from '../task/people-store.ts';
import { blame, countLines } from './lines.ts';
import { pathAt } from './path-store.ts';
import { missingVersion, readVersion } from './store.ts';

/** A version's number, or the drafts as they are now. */
export type VersionPoint = number | 'draft';

/** The tree at a point; 0 is before the first version: nothing. */
async function treeAt(access: Access, branch: BranchFacts, point: VersionPoint): Promise<Result<ProjectFiles>> {
  if (point === 'draft') return { ok: true, value: await readDraftFiles(branch.id) };
  if (point === 0) return { ok: true, value: new Map() };
  const row = await findVersion(access, point);
  return row ? { ok: true, value: await readVersion(row.id) } : refuse(missingVersion);
}

const findVersion = (access: Access, number: number) =>
  control().version.findUnique({ where: { projectId_number: { projectId: access.project.id, number } } });

/** Which files differ between two points, and by how many lines. */
export async function compareVersions(
  access: Access,
  branch: BranchFacts,
  { old, now }: { old: VersionPoint; now: VersionPoint },
): Promise<Result<VersionComparison>> {
  const [before, after] = await Promise.all([treeAt(access, branch, old), treeAt(access, branch, now)]);
  if (!before.ok) return before;
  if (!after.ok) return after;
  const paths = [...new Set([...before.value.keys(), ...after.value.keys()])].sort();
  const files = paths.flatMap((path) => {
    const [from, to] = [before.value.get(path), after.value.get(path)];
    if (from === to) return [];
    const status = from === undefined ? 'added' : to === undefined ? 'removed' : 'changed';
    return { path, status, ...countLines(from ?? '', to ?? '') } as const;
  });
  const effect = now === 'draft' ? undefined : await effectOf(access, now);
  return { ok: true, value: { files, ...(effect ? { effect } : {}) } };
}

/** A file's text at a point; null where it is not there, with the path that it had there, if it moved since. */
export async function fileAt(
  access: Access,
  branch: BranchFacts,
  { point, path }: { point: VersionPoint; path: string },
): Promise<Result<FileAtVersion>> {
  const tree = await treeAt(access, branch, point);
  if (!tree.ok) return tree;
  const text = tree.value.get(path) ?? null;
  if (text !== null || point === 'draft' || point === 0) return { ok: true, value: { text } };
  return { ok: true, value: { text, was: await pathAt(branch, { number: point, path }) } };
}

/** What the last run of a version made: relations, tests, scores. */
async function effectOf(access: Access, number: number): Promise<VersionEffect | undefined> {
  const run = await control().run.findFirst({
    where: { projectId: access.project.id, version: { number }, status: { in: ['success', 'failed'] } },
    orderBy: { number: 'desc' },
    include: { steps: true },
  });
  if (!run) return undefined;
  const tests = run.steps.filter(({ kind }) => kind === 'test');
  const count = (status: string): number => tests.filter((step) => step.status === status).length;
  return {
    run: run.number,
    built: run.steps.filter(({ kind, status }) => kind !== 'test' && status === 'success').length,
    failed: run.steps.filter(({ status }) => status === 'error' || status === 'partial').length,
    tests: { passed: count('pass'), warned: count('warn'), failed: count('fail') },
    scores: run.steps.flatMap(({ name, trainedModel }) => {
      const score = scoreOf(trainedModel);
      return score ? [{ node: name, ...score }] : [];
    }),
  };
}

function scoreOf(value: unknown): { metric: string; value: number } | undefined {
  if (typeof value !== 'object' || value === null || !('metric' in value) || !('score' in value)) return undefined;
  const { metric, score } = value;
  return typeof metric === 'string' && typeof score === 'number' ? { metric, value: score } : undefined;
}

/** Revisions that are looked through; what is older keeps the oldest of them. */
const revisions = 300;

/** Who wrote each line of a file as the newest version has it. */
export async function blameFile(access: Access, branch: BranchFacts, path: string): Promise<FileBlame> {
  const entries = await control().versionEntry.findMany({
    where: { branchId: branch.id, path },
    orderBy: { since: 'desc' },
    take: revisions,
    include: { blob: { select: { text: true } } },
  });
  const versions = await control().version.findMany({
    where: { branchId: branch.id, number: { in: entries.map(({ since }) => since) } },
    include: { person: true },
  });
  const byNumber = new Map(versions.map((version) => [version.number, version]));
  const owners = blame(entries.toReversed().map(({ since, blob }) => ({ text: blob.text, by: since })));
  const lines = owners.flatMap((number) => {
    const version = byNumber.get(number);
    if (!version) return [];
    const { message, createdAt, person } = version;
    return { version: number, message, at: createdAt.toISOString(), by: personOf(person) };
  });
  return { text: entries[0]?.blob.text ?? '', lines };
}
