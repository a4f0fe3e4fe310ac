import pg from 'pg';
import type { DataSession, SqlNotice, UseOptions } from '#lib/contracts/database.ts';
import { SqlError } from '#lib/contracts/database.ts';
import { backendKey, requestCancel } from './cancel.ts';
import { dataConnection, transactionStatus } from './connection.ts';
import { cancelled, toSqlError } from './sql-error.ts';

export interface SessionOptions {
  /** Connection string with role and password. */
  readonly url: string;
  readonly max?: number;
  /** How long to wait for a free connection before saying so. */
  readonly waitMs?: number;
  readonly applicationName?: string;
}

export interface PooledSession extends DataSession, AsyncDisposable {
  close(): Promise<void>;
}

/** A cancel is repeated: one that arrives just before the statement starts is lost. */
const cancelEveryMs = 250;
/** After this the connection is cut, so that a step ends within two seconds of its cancel. */
const cutAfterMs = 1_500;

/** A pool of connections to one data database as one role. */
export function openSession(options: SessionOptions): PooledSession {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max ?? 6,
    connectionTimeoutMillis: options.waitMs ?? 3_000,
    idleTimeoutMillis: 10_000,
    application_name: options.applicationName ?? 'insitu',
    allowExitOnIdle: true,
    keepAlive: true,
  });
  // An idle connection that the server closes (restart) is dropped by the pool; the next use makes a new one.
  pool.on('error', () => {});
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= pool.end();
    return closed;
  };
  return {
    use: (work, use = {}) => lend(pool, work, use),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function lend<T>(
  pool: pg.Pool,
  work: (connection: ReturnType<typeof dataConnection>) => Promise<T>,
  { signal, onNotice }: UseOptions,
): Promise<T> {
  if (signal?.aborted) throw cancelled();
  const client = await acquire(pool);
  const ignore = () => {};
  client.on('error', ignore);
  const stopListening = listen(client, onNotice);
  const canceller = cancelOnAbort(client, signal);
  try {
    return await work(dataConnection(client, signal));
  } finally {
    await canceller.stop();
    stopListening();
    // A connection that a cancel was sent to is never handed on: the cancel might still be under way.
    client.release(canceller.used() || !isIdle(client));
    client.off('error', ignore);
  }
}

/** A dead connection that the pool has not noticed yet (restart) shows on its first statement. */
async function acquire(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    if (error instanceof Error && error.message.includes('timeout exceeded when trying to connect')) throw busy(error);
    throw toSqlError(error);
  }
}

const busy = (cause: unknown): SqlError =>
  new SqlError(
    {
      code: 'database.busy',
      message: 'All your connections to the database are in use.',
      remedy: 'Wait for a running query or cancel it, then try again.',
    },
    { sqlState: '53300' },
    { cause },
  );

const isIdle = (client: pg.PoolClient): boolean => transactionStatus(client) === 'I';

function listen(client: pg.PoolClient, onNotice: UseOptions['onNotice']): () => void {
  if (!onNotice) return () => {};
  const listener = (notice: { severity?: string; message?: string; detail?: string }) => onNotice(toNotice(notice));
  client.on('notice', listener);
  return () => client.off('notice', listener);
}

const toNotice = (notice: { severity?: string; message?: string; detail?: string }): SqlNotice => ({
  severity: notice.severity ?? 'NOTICE',
  message: notice.message ?? '',
  ...(notice.detail ? { detail: notice.detail } : {}),
});

function cancelOnAbort(client: pg.PoolClient, signal: AbortSignal | undefined) {
  const key = backendKey(client);
  let timer: NodeJS.Timeout | undefined;
  let cut: NodeJS.Timeout | undefined;
  let pending: Promise<unknown> = Promise.resolve();
  const send = () => {
    if (key) pending = requestCancel(key);
  };
  const abort = () => {
    send();
    timer = setInterval(send, cancelEveryMs);
    cut = setTimeout(() => destroySocket(client), cutAfterMs);
  };
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  return {
    used: () => timer !== undefined,
    stop: async () => {
      signal?.removeEventListener('abort', abort);
      clearInterval(timer);
      clearTimeout(cut);
      await pending;
    },
  };
}

/** Fails whatever waits on the connection at once; the backend ends when it next looks at its socket or its cancel flag. */
function destroySocket(client: pg.PoolClient): void {
  const connection: unknown = 'connection' in client ? client.connection : undefined;
  if (typeof connection !== 'object' || connection === null || !('stream' in connection)) return;
  const stream: unknown = connection.stream;
  if (typeof stream === 'object' && stream !== null && 'destroy' in stream && typeof stream.destroy === 'function') {
    stream.destroy(new Error('cancelled'));
  }
}
