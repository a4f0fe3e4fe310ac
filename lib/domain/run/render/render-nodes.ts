import type { CompiledNode } from '#lib/contracts/compilation.ts';
import type { DataSession } from '#lib/contracts/database.ts';
import { RenderPool } from './pool.ts';
import type { RenderSource } from './protocol.ts';
import { MacroStatements, talkOf } from './statements.ts';

export interface RenderNodesOptions {
  readonly source: RenderSource;
  readonly session: DataSession;
  readonly signal?: AbortSignal;
  /** Takes what macros say. */
  readonly log: (text: string) => void;
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

function renderNode(
  { session, signal, log }: RenderNodesOptions,
  pool: RenderPool,
  node: CompiledNode,
): Promise<CompiledNode> {
  return session.use(
    async (connection) => {
      const { id, path } = node.graph;
      const statements = new MacroStatements(connection, { role: undefined, place: { path, nodeId: id, text: '' } });
      try {
        const host = { ...talkOf(log), answer: statements.answer.bind(statements) };
        const { work } = await pool.run({ name: 'node', id }, host, signal);
        return { ...node, work };
      } finally {
        await statements.end();
      }
    },
    signal === undefined ? {} : { signal },
  );
}
