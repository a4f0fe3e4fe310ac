import type { CompiledNode } from '#lib/contracts/compilation.ts';
import { type DataConnection, SqlError } from '#lib/contracts/database.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import type { StepContext } from './context.ts';
import { quoteName } from './quote.ts';
import { hookText } from './render/deferred.ts';

type When = 'pre' | 'post';

/**
 * Hooks of a node that run inside its transaction. A hook may hold several statements, as in dbt;
 * one that ends the transaction or leaves the project's role fails the step: what comes after
 * would be half done, or belong to the person.
 */
export async function runHooks(context: StepContext, node: CompiledNode, when: When): Promise<void> {
  const { connection, role } = context;
  const inside = (node.hooks?.[when] ?? []).filter(({ transaction }) => transaction);
  if (inside.length === 0) return;
  const before = await whereWeAre(connection, role);
  for (const hook of inside) {
    const sql = await hookText(context, node, hook);
    await runHook(connection, node, when, sql);
    if ((await whereWeAre(connection, role)) !== before) throw leftTransaction(node, when, sql);
  }
}

/** The transaction's id, another one after COMMIT or ROLLBACK, and the role where it is ours to choose. */
async function whereWeAre(connection: DataConnection, role: string | undefined): Promise<string> {
  const { rows } = await connection.query('select pg_current_xact_id(), current_user');
  const [transactionId, user] = rows[0] ?? [];
  return `${transactionId} ${role === undefined ? '' : user}`;
}

const leftTransaction = ({ graph }: CompiledNode, when: When, sql: string): ProblemError =>
  new ProblemError({
    code: 'run.hook_transaction',
    message: `${when}-hook ended the step’s transaction or left the project’s role (${shown(sql)})`,
    remedy: 'Leave COMMIT, ROLLBACK and SET ROLE out, or set transaction: false to run the hook by itself.',
    path: graph.path,
    nodeId: graph.id,
  });

/** Hooks that dbt's `transaction: false` takes out of the transaction: VACUUM and the like, as the same role. */
export async function runHooksOutside(context: StepContext, node: CompiledNode, when: When): Promise<void> {
  const { connection, role } = context;
  const outside = (node.hooks?.[when] ?? []).filter(({ transaction }) => !transaction);
  if (outside.length === 0) return;
  for (const hook of outside) {
    // Before each: the one before may have changed them.
    await connection.script(
      `SET ROLE ${role === undefined ? 'NONE' : quoteName(role)}; SET search_path = public, pg_temp; SET client_connection_check_interval = 2000`,
    );
    await runHook(connection, node, when, await hookText(context, node, hook));
  }
}

/** As dbt, which closes the connection: what a hook set, locked or made temporary is not there for the next node. */
export async function forgetHooks(connection: DataConnection, node: CompiledNode): Promise<void> {
  const hooks = [...(node.hooks?.pre ?? []), ...(node.hooks?.post ?? [])];
  if (hooks.length === 0 && node.work.type !== 'deferred') return;
  // A connection that was cancelled or lost is closed by its pool; a hook's BEGIN is undone first.
  if (hooks.length > 0) await connection.script('ROLLBACK').catch(() => {});
  await connection.script('DISCARD ALL').catch(() => {});
}

async function runHook(connection: DataConnection, { graph }: CompiledNode, when: When, sql: string): Promise<void> {
  if (sql.trim() === '') return;
  try {
    await connection.script(sql);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const message = `${when}-hook failed: ${error.message} (${shown(sql)})`;
    throw new ProblemError({ ...error.problem, message, path: graph.path, nodeId: graph.id }, { cause: error });
  }
}

const shown = (sql: string): string => sql.trim().slice(0, 200);
