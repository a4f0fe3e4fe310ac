import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { refuseUpgrade } from './limits.ts';

/** Whether an upgrade is for the collab process: `/collab`, with or without more path or a query. */
export function isCollab(request: IncomingMessage): boolean {
  return /^\/collab(?=[/?]|$)/.test(request.url ?? '');
}

/** Where the collab process listens. */
export interface CollabAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Passes a websocket on to the collab process byte by byte: the handshake as the browser sent it,
 * then both directions. Streams' own back-pressure bounds the memory of a slow reader.
 */
export function forwardUpgrade(request: IncomingMessage, client: Duplex, head: Buffer, to: CollabAddress): void {
  const collab = connect(to);
  collab.once('connect', () => {
    collab.write(handshake(request));
    collab.write(head);
    client.pipe(collab).pipe(client);
  });
  collab.once('error', () => {
    // Before the handshake the browser gets an answer it can retry on; afterwards the socket just ends.
    if (collab.bytesRead === 0) refuseUpgrade(client, '503 Service Unavailable');
    else client.destroy();
  });
  client.once('close', () => collab.destroy());
  collab.once('close', () => client.end());
}

function handshake(request: IncomingMessage): string {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    lines.push(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
