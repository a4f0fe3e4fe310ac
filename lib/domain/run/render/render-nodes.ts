import type { CompiledNode, RunHook } from '#lib/contracts/compilation.ts';
import type { DataSession, SqlPlace } from '#lib/contracts/database.ts';
import type { CompiledText, QueryComments, Sender } from '../../compile/index.ts';
import { atOnce } from '../at-once.ts';
import { commented } from '../query-comment.ts';
import { type RenderHost, RenderPool } from './pool.ts';
import type { RenderSource } from './protocol.ts';
import { MacroStatements, talkOf } from './statements.ts';

export interface RenderNodesOptions {
  readonly source: RenderSource;
  readonly session: DataSession;
  readonly comments?: QueryComments;
  readonly signal?: AbortSignal;
  /** Takes what macros say. */
  readonly log: (text: string) => void;
  /** Takes the text of what is rendered, and of the ephemeral models it reads. */
  readonly compiled?: (id: string, text: CompiledText) => void;
}

/** Whether a node's text is known only with a database. */
export const needsDatabase = ({ work }: CompiledNode): boolean =>
  work.type === 'deferred' || (work.type === 'macro' && work.sql === undefined);

/** What is to be looked at of a project. */
interface Chosen {
  readonly nodes: readonly CompiledNode[];
  /** Paths of analyses that ask the database. */
  readonly analyses: readonly string[];
  /** Hooks of a run that ask it, where there is no run. */
  readonly hooks: readonly RunHook[];
}

/**
 * What is looked at, not built: what asks the database is rendered with it, `threads` at once, and
 * what its queries changed is undone.
 * @returns the nodes, those that ask with their work
 * @throws ProblemError with the place of what is refused
 */
export async function renderChosen(
  options: RenderNodesOptions & { readonly threads: number },
  { nodes, analyses, hooks }: Chosen,
): Promise<CompiledNode[]> {
  const { threads, compiled } = options;
  await using pool = new RenderPool(options.source);
  const rendered = await atOnce(nodes, threads, async (node) =>
    needsDatabase(node) ? await renderNode(options, pool, node) : node,
  );
  await atOnce(analyses, threads, (path) => analysisText(options, pool, path));
  for (const hook of hooks) compiled?.(hook.id, await hookText(options, pool, hook));
  return rendered;
}

/**
 * The text of an analysis that asks the database, by its path; what its queries changed is undone.
 * @throws ProblemError with the place of what is refused
 */
export async function renderAnalysis(options: RenderNodesOptions, path: string): Promise<string> {
  await using pool = new RenderPool(options.source);
  return await analysisText(options, pool, path);
}

const analysisText = (options: RenderNodesOptions, pool: RenderPool, path: string): Promise<string> =>
  asking(options, { connection: 'master' }, { path, text: '' }, (host) =>
    pool.run({ name: 'analysis', path }, host, options.signal),
  );

const hookText = (options: RenderNodesOptions, pool: RenderPool, { id, path }: RunHook): Promise<CompiledText> =>
  asking(options, { connection: 'master' }, { path, text: '' }, (host) =>
    pool.run({ name: 'run_hook', id, done: undefined }, host, options.signal),
  );

function renderNode(options: RenderNodesOptions, pool: RenderPool, node: CompiledNode): Promise<CompiledNode> {
  const { id, path } = node.graph;
  return asking(options, { node: id }, { path, nodeId: id, text: '' }, async (host) => {
    const { work } = await pool.run({ name: 'node', id }, host, options.signal);
    return { ...node, work };
  });
}

/** Renders with a connection to ask. */
async function asking<T>(
  { session, comments, signal, log, compiled }: RenderNodesOptions,
  sender: Sender,
  place: SqlPlace,
  render: (host: RenderHost) => Promise<T>,
): Promise<T> {
  return await commented(session, comments, sender).use(
    async (connection) => {
      const statements = new MacroStatements(connection, { role: undefined, place });
      const answer = statements.answer.bind(statements);
      try {
        return await render({ ...talkOf(log), answer, ...(compiled === undefined ? {} : { compiled }) });
      } finally {
        await statements.end();
      }
    },
    signal === undefined ? {} : { signal },
  );
}
