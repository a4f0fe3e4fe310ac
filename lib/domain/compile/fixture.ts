import type { Compilation, CompiledNode } from '../../contracts/compilation.ts';
import type { Problem } from '../../contracts/problem.ts';
import { compileProject } from './compiler.ts';
import type { CompileOptions } from './options.ts';

/** For tests: a target, and a project written as an object of files. */
export const TARGET: CompileOptions['target'] = {
  name: 'dev',
  type: 'postgres',
  database: 'db',
  schema: 'main',
  user: 'me',
  host: 'localhost',
  port: 5432,
  threads: 4,
};

export const projectFiles = (files: Readonly<Record<string, string>>): Map<string, string> =>
  new Map(Object.entries({ 'dbt_project.yml': 'name: shop\n', ...files }));

export const compileFiles = (
  files: Readonly<Record<string, string>>,
  options: Partial<CompileOptions> = {},
): Compilation => compileProject(projectFiles(files), { target: TARGET, ...options });

/** A node that must be there. */
export function nodeOf(compilation: Compilation, id: string): CompiledNode {
  const node = compilation.nodes.get(id);
  if (node === undefined) throw new Error(`no ${id} among ${[...compilation.nodes.keys()].join(', ')}`);
  return node;
}

/** Compiled SQL with its white space made single, or the problem's code. */
export function sqlOf(compilation: Compilation, id: string): string {
  const { work } = nodeOf(compilation, id);
  if (work.type === 'invalid') return `invalid: ${work.problem.code}: ${work.problem.message}`;
  return 'sql' in work && work.sql !== undefined ? work.sql.replace(/\s+/g, ' ').trim() : work.type;
}

/** Problems as `code path:line:column`. */
export const problemPlaces = (problems: readonly Problem[]): string[] =>
  problems.map((problem) => `${problem.code} ${problem.path}:${problem.line}:${problem.column}`);
