import type { CompiledNode } from '#lib/contracts/compilation.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { openSession, preview } from '#lib/db/data/index.ts';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../commands.ts';
import { compileFolder, tellProblems } from '../compile.ts';
import { count, out, paint, seconds, tableLines } from '../print.ts';
import { selectedNodes } from '../selection.ts';
import { databaseUrl } from '../target.ts';
import { UsageError } from '../usage-error.ts';

interface Shown {
  readonly sql: string;
  readonly path?: string;
  readonly rawText?: string;
}

/** First rows of a node's query, or of a query given with --inline. Builds nothing. */
export const showCommand: Command = {
  summary: 'show the first rows of one node, building nothing',
  usage: '--select NODE [--limit N]   |   insitu show --inline "select …"',
  async run(args) {
    const shown = args.inline === undefined ? shownNode(args) : { sql: args.inline };
    if (!shown) return 1;
    await using session = openSession({ url: databaseUrl(args), max: 1, applicationName: 'insitu show' });
    const place = { path: shown.path ?? '', ...(shown.rawText === undefined ? {} : { rawText: shown.rawText }) };
    const result = await preview(session, { sql: shown.sql, limit: args.limit, place });
    if (args.json) {
      out(JSON.stringify({ type: 'rows', ...result }));
      return 0;
    }
    for (const line of tableLines(
      result.columns.map(({ name }) => name),
      result.rows,
    ))
      out(line);
    out(paint('dim', `${count(result.rows.length, 'row')}${result.more ? ', and more' : ''}  (${seconds(result.ms)})`));
    return 0;
  },
};

function shownNode(args: Arguments): Shown | undefined {
  const { compilation } = compileFolder(args);
  const nodes = selectedNodes(compilation, args).filter(({ graph }) => graph.kind !== 'test');
  const [node, ...others] = nodes;
  if (!node || others.length > 0) {
    throw new UsageError(
      `insitu show needs one node; the selection has ${nodes.length}.`,
      'Name it with --select NAME.',
    );
  }
  const about = compilation.problems.filter(({ nodeId }) => nodeId === node.graph.id);
  return tellProblems(about, args.json) > 0 ? undefined : shownOf(node);
}

/** What is built by a query is shown by it; what is not (seeds, Python cells, sources) by its relation. */
function shownOf({ work, graph: { path } }: CompiledNode): Shown {
  switch (work.type) {
    case 'view':
    case 'table':
      return { sql: work.sql, path, rawText: work.rawSql };
    case 'ephemeral':
    case 'train':
    case 'predict':
    case 'test':
      return { sql: work.sql, path };
    case 'source':
    case 'seed':
    case 'python': {
      const { schema, identifier } = work.relation;
      return { sql: `table "${schema.replaceAll('"', '""')}"."${identifier.replaceAll('"', '""')}"`, path };
    }
    case 'deferred':
    case 'macro':
      if (work.type === 'macro' && work.sql !== undefined) return { sql: work.sql, path, rawText: work.rawSql };
      throw new UsageError('This node asks the database while it is rendered.', 'Build it: insitu run --select …');
    case 'invalid':
      throw new ProblemError(work.problem);
    case 'exposure':
      throw new UsageError('An exposure has no rows to show.');
    case 'python_test':
      throw new UsageError('A Python test has no rows to show.', 'Run it: insitu test --select NAME.');
    case 'udf':
      throw new UsageError('A function has no rows to show.', 'Call it: insitu show --inline "select schema.name(…)".');
  }
}
