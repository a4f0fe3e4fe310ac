import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { forwardUpgrade, isCollab } from './collab-proxy.ts';
import { refuseUpgrade } from './limits.ts';
import { isSameOrigin } from './origin.ts';

const servers: Server[] = [];

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

/** The upgrade of `web`, in front of a collab process on a port. */
function web(collabPort: number): Promise<number> {
  const server = createServer((_, response) => response.end());
  server.on('upgrade', (request, socket, head) => {
    if (!isCollab(request)) return refuseUpgrade(socket, '404 Not Found');
    if (!isSameOrigin(request, ['https://insitu.example.org'])) return refuseUpgrade(socket, '403 Forbidden');
    forwardUpgrade(request, socket, head, { host: '127.0.0.1', port: collabPort });
  });
  return listen(server);
}

/** A collab process that answers each message with it and the address it was called by. */
async function collab(): Promise<number> {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => socket.on('message', (data) => socket.send(`${request.url} ${data}`)));
  return listen(server);
}

function open(port: number, path: string, origin?: string): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { origin });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_, response: IncomingMessage) =>
      reject(new Error(String(response.statusCode))),
    );
    socket.once('error', reject);
  });
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

test('messages travel both ways, whatever their size', async () => {
  const port = await web(await collab());
  const socket = await open(port, '/collab?ticket=1', `http://127.0.0.1:${port}`);
  const large = 'x'.repeat(3_000_000);
  socket.send(large);
  const [answer] = await once(socket, 'message');
  expect(String(answer)).toBe(`/collab?ticket=1 ${large}`);
  socket.terminate();
});

test.each(['https://elsewhere.example', 'null', 'not an origin', undefined])('origin %s is refused', async (origin) => {
  const port = await web(await collab());
  await expect(open(port, '/collab', origin)).rejects.toThrow('403');
});

test('an origin that the settings name is let in', async () => {
  const socket = await open(await web(await collab()), '/collab', 'https://insitu.example.org');
  socket.terminate();
});

test('without a collab process the browser is told to come back', async () => {
  const port = await web(1);
  await expect(open(port, '/collab', `http://127.0.0.1:${port}`)).rejects.toThrow('503');
});

test('other addresses are not taken for collab', async () => {
  const port = await web(await collab());
  await expect(open(port, '/collaboration', `http://127.0.0.1:${port}`)).rejects.toThrow('404');
});
