import type { VersionSummary } from '#lib/contracts/api.ts';
import type { ChangedFile } from '#lib/contracts/version.ts';

/** A version's number, 0 for nothing, or what is typed now. */
export type Point = number | 'draft';

/** What is compared; it lives in the address, so that a run, a model or a comment can link to it. */
export interface VersionsView {
  readonly now: Point;
  /** Absent is the version before. */
  readonly old: Point | undefined;
  /** The chosen file. */
  readonly file: string | undefined;
  /** Only versions in which this file changed. */
  readonly path: string | undefined;
  readonly only: 'all' | 'saved' | 'runs';
}

const point = (text: string | null): Point | undefined => {
  if (text === 'draft') return 'draft';
  const number = Number(text ?? Number.NaN);
  return Number.isInteger(number) && number >= 0 ? number : undefined;
};

export function readView(search: URLSearchParams): VersionsView {
  const only = search.get('only');
  return {
    now: point(search.get('new')) ?? 'draft',
    old: point(search.get('old')),
    file: search.get('file') ?? undefined,
    path: search.get('path') ?? undefined,
    only: only === 'saved' || only === 'runs' ? only : 'all',
  };
}

export function viewSearch({ now, old, file, path, only }: VersionsView): string {
  const search = new URLSearchParams();
  if (now !== 'draft') search.set('new', String(now));
  if (old !== undefined) search.set('old', String(old));
  if (path !== undefined) search.set('path', path);
  if (file !== undefined) search.set('file', file);
  if (only !== 'all') search.set('only', only);
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

/** What stands left: what was chosen, or the version before the newer one. */
export function oldOf({ now, old }: VersionsView, versions: readonly VersionSummary[]): Point {
  if (old !== undefined) return old;
  if (now === 'draft') return versions[0]?.number ?? 0;
  // A link may lead to a version further back than the list is read: versions are numbered without a gap.
  return versions.find(({ number }) => number < now)?.number ?? Math.max(0, now - 1);
}

/** What Restore brings back: the older of two that were chosen, or the one that was. */
export function restoreOf({ now, old: chosen }: VersionsView, old: Point): number | undefined {
  const point = now === 'draft' || (typeof chosen === 'number' && chosen > 0) ? old : now;
  return typeof point === 'number' && point > 0 ? point : undefined;
}

/** A file as its tab has it. */
export interface ShownFile extends Omit<ChangedFile, 'status'> {
  readonly status: ChangedFile['status'] | 'same';
}

/**
 * The files as tabs, and the one that is looked at. A link names a file: where it differs in nothing, it is shown
 * as it was, and not another one in its place.
 */
export function filesToShow(
  files: readonly ChangedFile[],
  { file, path }: Pick<VersionsView, 'file' | 'path'>,
): { readonly files: readonly ShownFile[]; readonly at: number } {
  const named = file ?? path;
  const at = named === undefined ? 0 : files.findIndex((each) => each.path === named);
  if (named === undefined || at >= 0) return { files, at };
  return { files: [{ path: named, status: 'same', added: 0, removed: 0 }, ...files], at: 0 };
}

/** Versions that the list shows. */
export const shownVersions = (versions: readonly VersionSummary[], only: VersionsView['only']): VersionSummary[] =>
  versions.filter(({ cause }) => only === 'all' || (only === 'runs' ? cause === 'run' : cause !== 'run'));
