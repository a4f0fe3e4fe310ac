import { ProblemError } from '#lib/contracts/problem.ts';
import type { CompiledFolder } from './compile.ts';

/** SQL of the command line with its Jinja rendered: read as an analysis of the project would be. @throws ProblemError */
export function inlineSql(folder: CompiledFolder, text: string): string {
  const [analyses = 'analyses'] = folder.parsed.workspace.project.root.config.analysisPaths;
  const path = `${analyses}/inline_query.sql`;
  const { compilation } = folder.again({}, new Map([[path, text]]));
  const sql = compilation.analyses.get(path);
  if (typeof sql === 'string') return sql;
  const problem = compilation.problems.find((each) => each.path === path);
  throw new ProblemError(problem ?? { code: 'cli.inline', message: 'There is no query in --inline.' });
}
