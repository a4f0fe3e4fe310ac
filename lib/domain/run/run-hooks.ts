import type { RunHook } from '#lib/contracts/compilation.ts';
import type { DataConnection, DataSession } from '#lib/contracts/database.ts';
import { type Problem, ProblemError } from '#lib/contracts/problem.ts';
import type { HookResult } from '../artifact/index.ts';
import type { RunSoFar } from '../compile/context/run-results.ts';
import type { CompiledText } from '../compile/index.ts';
import type { Render } from './context.ts';
import { MacroStatements, talkOf } from './render/statements.ts';

const now = (): string => new Date().toISOString();

export interface RunHooksOptions {
  readonly session: DataSession;
  readonly role: string | undefined;
  readonly render: Render;
  readonly signal: AbortSignal;
  readonly log: (text: string) => void;
  /** Takes how each hook went. */
  readonly told: (result: HookResult) => void;
}

/**
 * Runs the hooks before or after a run, one after the other on one connection, each statement
 * kept at once unless the hook begins a transaction itself, as in dbt.
 * @returns what the database said of the first that fails, with the line of dbt_project.yml: those after it are skipped
 * @throws ProblemError of one that can't be rendered
 */
export async function runRunHooks(
  options: RunHooksOptions,
  hooks: readonly RunHook[],
  done: RunSoFar,
): Promise<Problem | undefined> {
  if (hooks.length === 0) return undefined;
  const { session, signal, log } = options;
  const onNotice = ({ message }: { message: string }) => log(message);
  return session.use(
    async (connection) => {
      for (const [index, hook] of hooks.entries()) {
        const failed = await runOne(options, connection, hook, done);
        if (failed === undefined) continue;
        for (const { id } of hooks.slice(index + 1))
          options.told({ id, status: 'skipped', text: undefined, times: undefined });
        return failed;
      }
      return undefined;
    },
    { signal, onNotice },
  );
}

async function runOne(
  { role, render, log, told }: RunHooksOptions,
  connection: DataConnection,
  hook: RunHook,
  done: RunSoFar,
): Promise<Problem | undefined> {
  const name = hook.id.split('.').at(-1) ?? hook.id;
  const place = { path: hook.path, text: '' };
  const statements = new MacroStatements(connection, { role, place, outside: true });
  const answer = statements.answer.bind(statements);
  const startedAt = now();
  let rendered: { readonly text: CompiledText; readonly at: string } | undefined;
  const tell = (status: HookResult['status'], problem?: Problem): void => {
    const endedAt = now();
    const times = { startedAt, renderedAt: rendered?.at ?? endedAt, endedAt };
    told({ id: hook.id, status, text: rendered?.text, times, ...(problem === undefined ? {} : { problem }) });
  };
  try {
    const text = hook.deferred
      ? await render({ name: 'run_hook', id: hook.id, done }, { ...talkOf(log), answer })
      : { code: hook.sql, ctes: [], macros: hook.called ?? [] };
    rendered = { text, at: now() };
    const { code: sql } = text;
    if (sql !== '') {
      const answered = await answer({ type: 'query', sql, begin: false });
      if (!answered.ok) throw new ProblemError(answered.problem);
      log(`${name}: ${answered.result?.tag ?? 'OK'}`);
    }
    tell('success');
    return undefined;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    tell('error', error.problem);
    const failed = atHook(error, hook, name);
    if (rendered === undefined) throw failed;
    return failed.problem;
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
