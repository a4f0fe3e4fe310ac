import type { CompiledNode } from '#lib/contracts/compilation.ts';
import { type DataConnection, SqlError } from '#lib/contracts/database.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { adapterResponse } from '../artifact/index.ts';
import type { MainAnswer } from '../compile/hooks.ts';
import type { Outcome, StepContext } from './context.ts';
import { quoteName } from './quote.ts';
import { hookText } from './render/deferred.ts';
import { beginStatement } from './transaction.ts';

type When = 'pre' | 'post';

/**
 * Hooks of a node that run inside its transaction. A hook may hold several statements, as in dbt,
 * and commit what was done so far: the step goes on in a new transaction. One that undoes it or
 * leaves the project's role fails the step: what comes after would be half done, or belong to the
 * person.
 */
export async function runHooks(context: StepContext, node: CompiledNode, when: When, built?: Outcome): Promise<void> {
  const { connection, role } = context;
  const inside = (node.hooks?.[when] ?? []).filter(({ transaction }) => transaction);
  if (inside.length === 0) return;
  let before = await whereWeAre(connection);
  for (const hook of inside) {
    const sql = await hookText(context, node, hook, mainAnswer(node, built));
    await runHook(connection, node, when, sql);
    const after = await whereWeAre(connection);
    if (after.id !== before.id && (await isCommitted(connection, before.id))) {
      await connection.script(
        `${after.isInside ? 'COMMIT; ' : ''}${beginStatement(role === undefined ? {} : { role })}`,
      );
      before = await whereWeAre(connection);
    } else if (after.id !== before.id || (role !== undefined && after.user !== before.user)) {
      throw leftTransaction(node, when, sql);
    }
  }
}

/** What a hook after the node finds as `load_result('main')`. */
function mainAnswer(node: CompiledNode, built: Outcome | undefined): MainAnswer | undefined {
  if (built === undefined) return undefined;
  const { _message: message, code, rows_affected: rows } = adapterResponse(node, built);
  return { message, code, rows };
}

/** The transaction, another one after COMMIT or ROLLBACK, and who acts in it. */
async function whereWeAre(connection: DataConnection): Promise<{ id: string; user: string; isInside: boolean }> {
  const { rows, inTransaction } = await connection.execute('select pg_current_xact_id(), current_user');
  const [id, user] = rows[0] ?? [];
  return { id: String(id), user: String(user), isInside: inTransaction };
}

async function isCommitted(connection: DataConnection, id: string): Promise<boolean> {
  const { rows } = await connection.query(`select pg_xact_status('${BigInt(id)}'::xid8)`);
  return rows[0]?.[0] === 'committed';
}

const leftTransaction = ({ graph }: CompiledNode, when: When, sql: string): ProblemError =>
  new ProblemError({
    code: 'run.hook_transaction',
    message: `${when}-hook undid the step’s transaction or left the project’s role (${shown(sql)})`,
    remedy: 'Leave ROLLBACK and SET ROLE out, or set transaction: false to run the hook by itself.',
    path: graph.path,
    nodeId: graph.id,
  });

/** Hooks that dbt's `transaction: false` takes out of the transaction: VACUUM and the like, as the same role. */
export async function runHooksOutside(
  context: StepContext,
  node: CompiledNode,
  when: When,
  built?: Outcome,
): Promise<void> {
  const { connection, role } = context;
  const outside = (node.hooks?.[when] ?? []).filter(({ transaction }) => !transaction);
  if (outside.length === 0) return;
  for (const hook of outside) {
    // Before each: the one before may have changed them.
    await connection.script(
      `SET ROLE ${role === undefined ? 'NONE' : quoteName(role)}; SET search_path = public, pg_temp; SET client_connection_check_interval = 2000`,
    );
    await runHook(connection, node, when, await hookText(context, node, hook, mainAnswer(node, built)));
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
