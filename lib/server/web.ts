import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import next from 'next';
import { askedHeader } from '#lib/contracts/asked.ts';
import { clientAddress } from './client-address.ts';
import { forwardUpgrade, isCollab } from './collab-proxy.ts';
import { contentSecurityPolicy, newNonce, setSecurityHeaders } from './headers.ts';
import { limitServer, refuseUpgrade } from './limits.ts';
import { isSameOrigin } from './origin.ts';
import { readSettings } from './settings.ts';

/**
 * The `web` process: Next's own handler behind one HTTP server of ours, because Next can't pass a
 * websocket on. `/collab` goes to the collab process, every other upgrade to Next.
 */
const settings = readSettings(process.env);
// Next hangs a listener of its own for upgrades on the server it knows, which would answer `/collab`
// too; it gets one that never listens, and its upgrades are handed to it below. `getUpgradeHandler` is
// not that listener: it leaves the socket of `--dev` unanswered, and React waits for it to hydrate.
const httpServer = createServer();
const { dev, root: dir, host: hostname, port } = settings;
const app = next({ dev, dir, hostname, port, httpServer });
await app.prepare();
const handle = app.getRequestHandler();

const server = createServer((request, response) => {
  const policy = contentSecurityPolicy(newNonce(), settings);
  // Next reads the nonce from the request's header and puts it on its own scripts.
  request.headers['content-security-policy'] = policy;
  setSecurityHeaders(response, policy);
  request.headers[askedHeader] = request.url;
  request.headers['x-forwarded-for'] = clientAddress(request, settings.origins);
  void handle(request, response);
});

server.on('upgrade', (request, socket, head) => {
  socket.on('error', () => socket.destroy());
  if (!isCollab(request)) return handToNext(request, socket, head);
  if (!isSameOrigin(request, settings.origins)) return refuseUpgrade(socket, '403 Forbidden');
  forwardUpgrade(request, socket, head, { host: settings.collabHost, port: settings.collabPort });
});

/** Only the pages of `--dev` open a socket to Next; in the built product nobody answers one. */
function handToNext(request: IncomingMessage, socket: Duplex, head: Buffer): void {
  if (!dev || !httpServer.emit('upgrade', request, socket, head)) refuseUpgrade(socket, '404 Not Found');
}

limitServer(server);
server.on('error', (error) => {
  process.stderr.write(`web: ${error.message}\n`);
  process.exit(1);
});
server.listen(port, hostname, () => process.send?.({ type: 'ready' }));

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close(() => process.exit(0));
    // Event streams never end by themselves: the pages reconnect to the next process.
    server.closeAllConnections();
    setTimeout(() => process.exit(0), 2_000).unref();
  });
}
