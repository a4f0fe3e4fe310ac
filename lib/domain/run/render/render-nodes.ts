import type { CompiledNode, RunHook } from '#lib/contracts/compilation.ts';
import type { DataSession, SqlPlace } from '#lib/contracts/database.ts';
import type { CompiledText, QueryComments, Sender } from '../../compile/index.ts';
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

/**
 * Nodes to be looked at, not built: those that ask the database are rendered with it, and what
 * their queries changed is undone.
 * @throws ProblemError with the place of what is refused
 */
export async function renderNodes(
  options: RenderNodesOptions,
  nodes: readonly CompiledNode[],
): Promise<CompiledNode[]> {
  if (!nodes.some(needsDatabase)) return [...nodes];
  await using pool = new RenderPool(options.source);
  const rendered: CompiledNode[] = [];
  for (const node of nodes) rendered.push(needsDatabase(node) ? await renderNode(options, pool, node) : node);
  return rendered;
}

/**
 * The text of an analysis that asks the database, by its path; what its queries changed is undone.
 * @throws ProblemError with the place of what is refused
 */
export async function renderAnalysis(options: RenderNodesOptions, path: string): Promise<string> {
  await using pool = new RenderPool(options.source);
  return await asking(options, { connection: 'master' }, { path, text: '' }, (host) =>
    pool.run({ name: 'analysis', path }, host, options.signal),
  );
}

/** The text of a hook of a run that asks the database, where there is no run. @throws ProblemError */
export async function renderRunHook(options: RenderNodesOptions, { id, path }: RunHook): Promise<CompiledText> {
  await using pool = new RenderPool(options.source);
  return await asking(options, { connection: 'master' }, { path, text: '' }, (host) =>
    pool.run({ name: 'run_hook', id, done: undefined }, host, options.signal),
  );
}

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
