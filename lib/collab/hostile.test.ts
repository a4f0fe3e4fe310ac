import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { signTicket } from '#lib/access/ticket.ts';
import { type LiveDocument, RECONNECT } from '#lib/client/collab.ts';
import { LiveProject, untilSaveState } from '#lib/testing/live-project.ts';
import type { TestPerson } from '#lib/testing/project.ts';
import { documentName } from './document.ts';

let project: LiveProject;
let mallory: TestPerson;
let neighbour: LiveDocument;

beforeAll(async () => {
  project = await LiveProject.create(
    new Map([
      ['a.sql', ''],
      ['b.sql', ''],
      ['large.sql', ''],
    ]),
  );
  mallory = await project.person('Mallory');
  await project.start();
  neighbour = project.page(await project.person('Lena')).document(project.file('a.sql'));
  await untilSaveState(neighbour, 'stored');
});
afterAll(() => project?.[Symbol.asyncDispose]());

/** What every attack must leave as it is: the process lives, and the neighbour's words are stored soon. */
async function neighbourIsServed(): Promise<void> {
  neighbour.text.insert(0, 'x');
  await expect.poll(neighbour.saveState, { timeout: 20_000, interval: 10 }).toBe('stored');
  expect(await project.kept('a.sql')).toBe(neighbour.text.toString());
}

async function websocket(): Promise<WebSocket> {
  const socket = new WebSocket(project.url);
  socket.on('error', () => {});
  await once(socket, 'open');
  return socket;
}

/** A socket below the protocol, after the handshake. */
async function raw(): Promise<Socket> {
  const socket = connect(project.port, '127.0.0.1');
  socket.on('error', () => {});
  const key = randomBytes(16).toString('base64');
  socket.write(
    `GET /collab HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
  );
  await once(socket, 'data');
  return socket;
}

test('a tiny frame that claims a huge length is refused at once, without memory for it', async () => {
  const socket = await raw();
  const closed = once(socket, 'close');
  const head = Buffer.alloc(14);
  head.writeUInt8(0x82, 0);
  head.writeUInt8(0xff, 1);
  head.writeBigUInt64BE(2n ** 40n, 2);
  socket.write(head);
  socket.resume();
  await closed;
  await neighbourIsServed();
});

test('a frame of 100 MB is refused', async () => {
  const socket = await websocket();
  const closed = once(socket, 'close');
  socket.send(Buffer.alloc(100_000_000), () => {});
  expect((await closed)[0]).toBe(1009);
  await neighbourIsServed();
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['noise', randomBytes(1_000)],
  ['a name that claims to be longer than the message', Buffer.from([0xff, 0xff, 0x03, 1, 2])],
  ['text', 'document:a:1'],
])('a message of %s harms nobody', async (_name, message) => {
  const socket = await websocket();
  socket.send(message);
  await pause(100);
  socket.terminate();
  await neighbourIsServed();
});

test('a flood of messages for documents that it has no ticket for ends its connection', async () => {
  const socket = await websocket();
  const closed = once(socket, 'close');
  for (let n = 0; n < 20_000 && socket.readyState === WebSocket.OPEN; n += 1) {
    const name = `document:${n}:1`;
    socket.send(Buffer.from([name.length, ...Buffer.from(name), 0, 0, 1, 0]));
  }
  await closed;
  await neighbourIsServed();
});

test('questions that are none, and updates that are none, from somebody with a ticket', async () => {
  const { provider, destroy } = await member('b.sql');
  for (const payload of ['', 'stored?', '{', '[]', '{"at":-1}', '{"at":1e999}', `"${'x'.repeat(1_000_000)}"`]) {
    provider.sendStateless(payload);
  }
  await pause(100);
  await neighbourIsServed();
  destroy();
});

test('a flood of edits from somebody with a ticket delays the others by little', async () => {
  const { provider, destroy } = await member('a.sql');
  const text = provider.document.getText('text');
  for (let n = 0; n < 5_000; n += 1) text.insert(text.length, '.');
  await neighbourIsServed();
  destroy();
});

test('a text beyond 5 MB is refused, the page says so, and what was there stays', async () => {
  const document = project.page(mallory).document(project.file('large.sql'));
  await expect.poll(document.saveState, { timeout: 10_000 }).toBe('stored');
  document.text.insert(0, 'y'.repeat(5 * 1024 * 1024 + 70_000));
  await expect.poll(document.saveState, { timeout: 10_000 }).toBe('refused');
  expect(await project.kept('large.sql')).toBe('');
  await neighbourIsServed();
});

/** The provider alone, let in. */
async function member(path: string) {
  const name = documentName(project.file(path).documentId, 1);
  const token = signTicket({
    documentName: name,
    projectId: project.projectId,
    branchId: project.branchId,
    personId: mallory.caller.person.id,
    sessionId: mallory.caller.sessionId,
    name: 'Mallory',
    colour: 1,
    role: 'editor',
    expires: Date.now() + 60_000,
  });
  const socket = new HocuspocusProviderWebsocket({ url: project.url, ...RECONNECT });
  const provider = new HocuspocusProvider({ websocketProvider: socket, name, token });
  provider.attach();
  await expect.poll(() => provider.isSynced, { timeout: 5_000 }).toBe(true);
  const destroy = (): void => {
    provider.destroy();
    socket.destroy();
  };
  return { provider, destroy };
}
