import { connect } from 'node:net';
import type { ClientBase } from 'pg';

/** Code of a CancelRequest in the frontend/backend protocol 3.0 (PostgreSQL manual, "Message Formats"). */
const cancelRequestCode = 80877102;

/**
 * What a CancelRequest needs. It is addressed by the backend's secret, so that it can't reach a
 * process that got the same pid later; it takes no slot of the role's connection limit, which
 * pg_cancel_backend() would. It names a backend, not a query: the caller must close the
 * connection afterwards instead of handing it on.
 */
export interface BackendKey {
  readonly host: string;
  readonly port: number;
  readonly processId: number;
  readonly secret: number;
}

/** Reads the key that the server sent when the connection was made. */
export function backendKey(client: ClientBase): BackendKey | undefined {
  const host = 'host' in client ? client.host : undefined;
  const port = 'port' in client ? client.port : undefined;
  const processId = 'processID' in client ? client.processID : undefined;
  const secret = 'secretKey' in client ? client.secretKey : undefined;
  if (typeof processId !== 'number' || typeof secret !== 'number') return undefined;
  if (typeof host !== 'string' || typeof port !== 'number') return undefined;
  return { host, port, processId, secret };
}

/** Asks the server to cancel what the backend runs now. Never throws: a cancel is repeated by the caller. */
export function requestCancel(key: BackendKey): Promise<void> {
  const message = Buffer.alloc(16);
  message.writeInt32BE(16, 0);
  message.writeInt32BE(cancelRequestCode, 4);
  message.writeInt32BE(key.processId, 8);
  message.writeInt32BE(key.secret, 12);
  return new Promise((resolve) => {
    const socket = key.host.startsWith('/')
      ? connect(`${key.host}/.s.PGSQL.${key.port}`)
      : connect({ host: key.host, port: key.port });
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('connect', () => socket.end(message));
    socket.on('error', () => socket.destroy());
    // The server answers by closing the socket.
    socket.on('close', () => resolve());
    socket.resume();
  });
}
