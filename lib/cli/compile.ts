import { basename, resolve } from 'node:path';
import type { Compilation } from '#lib/contracts/compilation.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { ProjectFiles } from '#lib/contracts/project.ts';
import {
  type CompileOptions,
  createCompiler,
  type ParsedProject,
  type QueryComments,
  queryComments,
  withoutEchoes,
} from '#lib/domain/compile/index.ts';
import type { RenderSource } from '#lib/domain/run/index.ts';
import type { Arguments } from './arguments.ts';
import { contextInvocation } from './artifacts.ts';
import { count, err, out, problemLines } from './print.ts';
import { renderValues } from './profile.ts';
import { readProjectFiles } from './project-files.ts';
import { type Place, type ProjectNames, placeOf } from './target.ts';
import { targetPath } from './target-folder.ts';
import { type Warnings, warningsOf } from './warnings.ts';
import { parseYamlFile } from './yaml-file.ts';

/** A project's folder, compiled for the place the command line names. */
export interface CompiledFolder extends Place {
  readonly folder: string;
  readonly compilation: Compilation;
  readonly source: RenderSource;
  readonly parsed: ParsedProject;
  readonly warnings: Warnings;
  /** What statements say of who sends them. */
  readonly comments: QueryComments;
  /** Compiles the same files with other options: deferred relations, another file beside them. */
  again(options: Partial<CompileOptions>, more?: ProjectFiles): CompiledFolder;
}

/** Reads and compiles the project of `--project-dir`. Throws UsageError when there is none. */
export function compileFolder(args: Arguments): CompiledFolder {
  const folder = resolve(args.projectDir);
  const files = readProjectFiles(folder);
  const place = placeOf(args, projectNames(files, basename(folder), args.vars));
  const options: CompileOptions = {
    target: place.target,
    vars: args.vars,
    env: environment(),
    fullRefresh: args.fullRefresh,
    empty: args.empty,
    ...(args.eventTime === undefined ? {} : { eventTime: args.eventTime }),
    ...(args.sample === undefined ? {} : { sample: args.sample }),
    storeFailures: args.storeFailures,
    targetPath: targetPath(args, folder),
    invocation: contextInvocation(args),
  };
  const compiled = (own: CompileOptions, texts: ProjectFiles): CompiledFolder => {
    const compiler = createCompiler(own, texts);
    const compilation = compiler.compilation();
    const warnings = warningsOf(args, compiler.parsed().workspace.project.root.config.flags);
    return {
      ...place,
      folder,
      source: { files: texts, options: own },
      compilation: { ...compilation, problems: warnings.judged(withoutEchoes(compilation.problems)) },
      parsed: compiler.parsed(),
      warnings,
      comments: queryComments(compiler.parsed()),
      again: (changed, more = new Map()) => compiled({ ...own, ...changed }, new Map([...texts, ...more])),
    };
  };
  return compiled(options, files);
}

/** Names of the project and its profile; without --schema the project's name is the schema. */
export function projectNames(files: ProjectFiles, otherwise: string, vars: Arguments['vars']): ProjectNames {
  const textAt = (config: object, key: string): string | undefined => {
    const written = new Map<string, unknown>(Object.entries(config)).get(key);
    const value = renderValues(written, vars, 'dbt_project.yml');
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  try {
    const config = parseYamlFile(files.get('dbt_project.yml') ?? '');
    const values = typeof config === 'object' && config !== null ? config : {};
    return { name: textAt(values, 'name') ?? otherwise, profile: textAt(values, 'profile') };
  } catch {
    // The compiler says what is wrong with the file, and where.
    return { name: otherwise, profile: undefined };
  }
}

/** What `env_var` may read: as under dbt, all that whoever runs the command has set, but secrets (`DBT_ENV_SECRET…`). */
const environment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

/** Problems as who only parses meets them: what a node's SQL has for an error when it is rendered is no more than a warning. */
export const ofParsing = (problems: readonly Problem[]): Problem[] =>
  problems.map((problem) => (problem.rendering ? { ...problem, severity: 'warning' } : problem));

/** Prints problems; with `--json` one a line on standard output. @returns the number of errors. */
export function tellProblems(problems: readonly Problem[], { json, quiet }: Pick<Arguments, 'json' | 'quiet'>): number {
  for (const problem of problems) {
    if (json) out(JSON.stringify({ type: 'problem', problem }));
    else if (!quiet || problem.severity === 'error') for (const line of problemLines(problem)) err(line);
  }
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (!json && !quiet && problems.length > 0)
    err(`${count(errors, 'error')}, ${count(problems.length - errors, 'warning')}`);
  return errors;
}
