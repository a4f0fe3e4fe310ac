import type { DataConnection, DataSession, UseOptions } from '#lib/contracts/database.ts';
import { SqlError } from '#lib/contracts/database.ts';

export interface ReadOnlyOptions extends UseOptions {
  readonly timeoutMs: number;
}

/** PostgreSQL's own timeout names the statement: it comes first. */
const deadlineGraceMs = 1_000;

/**
 * Work as the session's role in a transaction that can't write and is rolled back: for showing what
 * a text says that others may have written. Throws SqlError.
 */
export async function readOnly<T>(
  session: DataSession,
  { timeoutMs, signal, onNotice }: ReadOnlyOptions,
  work: (connection: DataConnection) => Promise<T>,
): Promise<T> {
  // A query may set statement_timeout for the statements after it: the last word is ours.
  const deadline = AbortSignal.timeout(timeoutMs + deadlineGraceMs);
  const either = signal ? AbortSignal.any([signal, deadline]) : deadline;
  try {
    return await session.use((connection) => inTransaction(connection, timeoutMs, work), { signal: either, onNotice });
  } catch (error) {
    throw deadline.aborted && !signal?.aborted ? tooSlow(error) : error;
  }
}

async function inTransaction<T>(
  connection: DataConnection,
  timeoutMs: number,
  work: (connection: DataConnection) => Promise<T>,
): Promise<T> {
  try {
    await connection.script(begin(timeoutMs));
    return await work(connection);
  } finally {
    // A connection that was cancelled or lost is closed by its pool.
    await connection.script(end).catch(() => {});
  }
}

const begin = (timeoutMs: number): string =>
  [
    'BEGIN READ ONLY',
    'SET LOCAL ROLE NONE',
    'SET LOCAL search_path = public, pg_temp',
    `SET LOCAL statement_timeout = ${Math.round(timeoutMs)}`,
    'SET LOCAL lock_timeout = 10000',
    // A process that was killed: its query ends with it.
    'SET LOCAL client_connection_check_interval = 2000',
    `SET LOCAL idle_in_transaction_session_timeout = ${Math.round(timeoutMs) + 10_000}`,
  ].join('; ');

/** Nothing was written, but advisory locks outlive a transaction. */
const end = 'ROLLBACK; SELECT pg_catalog.pg_advisory_unlock_all()';

const tooSlow = (cause: unknown): SqlError =>
  new SqlError(
    { code: 'sql.timeout', message: 'The preview took too long.', remedy: 'Select fewer rows, or run it as a model.' },
    { sqlState: '57014' },
    { cause },
  );
