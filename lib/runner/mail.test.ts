import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { run } from 'graphile-worker';
import { Pool } from 'pg';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Access } from '#lib/access/access.ts';
import { nodeId } from '#lib/contracts/ids.ts';
import { newTask } from '#lib/contracts/task.ts';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import type { BranchFacts } from '#lib/domain/project/store.ts';
import { changeTask, createTask } from '#lib/domain/task/change-store.ts';
import { letterOf } from '#lib/domain/task/mail-store.ts';
import { tellRunFailed } from '#lib/domain/task/run-failed-store.ts';
import { saveVersion } from '#lib/domain/version/store.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { createPerson, createTestProject, joinProject, type TestPerson, testSecret } from '#lib/testing/project.ts';
import { mailServer } from './mail.ts';

let database: TestDatabase;
let server: SMTPServer;
const letters: { readonly to: string; readonly text: string }[] = [];

beforeAll(async () => {
  database = await createTestDatabase('control');
  process.env.DATABASE_URL = database.url;
  process.env.INSITU_SECRET = testSecret;
  delete process.env.INSITU_COLLAB_PORT;
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

it('who is assigned, told of a change or of a failed run gets a letter, by way of the queue and a real mail server', async () => {
  const project = await createTestProject('shop', new Map());
  const [ann, bob, eve] = [await createPerson('Ann'), await createPerson('Bob'), await createPerson('Eve')];
  const { access, branch } = await joinProject(ann, project, 'owner');
  await joinProject(bob, project, 'editor');
  await joinProject(eve, project, 'editor');
  const idOf = ({ caller }: TestPerson): string => caller.person.id;
  const links = [{ nodeId: nodeId.parse('model.shop.flights'), column: '' }];
  await createTask(access, newTask.parse({ title: 'Späte Flüge', assigneeId: idOf(bob), links }));
  const task = await control().featureTask.findFirstOrThrow({ where: { projectId: project.id } });
  expect(await changeTask(access, task.id, { due: '2026-12-24' })).toMatchObject({ ok: true });
  // Who has left before the letter went is told no more of the project.
  await createTask(access, newTask.parse({ title: 'Of one who left', assigneeId: idOf(eve) }));
  await control().membership.deleteMany({ where: { projectId: project.id, personId: idOf(eve) } });
  await failRun(access, branch, 'model.shop.flights');
  const stop = await sendLetters();
  await expect
    .poll(() => letters.map(({ to }) => to).sort(), { timeout: 15_000 })
    .toEqual(['ann@example.org', 'bob@example.org', 'bob@example.org', 'bob@example.org']);
  await stop();
  expect(letters[0]?.text).toContain('From: Insitu <insitu@example.org>');
  const to = (name: string) => letters.filter((each) => each.to.startsWith(name)).map((each) => plain(each.text));
  const bobs = to('bob').join('\n');
  expect(bobs).toContain('http://insitu.test/p/shop/board?task=1');
  expect(bobs).toContain('Ann assigned FT-1');
  expect(bobs).toContain('due date');
  expect(bobs).toContain('Run 1 failed.');
  const [anns] = to('ann');
  expect(anns).toContain('Subject: [shop] run 1 failed');
  expect(anns).toContain('http://insitu.test/p/shop/runs/1');
});

/** Quoted-printable: a title of other letters makes the mail server's words of it. */
const plain = (letter: string): string => letter.replaceAll('=\r\n', '').replaceAll('=3D', '=');

/** A run of a version in which one node failed, as a runner ends it. */
async function failRun(access: Access, branch: BranchFacts, node: string): Promise<void> {
  const projectId = access.project.id;
  const saved = await saveVersion(access, branch, '');
  if (!saved.ok) throw new Error(saved.problem.message);
  const step = { nodeId: node, position: 0, kind: 'model', name: 'flights', path: 'models/flights.sql' };
  const run = await control().run.create({
    data: {
      projectId,
      branchId: branch.id,
      number: 1,
      versionId: saved.value.versionId,
      personId: access.person.id,
      request: {},
      status: 'failed',
      steps: { create: { ...step, materialized: 'view', checksum: 'c', status: 'error' } },
    },
  });
  await control().$transaction((tx) => tellRunFailed(tx, run));
}

/** Takes letters out of the queue and to the mail server, until it is stopped. */
async function sendLetters(): Promise<() => Promise<void>> {
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
  return async () => {
    await queue.stop();
    await pgPool.end();
  };
}

it('says what a mail server says that is away, so that the queue tries again', async () => {
  const send = mailServer('smtp://127.0.0.1:1', 'Insitu <insitu@example.org>');
  await expect(send({ to: 'a@example.org', subject: 's', text: 't' })).rejects.toThrow(/ECONNREFUSED/);
});
