import type { RunHook } from '#lib/contracts/compilation.ts';
import type { DataConnection, DataSession } from '#lib/contracts/database.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import type { RunSoFar } from '../compile/context/run-results.ts';
import type { Render } from './context.ts';
import { MacroStatements, talkOf } from './render/statements.ts';

export interface RunHooksOptions {
  readonly session: DataSession;
  readonly role: string | undefined;
  readonly render: Render;
  readonly signal: AbortSignal;
  readonly log: (text: string) => void;
}

/**
 * Runs the hooks before or after a run, one after the other on one connection, each statement
 * kept at once unless the hook begins a transaction itself, as in dbt.
 * @throws ProblemError of the first that fails, with the line of dbt_project.yml
 */
export async function runRunHooks(options: RunHooksOptions, hooks: readonly RunHook[], done: RunSoFar): Promise<void> {
  if (hooks.length === 0) return;
  const { session, signal, log } = options;
  const onNotice = ({ message }: { message: string }) => log(message);
  await session.use(
    async (connection) => {
      for (const hook of hooks) await runOne(options, connection, hook, done);
    },
    { signal, onNotice },
  );
}

async function runOne(
  { role, render, log }: RunHooksOptions,
  connection: DataConnection,
  hook: RunHook,
  done: RunSoFar,
): Promise<void> {
  const name = hook.id.split('.').at(-1) ?? hook.id;
  const place = { path: hook.path, text: '' };
  const statements = new MacroStatements(connection, { role, place, outside: true });
  const answer = statements.answer.bind(statements);
  try {
    const sql = hook.deferred
      ? await render({ name: 'run_hook', id: hook.id, done }, { ...talkOf(log), answer })
      : hook.sql;
    if (sql === '') return;
    const answered = await answer({ type: 'query', sql, begin: false });
    if (!answered.ok) throw new ProblemError(answered.problem);
    log(`${name}: ${answered.result?.tag ?? 'OK'}`);
  } catch (error) {
    throw error instanceof ProblemError ? atHook(error, hook, name) : error;
  } finally {
    await statements.end();
  }
}

const atHook = (error: ProblemError, { path, line }: RunHook, name: string): ProblemError =>
  new ProblemError(
    {
      ...error.problem,
      message: `${name} failed: ${error.problem.message}`,
      ...(error.problem.line === undefined ? { path, line, column: 1 } : {}),
    },
    { cause: error },
  );
