/** A folder or file of the explorer. */
export interface TreeEntry {
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly type: 'folder' | 'file';
  /** Of a folder: whether its entries are shown. */
  readonly open: boolean;
  /** Path of the folder around it; empty at the root. */
  readonly parent: string;
}

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: string[];
}

/** dbt's own folders in the order of the work; others follow by name. */
const FIRST = ['models', 'functions', 'seeds', 'snapshots', 'tests', 'macros', 'analyses'];

/**
 * The rows of the tree, top to bottom: folders before files, only what stands in open folders.
 * @param shown folders that stand even without a file, so that an empty project shows where things go
 */
export function treeRows(
  paths: readonly string[],
  open: ReadonlySet<string>,
  shown: readonly string[] = [],
): TreeEntry[] {
  const root: Folder = { folders: new Map(), files: [] };
  for (const path of shown) folderAt(root, path.split('/'));
  for (const path of paths) {
    const parts = path.split('/');
    folderAt(root, parts.slice(0, -1)).files.push(parts.at(-1) ?? path);
  }
  const rows: TreeEntry[] = [];
  put(root, '', 0, open, rows);
  return rows;
}

function folderAt(root: Folder, parts: readonly string[]): Folder {
  let folder = root;
  for (const part of parts) {
    let next = folder.folders.get(part);
    if (!next) {
      next = { folders: new Map(), files: [] };
      folder.folders.set(part, next);
    }
    folder = next;
  }
  return folder;
}

function put(folder: Folder, parent: string, depth: number, open: ReadonlySet<string>, rows: TreeEntry[]): void {
  const at = (name: string): string => (parent === '' ? name : `${parent}/${name}`);
  for (const name of [...folder.folders.keys()].sort(depth === 0 ? byWork : byName)) {
    const path = at(name);
    const inside = folder.folders.get(name);
    rows.push({ path, name, depth, type: 'folder', open: open.has(path), parent });
    if (inside && open.has(path)) put(inside, path, depth + 1, open, rows);
  }
  for (const name of [...folder.files].sort(byName)) {
    rows.push({ path: at(name), name, depth, type: 'file', open: false, parent });
  }
}

/** Made once: `localeCompare` makes one for every pair. */
const byName = new Intl.Collator('en', { numeric: true }).compare;

function byWork(a: string, b: string): number {
  const [left, right] = [FIRST.indexOf(a), FIRST.indexOf(b)];
  if (left >= 0 && right >= 0) return left - right;
  return left >= 0 ? -1 : right >= 0 ? 1 : byName(a, b);
}

/** Every folder above a path, the nearest last: `a/b/c.sql` → `a`, `a/b`. */
export function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

/** Why a path can't be a file's; undefined when it can. */
export function pathFault(path: string, taken: ReadonlySet<string>): string | undefined {
  if (path.trim() === '') return 'A file needs a name.';
  if (path.startsWith('/') || path.endsWith('/') || path.includes('//')) return 'Write it as folder/name.sql.';
  if (path.split('/').some((part) => part === '.' || part === '..' || part.startsWith('.')))
    return 'A name can’t begin with a dot.';
  if (/[\u0000-\u001f\\:*?"<>|]/.test(path)) return 'A name can’t hold \\ : * ? " < > |.';
  if (new TextEncoder().encode(path).length > 400) return 'That is too long.';
  if (taken.has(path)) return 'There is a file of that name already.';
  return undefined;
}

/** What a new file begins with, by its place. */
export function firstText(path: string): string {
  const name = (path.split('/').at(-1) ?? '').replace(/\.\w+$/, '');
  if (path.startsWith('models/') && path.endsWith('.sql'))
    return '-- One SELECT: its rows become this relation.\nselect\n    *\nfrom \n';
  if (path.startsWith('models/') && path.endsWith('.py')) {
    return 'def model(dbt, session):\n    df = dbt.ref("").df()\n    return df\n';
  }
  if (path.startsWith('functions/') && path.endsWith('.py'))
    return `def ${/^[a-z_]\w*$/i.test(name) ? name : 'main'}(x):\n    return x\n`;
  if (path.startsWith('macros/')) return `{% macro ${/^[a-z_]\w*$/i.test(name) ? name : 'name'}() %}\n{% endmacro %}\n`;
  if (path.startsWith('tests/'))
    return '-- Rows that should not be there; the test fails when any is found.\nselect\n    *\nfrom \nwhere \n';
  if (/\.ya?ml$/.test(path)) return 'version: 2\n';
  return '';
}
