import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { run } from 'graphile-worker';
import { Pool } from 'pg';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newTask } from '#lib/contracts/task.ts';
import { disconnectControl } from '#lib/db/control/client.ts';
import { createTask } from '#lib/domain/task/change-store.ts';
import { letterOf } from '#lib/domain/task/mail-store.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { createPerson, createTestProject, joinProject, testSecret } from '#lib/testing/project.ts';
import { mailServer } from './mail.ts';

let database: TestDatabase;
let server: SMTPServer;
const letters: { readonly to: string; readonly text: string }[] = [];

beforeAll(async () => {
  database = await createTestDatabase('control');
  process.env.DATABASE_URL = database.url;
  process.env.INSITU_SECRET = testSecret;
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, { envelope }, done) => {
      void text(stream).then((words) => {
        letters.push({ to: envelope.rcptTo.map(({ address }) => address).join(), text: words });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  server.close();
  await disconnectControl();
  await database.drop();
});

it('who is assigned a task gets a letter, by way of the queue and a real mail server', async () => {
  const project = await createTestProject('shop', new Map());
  const [ann, bob] = [await createPerson('Ann'), await createPerson('Bob')];
  const { access } = await joinProject(ann, project, 'owner');
  await joinProject(bob, project, 'editor');
  const task = newTask.parse({ title: 'Späte Flüge', assigneeId: bob.caller.person.id });
  expect((await createTask(access, task)).ok).toBe(true);
  const { port } = server.server.address() as AddressInfo;
  const send = mailServer(`smtp://127.0.0.1:${port}`, 'Insitu <insitu@example.org>');
  // The queue does not wait for a pool of its own to end, and the database goes with the test.
  const pgPool = new Pool({ connectionString: database.url });
  const queue = await run({
    pgPool,
    noHandleSignals: true,
    pollInterval: 200,
    taskList: {
      mail: async (payload) => {
        const { inboxItemId } = payload as { inboxItemId: string };
        const letter = await letterOf(inboxItemId, 'http://insitu.test');
        if (letter) await send(letter);
      },
    },
  });
  await expect.poll(() => letters.length, { timeout: 15_000 }).toBe(1);
  await queue.stop();
  await pgPool.end();
  expect(letters[0]?.to).toBe('bob@example.org');
  expect(letters[0]?.text).toContain('From: Insitu <insitu@example.org>');
  // Quoted-printable: a title of other letters makes the mail server's words of it.
  const words = letters[0]?.text.replaceAll('=\r\n', '').replaceAll('=3D', '=');
  expect(words).toContain('http://insitu.test/p/shop/board?task=1');
});

it('says what a mail server says that is away, so that the queue tries again', async () => {
  const send = mailServer('smtp://127.0.0.1:1', 'Insitu <insitu@example.org>');
  await expect(send({ to: 'a@example.org', subject: 's', text: 't' })).rejects.toThrow(/ECONNREFUSED/);
});
