import type { DataConnection } from '#lib/contracts/database.ts';
import { quoteName } from './quote.ts';

export interface TransactionOptions {
  /** The project's role; absent is the person's own. */
  readonly role?: string;
  readonly readOnly?: boolean;
}

/**
 * One round trip that starts a step's transaction: role, a search_path in which a person's
 * temporary objects come last, no leftovers of an earlier step's settings.
 */
export function beginStatement({ role, readOnly }: TransactionOptions): string {
  return [
    `BEGIN${readOnly ? ' READ ONLY' : ''}`,
    `SET LOCAL ROLE ${role === undefined ? 'NONE' : quoteName(role)}`,
    'SET LOCAL search_path = public, pg_temp',
    'SET LOCAL client_min_messages = notice',
    'SET LOCAL lock_timeout = 0',
    'SET LOCAL statement_timeout = 0',
    // A runner that was killed: its query ends with it instead of running on for nobody.
    'SET LOCAL client_connection_check_interval = 2000',
  ].join('; ');
}

/** Runs work in one transaction; rolls back on any error and throws that error. */
export async function transaction<T>(
  connection: DataConnection,
  options: TransactionOptions,
  work: () => Promise<T>,
): Promise<T> {
  try {
    await connection.script(beginStatement(options));
    const result = await work();
    // What a query set for the session (set_config) must not reach the next step of this connection.
    await connection.script('COMMIT; RESET ALL');
    return result;
  } catch (error) {
    // The first error is the one to tell; a connection that can't even roll back is closed by its pool.
    await connection.script('ROLLBACK').catch(() => {});
    throw error;
  }
}
