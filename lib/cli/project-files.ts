import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { ProjectFiles } from '#lib/contracts/project.ts';
import { UsageError } from './usage-error.ts';

/** Folders that hold tools and secrets, never the project's text. */
const left = new Set(['.git', 'node_modules', '.venv', 'venv', '__pycache__', '.idea', '.vscode']);
/** Where dbt writes results, beside `dbt_project.yml`; deeper a folder may have any name. */
const results = new Set(['target', 'logs']);
const texts = /(\.(sql|py|ya?ml|csv|md|txt|toml|json)|^\.dbtignore)$/i;

/**
 * Reads a dbt project from a folder. Symbolic links are not followed: what lies outside the folder
 * is not part of the project. Only the links to whole packages are, which `dbt deps` makes of `local`
 * ones. Throws UsageError.
 */
export function readProjectFiles(folder: string): ProjectFiles {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`There is no folder ${folder}.`, 'Name the project’s folder with --project-dir.');
  }
  const files = new Map<string, string>();
  // A package may be the folder that the project itself lies in: `local: ../`.
  const entered = new Set<string>();
  const visit = (path: string) => {
    const real = realpathSync(path);
    if (entered.has(real)) return;
    entered.add(real);
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const full = join(path, entry.name);
      if (left.has(entry.name) || (results.has(entry.name) && isProject(path))) continue;
      if (entry.isDirectory() || (entry.isSymbolicLink() && isProject(full))) visit(full);
      const name = relative(folder, full).split(sep).join('/');
      if (entry.isFile() && texts.test(entry.name)) files.set(name, readText(full, name));
    }
  };
  visit(folder);
  if (!files.has('dbt_project.yml')) {
    throw new UsageError(`${folder} holds no dbt_project.yml.`, 'Name the project’s folder with --project-dir.');
  }
  return files;
}

const isProject = (path: string): boolean =>
  statSync(join(path, 'dbt_project.yml'), { throwIfNoEntry: false })?.isFile() ?? false;

const utf8 = new TextDecoder('utf-8', { fatal: true });
/** Of a seed the mark of its bytes' order stays: its checksum is of the whole text. */
const utf8Seed = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The text of a file. The compiler tells of what it reads and is not UTF-8; other files may be anything, as under dbt,
 * and what stands beside dbt_project.yml is read before it.
 */
function readText(path: string, name: string): string {
  const bytes = readFileSync(path);
  try {
    return (/\.csv$/i.test(name) ? utf8Seed : utf8).decode(bytes);
  } catch {
    if (!settings.test(name)) return bytes.toString('utf8');
    throw new UsageError(`${name}, line ${lineOfBadByte(bytes)}: this is not UTF-8 text.`, 'Save the file as UTF-8.');
  }
}

const settings = /^([^/]*\.ya?ml|\.dbtignore)$/i;

function lineOfBadByte(bytes: Buffer): number {
  const before = bytes.toString('utf8').split('\uFFFD')[0] ?? '';
  return before.split('\n').length;
}
