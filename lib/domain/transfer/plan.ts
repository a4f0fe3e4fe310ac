import type { SourceEntry } from './source.ts';

/** What is taken of what was brought. */
export interface ImportPlan {
  /** Folder of the project, '' or ending with `/`. */
  readonly root: string;
  /** Files of the project, paths with their root. */
  readonly files: readonly SourceEntry[];
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  /** A folder ending with `/`, or a file. */
  readonly path: string;
  readonly files: number;
  readonly why: string;
}

const CONFIG = 'dbt_project.yml';

/** Tools' and systems' own, wherever they lie. */
const foreign: Readonly<Record<string, string>> = {
  '.git': 'git’s history',
  __MACOSX: 'written by macOS',
  '.DS_Store': 'written by macOS',
  'Thumbs.db': 'written by Windows',
  node_modules: 'a tool’s packages',
  __pycache__: 'compiled Python',
  '.venv': 'a Python environment',
};

/** What dbt writes at the top of a project. */
const results: Readonly<Record<string, string>> = {
  target: 'results of dbt',
  logs: 'logs of dbt',
  venv: 'a Python environment',
};

/**
 * Folders that are a project of their own. One inside another is its package or its test bed, as
 * `integration_tests/` of a package is.
 */
export function projectRoots(entries: readonly SourceEntry[]): string[] {
  const all = entries
    .filter(({ path, kind }) => kind === 'file' && path.split('/').at(-1) === CONFIG && foreignPart(path) === undefined)
    .map(({ path }) => path.slice(0, -CONFIG.length))
    .filter((root) => !/(^|\/)(dbt_packages|dbt_modules|target)\//.test(root));
  return all.filter((root) => !all.some((other) => other !== root && root.startsWith(other))).sort();
}

/** Sorts what was brought into the files of the project at `root` and what is left out, with why. */
export function planImport(entries: readonly SourceEntry[], root: string): ImportPlan {
  const files: SourceEntry[] = [];
  const left = new Map<string, LeftOut>();
  for (const entry of entries) {
    const reason = whyLeftOut(entry, root);
    if (reason === undefined) files.push(entry);
    else left.set(reason.path, { ...reason, files: (left.get(reason.path)?.files ?? 0) + 1 });
  }
  return { root, files, leftOut: [...left.values()].sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

function whyLeftOut({ path, kind }: SourceEntry, root: string): { path: string; why: string } | undefined {
  const part = foreignPart(path);
  if (part !== undefined) return part;
  if (!path.startsWith(root))
    return { path: `${path.split('/')[0]}${path.includes('/') ? '/' : ''}`, why: 'outside of the project’s folder' };
  const [first = '', ...rest] = path.slice(root.length).split('/');
  const result = rest.length > 0 && Object.hasOwn(results, first) ? results[first] : undefined;
  if (result !== undefined) return { path: `${root}${first}/`, why: result };
  if (kind === 'link') return { path, why: 'a symbolic link: it is not followed' };
  if (kind === 'submodule') return { path, why: 'another repository' };
  return undefined;
}

function foreignPart(path: string): { path: string; why: string } | undefined {
  const parts = path.split('/');
  const at = parts.findIndex((part) => Object.hasOwn(foreign, part));
  const why = foreign[parts[at] ?? ''];
  if (at === -1 || why === undefined) return undefined;
  return { path: `${parts.slice(0, at + 1).join('/')}${at < parts.length - 1 ? '/' : ''}`, why };
}
