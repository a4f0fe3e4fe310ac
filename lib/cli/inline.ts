import { ProblemError } from '#lib/contracts/problem.ts';
import type { Arguments } from './arguments.ts';
import type { CompiledFolder } from './compile.ts';
import { analysisWithDatabase } from './with-database.ts';

/** SQL of the command line with its Jinja rendered: read as an analysis of the project would be. @throws ProblemError */
export async function inlineSql(args: Arguments, folder: CompiledFolder, text: string): Promise<string> {
  const [analyses = 'analyses'] = folder.parsed.workspace.project.root.config.analysisPaths;
  const path = `${analyses}/inline_query.sql`;
  const read = folder.again({}, new Map([[path, text]]));
  const { compilation } = read;
  const sql = compilation.analyses.get(path);
  if (typeof sql === 'string') return sql;
  if (sql === null) return analysisWithDatabase(args, read, path);
  const problem = compilation.problems.find((each) => each.path === path);
  throw new ProblemError(problem ?? { code: 'cli.inline', message: 'There is no query in --inline.' });
}
