import { cpSync, existsSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Arguments } from './arguments.ts';
import type { CompiledFolder } from './compile.ts';
import { targetFolder } from './target-folder.ts';
import { UsageError } from './usage-error.ts';

/**
 * Copies the folders of `asset-paths`, as they are now, below the target folder: pictures that the
 * project's documents show. One that is not there is left out, as in dbt.
 * @throws UsageError for a folder outside of the project, and for one that holds the target folder: what stands
 * where it is copied to is deleted first
 */
export function copyAssets(args: Arguments, { folder, parsed }: CompiledFolder): void {
  const target = targetFolder(args, folder);
  for (const path of parsed.workspace.project.root.config.assetPaths) {
    const [from, to] = [join(folder, path), join(target, path)];
    if (!isBelow(from, folder) || !isBelow(to, target) || target === from || isBelow(target, from))
      throw new UsageError(
        `asset-paths names "${path}", which can't be copied to ${target}.`,
        'Name a folder inside the project that does not hold its target folder.',
      );
    rmSync(to, { recursive: true, force: true });
    // What a link leads to is copied: the site is served from where it is copied to.
    if (existsSync(from)) cpSync(from, to, { recursive: true, dereference: true });
  }
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`);
}
