import type { FileMove } from '#lib/contracts/file.ts';

/** What a file or a folder is: an entry of the explorer. */
export interface Entry {
  readonly path: string;
  readonly type: 'file' | 'folder';
}

/** The files that an entry stands for: itself, or all below a folder. */
export function filesOf(entry: Entry, paths: readonly string[]): readonly string[] {
  return entry.type === 'file' ? [entry.path] : paths.filter((path) => path.startsWith(`${entry.path}/`));
}

/** What has to move so that an entry has another path. */
export function movesTo(entry: Entry, to: string, paths: readonly string[]): FileMove[] {
  return filesOf(entry, paths).map((from) => ({ from, to: to + from.slice(entry.path.length) }));
}

/** An entry's path in another folder; undefined where it stands there already or would go into itself. */
export function pathIn(entry: Entry, folder: string): string | undefined {
  const name = entry.path.split('/').at(-1) ?? entry.path;
  const to = folder === '' ? name : `${folder}/${name}`;
  const intoItself = entry.type === 'folder' && (folder === entry.path || folder.startsWith(`${entry.path}/`));
  return to === entry.path || intoItself ? undefined : to;
}

/** A free name beside a file: `a.sql` → `a_copy.sql`, `a_copy2.sql`. A node's name, so no space. */
export function copyName(path: string, taken: ReadonlySet<string>): string {
  const [, stem = path, ending = ''] = /^(.*?[^/])(\.[^./]+)?$/.exec(path) ?? [];
  for (let count = 1; ; count += 1) {
    const name = `${stem}_copy${count === 1 ? '' : count}${ending}`;
    if (!taken.has(name)) return name;
  }
}

/** Every folder that holds a file, with those above it, and dbt's own. */
export function foldersOf(paths: readonly string[], shown: readonly string[]): readonly string[] {
  const folders = new Set<string>(['', ...shown]);
  for (const path of paths) {
    const parts = path.split('/').slice(0, -1);
    parts.forEach((_, at) => {
      folders.add(parts.slice(0, at + 1).join('/'));
    });
  }
  return [...folders].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
