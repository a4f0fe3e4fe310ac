import { basename, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import type { Compilation } from '#lib/contracts/compilation.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { ProjectFiles, Target } from '#lib/contracts/project.ts';
import { compileProject } from '#lib/domain/compile/index.ts';
import type { RenderSource } from '#lib/domain/run/index.ts';
import type { Arguments } from './arguments.ts';
import { count, err, out, problemLines } from './print.ts';
import { readProjectFiles } from './project-files.ts';
import { targetOf } from './target.ts';

export interface CompiledFolder {
  readonly compilation: Compilation;
  readonly source: RenderSource;
  readonly target: Target;
}

/** Reads and compiles the project of `--project-dir`. Throws UsageError when there is none. */
export function compileFolder(args: Arguments): CompiledFolder {
  const folder = resolve(args.projectDir);
  const files = readProjectFiles(folder);
  const target = targetOf(args, projectName(files) ?? basename(folder));
  const options = { target, vars: args.vars, env: environment(), fullRefresh: args.fullRefresh };
  return { compilation: compileProject(files, options), source: { files, options }, target };
}

/** Schema of a build without --schema: the project's name. */
function projectName(files: ProjectFiles): string | undefined {
  try {
    const config: unknown = parseYaml(files.get('dbt_project.yml') ?? '');
    const name = typeof config === 'object' && config !== null && 'name' in config ? config.name : undefined;
    return typeof name === 'string' && name ? name : undefined;
  } catch {
    // The compiler says what is wrong with the file, and where.
    return undefined;
  }
}

/** What `env_var` may read: dbt's own prefix only, so that a project can't read the secrets of who builds it. */
const environment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      name.startsWith('DBT_') && value !== undefined ? [[name, value]] : [],
    ),
  );

/** Prints problems; with `--json` one a line on standard output. @returns the number of errors. */
export function tellProblems(problems: readonly Problem[], json: boolean): number {
  for (const problem of problems) {
    if (json) out(JSON.stringify({ type: 'problem', problem }));
    else for (const line of problemLines(problem)) err(line);
  }
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (!json && problems.length > 0) err(`${count(errors, 'error')}, ${count(problems.length - errors, 'warning')}`);
  return errors;
}
