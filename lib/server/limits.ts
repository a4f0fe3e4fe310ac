import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Bounds on what one client can hold open. A request's head has 10 s, its body 5 min (an upload
 * over a slow line); answers, event streams among them, have no bound.
 */
export function limitServer(server: Server): void {
  server.headersTimeout = 10_000;
  server.requestTimeout = 300_000;
  server.keepAliveTimeout = 65_000;
  server.maxHeadersCount = 100;
  server.maxConnections = 4_096;
}

/** Answers an upgrade with a status and closes. */
export function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
