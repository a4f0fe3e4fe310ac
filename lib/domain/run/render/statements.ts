import type { DataConnection, ExecutedSql, SqlPlace, SqlResult } from '#lib/contracts/database.ts';
import { type Problem, ProblemError } from '#lib/contracts/problem.ts';
import { quoteName } from '../quote.ts';
import { beginStatement } from '../transaction.ts';
import type { RenderHost } from './pool.ts';
import type { Answer, Request } from './protocol.ts';

export interface StatementOptions {
  readonly role: string | undefined;
  readonly place: SqlPlace;
  /** Begins outside of a transaction, as dbt does for operations and hooks of a run. */
  readonly outside?: boolean;
}

/**
 * The statements of one rendering, in dbt's transactions: the first statement begins one; after a
 * commit (the adapter's, or one written in SQL) statements stand alone until one begins the next.
 * What is not committed when the rendering ends is undone.
 */
export class MacroStatements {
  readonly #connection: DataConnection;
  readonly #options: StatementOptions;
  #place: SqlPlace;
  #failed = false;
  #state: 'fresh' | 'open' | 'outside' | 'outside as role';

  constructor(connection: DataConnection, options: StatementOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#place = options.place;
    this.#state = options.outside === true ? 'outside' : 'fresh';
  }

  /** Errors whose position lies in this text are shown in the node's file. */
  locateIn(text: string): void {
    this.#place = { ...this.#place, text };
  }

  async answer(request: Request): Promise<Answer> {
    try {
      if (request.type === 'commit') {
        await this.commit();
        return { ok: true, result: undefined };
      }
      return answered(await this.#execute(request.sql, request.begin));
    } catch (error) {
      this.#failed = true;
      return refused(error);
    }
  }

  async #execute(sql: string, begin: boolean): Promise<ExecutedSql> {
    await this.#enter(begin);
    const result = await this.#connection.execute(sql, this.#place);
    // A COMMIT of its own, as in dbt's hooks outside of the transaction.
    if (this.#state === 'open' && !result.inTransaction) this.#state = 'outside';
    else if (this.#state !== 'open' && result.inTransaction) this.#state = 'open';
    return result;
  }

  async #enter(begin: boolean): Promise<void> {
    const { role } = this.#options;
    if (this.#state === 'fresh' || (begin && this.#state !== 'open')) {
      await this.#connection.script(beginStatement({ ...(role === undefined ? {} : { role }) }));
      this.#state = 'open';
    } else if (this.#state === 'outside') {
      const own = role === undefined ? 'NONE' : quoteName(role);
      await this.#connection.script(
        `SET ROLE ${own}; SET search_path = public, pg_temp; SET client_connection_check_interval = 2000`,
      );
      this.#state = 'outside as role';
    }
  }

  async commit(): Promise<void> {
    if (this.#state !== 'open') return;
    await this.#connection.script('COMMIT');
    this.#state = 'outside';
  }

  /** Undoes what was not committed and forgets what was set: the connection goes to another step. */
  async end(): Promise<void> {
    if (this.#state === 'fresh') return;
    // A connection that was cancelled or lost is closed by its pool.
    if (this.#failed || this.#state === 'open') await this.#connection.script('ROLLBACK').catch(() => {});
    await this.#connection.script('DISCARD ALL').catch(() => {});
  }
}

/** Statements of a rendering in the transaction that is open already: its begin and commit are the step's. */
export async function answerInside(connection: DataConnection, place: SqlPlace, request: Request): Promise<Answer> {
  if (request.type === 'commit') return { ok: true, result: undefined };
  try {
    return answered(await connection.execute(request.sql, place));
  } catch (error) {
    return refused(error);
  }
}

/** Questions that are answered by reading alone: there is no transaction to begin or to end. */
export async function answerReading(read: (sql: string) => Promise<SqlResult>, request: Request): Promise<Answer> {
  if (request.type === 'commit') return { ok: true, result: undefined };
  try {
    const result = await read(request.sql);
    return answered({ ...result, tag: `SELECT ${result.rows.length}`, inTransaction: true });
  } catch (error) {
    return refused(error);
  }
}

const answered = ({ columns, rows, rowCount, tag }: ExecutedSql): Answer => ({
  ok: true,
  result: { columns: columns.map(({ name, typeId }) => ({ name, typeId })), rows, rowCount, tag },
});

function refused(error: unknown): Answer {
  if (!(error instanceof ProblemError)) throw error;
  return { ok: false, problem: error.problem };
}

export type Talk = Pick<RenderHost, 'log' | 'report'>;

/** What a rendering says, as lines of the step's log. */
export const talkOf = (log: (text: string) => void): Talk => ({
  log,
  report: (problem: Problem) => log(`Warning: ${problem.message}`),
});
