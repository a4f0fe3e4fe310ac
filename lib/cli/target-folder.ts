import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Arguments } from './arguments.ts';
import { renderValues } from './profile.ts';
import { parseYamlFile } from './yaml-file.ts';

/** One command writes many files, and its project says once where. */
const known = new WeakMap<Arguments, string>();

/** Where artefacts are written. */
export const targetFolder = (args: Arguments, folder: string): string => resolve(folder, targetPath(args, folder));

/** That place as it is named: by --target-path, else by the project, else `target` in it. */
export function targetPath(args: Arguments, folder: string): string {
  const before = known.get(args);
  if (before !== undefined) return before;
  const found = args.targetPath ?? projectsOwn(args, folder) ?? 'target';
  known.set(args, found);
  return found;
}

/** `target-path` of dbt_project.yml: dbt calls it old, and still writes there. */
function projectsOwn({ vars }: Arguments, folder: string): string | undefined {
  try {
    const config = parseYamlFile(readFileSync(join(folder, 'dbt_project.yml'), 'utf8'));
    const written = new Map<string, unknown>(Object.entries(config ?? {})).get('target-path');
    const path = renderValues(written, vars, 'dbt_project.yml');
    return typeof path === 'string' && path !== '' ? path : undefined;
  } catch {
    // The compiler says what is wrong with the file, and where.
    return undefined;
  }
}
