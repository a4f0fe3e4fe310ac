import type { DataSession } from '#lib/contracts/database.ts';
import type { QueryComments } from '../compile/index.ts';
import { commented } from './query-comment.ts';
import { RenderPool } from './render/pool.ts';
import type { RenderSource } from './render/protocol.ts';
import { MacroStatements, talkOf } from './render/statements.ts';

interface OperationOptions {
  readonly source: RenderSource;
  readonly session: DataSession;
  readonly comments?: QueryComments;
  /** Name of a macro, or package.macro. */
  readonly macro: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** The project's role; absent is the person's own. */
  readonly role?: string;
  readonly signal?: AbortSignal;
  /** Takes what the macro logs, and PostgreSQL's notices. */
  readonly log: (text: string) => void;
}

/**
 * dbt's `run-operation`: calls a macro, each statement kept at once unless the macro begins a
 * transaction itself.
 * @returns what the macro returned or wrote, as text
 * @throws ProblemError with the place of what failed
 */
export async function runOperation(options: OperationOptions): Promise<string> {
  const { source, macro, args, role, signal, log } = options;
  const session = commented(options.session, options.comments, { connection: `macro_${macro}` });
  await using pool = new RenderPool(source);
  return await session.use(
    async (connection) => {
      const statements = new MacroStatements(connection, { role, place: { path: '', text: '' }, outside: true });
      try {
        const host = { ...talkOf(log), answer: statements.answer.bind(statements) };
        return await pool.run({ name: 'operation', macro, args }, host, signal);
      } finally {
        await statements.end();
      }
    },
    { ...(signal === undefined ? {} : { signal }), onNotice: ({ message }) => log(message) },
  );
}
