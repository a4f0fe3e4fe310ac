import { writeManifest } from '../artifacts.ts';
import type { Run } from '../commands.ts';
import { compileFolder, ofParsing, tellProblems } from '../compile.ts';
import { count, out } from '../print.ts';

/** Reads the whole project and tells its problems. */
export const parse: Run = (args) => {
  const folder = compileFolder(args);
  const { compilation } = folder;
  const errors = tellProblems(ofParsing(compilation.problems), args);
  const nodes = compilation.nodes.size;
  if (args.json) out(JSON.stringify({ type: 'parsed', nodes, problems: compilation.problems.length }));
  else if (errors === 0 && !args.quiet) out(`${compilation.projectName}: ${count(nodes, 'node')}, no errors`);
  // As under dbt, a project that can't be read leaves the manifest of before.
  if (errors === 0) writeManifest(args, folder, new Set());
  return errors > 0 ? 1 : 0;
};
