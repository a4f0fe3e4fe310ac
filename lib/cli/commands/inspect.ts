import type { CompiledNode } from '#lib/contracts/compilation.ts';
import type { Command } from '../commands.ts';
import { compileFolder, tellProblems } from '../compile.ts';
import { count, out, paint } from '../print.ts';
import { selectedNodes } from '../selection.ts';

/** Reads the whole project and tells its problems. */
export const parseCommand: Command = {
  summary: 'read the project and tell its problems',
  run(args) {
    const { compilation } = compileFolder(args);
    const errors = tellProblems(compilation.problems, args.json);
    const nodes = compilation.nodes.size;
    if (args.json) out(JSON.stringify({ type: 'parsed', nodes, problems: compilation.problems.length }));
    else if (errors === 0) out(`${compilation.projectName}: ${count(nodes, 'node')}, no errors`);
    return errors > 0 ? 1 : 0;
  },
};

/** Prints the SQL or Python that would run. */
export const compileCommand: Command = {
  summary: 'print the compiled text of the selected nodes',
  run(args) {
    const { compilation } = compileFolder(args);
    const nodes = selectedNodes(compilation, args);
    const chosen = new Set<string>(nodes.map(({ graph }) => graph.id));
    const about = compilation.problems.filter(({ nodeId }) => nodeId === undefined || chosen.has(nodeId));
    const errors = tellProblems(about, args.json);
    for (const node of nodes) {
      const text = compiledText(node);
      if (text === undefined) continue;
      const { id, path } = node.graph;
      if (args.json) out(JSON.stringify({ type: 'compiled', nodeId: id, path, text }));
      else for (const line of [paint('dim', `-- ${id}  ${path}`), text.trim(), '']) out(line);
    }
    return errors > 0 ? 1 : 0;
  },
};

function compiledText({ work }: CompiledNode): string | undefined {
  if ('sql' in work) return work.sql;
  return 'source' in work ? work.source : undefined;
}

/** Lists the selected nodes. */
export const listCommand: Command = {
  summary: 'list the selected nodes',
  run(args) {
    const { compilation } = compileFolder(args);
    const errors = compilation.problems.filter(({ severity }) => severity === 'error');
    for (const { graph } of selectedNodes(compilation, args)) {
      const { id, kind, name, path, materialized, relation, dependsOn, tags } = graph;
      if (args.json) out(JSON.stringify({ id, kind, name, path, materialized, relation, dependsOn, tags }));
      else out(`${kind.padEnd(8)} ${materialized.padEnd(11)} ${name}  ${paint('dim', path)}`);
    }
    tellProblems(errors, args.json);
    return errors.length > 0 ? 1 : 0;
  },
};
