import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { ProjectFiles } from '#lib/contracts/project.ts';
import { UsageError } from './usage-error.ts';

/** Folders that hold results, tools and secrets, never the project's text. */
const left = new Set(['.git', 'node_modules', 'target', 'logs', '.venv', 'venv', '__pycache__', '.idea', '.vscode']);
const texts = /\.(sql|py|ya?ml|csv|md|txt|toml|json)$/i;

/**
 * Reads a dbt project from a folder. Symbolic links are not followed: what lies outside the folder
 * is not part of the project. Throws UsageError.
 */
export function readProjectFiles(folder: string): ProjectFiles {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`There is no folder ${folder}.`, 'Name the project’s folder with --project-dir.');
  }
  const files = new Map<string, string>();
  const visit = (path: string) => {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const full = join(path, entry.name);
      if (entry.isDirectory() && !left.has(entry.name)) visit(full);
      if (entry.isFile() && texts.test(entry.name))
        files.set(relative(folder, full).split(sep).join('/'), readText(full));
    }
  };
  visit(folder);
  if (!files.has('dbt_project.yml')) {
    throw new UsageError(`${folder} holds no dbt_project.yml.`, 'Name the project’s folder with --project-dir.');
  }
  return files;
}

/** Bytes that are not UTF-8 become U+FFFD; whoever reads the file says so with its line. */
const readText = (path: string): string => readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
