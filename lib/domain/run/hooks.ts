import type { CompiledNode } from '#lib/contracts/compilation.ts';
import { type DataConnection, SqlError } from '#lib/contracts/database.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { quoteName } from './quote.ts';

type When = 'pre' | 'post';

/** Hooks of a node that run inside its transaction. A hook may hold several statements, as in dbt. */
export async function runHooks(connection: DataConnection, node: CompiledNode, when: When): Promise<void> {
  for (const { sql, transaction } of node.hooks?.[when] ?? []) {
    if (transaction) await runHook(connection, node, when, sql);
  }
}

/** Hooks that dbt's `transaction: false` takes out of the transaction: VACUUM and the like, as the same role. */
export async function runHooksOutside(
  connection: DataConnection,
  node: CompiledNode,
  when: When,
  role: string | undefined,
): Promise<void> {
  const outside = (node.hooks?.[when] ?? []).filter(({ transaction }) => !transaction);
  if (outside.length === 0) return;
  await connection.script(role === undefined ? 'RESET ROLE' : `SET ROLE ${quoteName(role)}`);
  for (const { sql } of outside) await runHook(connection, node, when, sql);
  await connection.script('RESET ROLE');
}

async function runHook(connection: DataConnection, { graph }: CompiledNode, when: When, sql: string): Promise<void> {
  if (sql.trim() === '') return;
  try {
    await connection.script(sql);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const message = `${when}-hook failed: ${error.message} (${sql.trim().slice(0, 200)})`;
    throw new ProblemError({ ...error.problem, message, path: graph.path, nodeId: graph.id }, { cause: error });
  }
}
