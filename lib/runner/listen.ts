import pg from 'pg';

/** Channel on which a cancel is announced; its payload is the run's id. */
export const cancelChannel = 'insitu_cancel';

export interface Listener {
  /** Calls back when a cancel of the run is announced. @returns a function that ends it. */
  onCancel(runId: string, callback: () => void): () => void;
  close(): Promise<void>;
}

const reconnectMs = 1_000;

/**
 * Listens for cancels on a connection of its own and connects again when it is lost: what is
 * missed meanwhile is seen by the lease, which asks every few seconds.
 */
export function listenForCancels(controlUrl: string): Listener {
  const callbacks = new Map<string, () => void>();
  let client: pg.Client | undefined;
  let closed = false;
  const connect = async (): Promise<void> => {
    if (closed) return;
    const next = new pg.Client({
      connectionString: controlUrl,
      application_name: 'insitu runner cancels',
      keepAlive: true,
    });
    next.on('error', () => {});
    next.on('end', () => setTimeout(connect, reconnectMs).unref());
    next.on('notification', ({ payload }) => callbacks.get(payload ?? '')?.());
    client = next;
    try {
      await next.connect();
      await next.query(`LISTEN ${cancelChannel}`);
    } catch {
      await next.end().catch(() => {});
    }
  };
  void connect();
  return {
    onCancel: (runId, callback) => {
      callbacks.set(runId, callback);
      return () => callbacks.delete(runId);
    },
    close: async () => {
      closed = true;
      await client?.end().catch(() => {});
    },
  };
}
