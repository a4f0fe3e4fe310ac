import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signTicket, type Ticket } from '#lib/access/ticket.ts';
import { Collab, type LiveDocument, RECONNECT } from '#lib/client/collab.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { control } from '#lib/db/control/client.ts';
import { tellPeople, tellProject } from '#lib/db/control/notify.ts';
import { LiveProject } from '#lib/testing/live-project.ts';
import type { TestPerson } from '#lib/testing/project.ts';
import { editDocument, flushBranch } from './control.ts';
import { documentName, textIn } from './document.ts';

let project: LiveProject;
let lena: TestPerson;
let mateo: TestPerson;
let vera: TestPerson;
const pages = new Map<TestPerson, Collab>();
const providers: { destroy(): void }[] = [];

beforeAll(async () => {
  const names = ['two', 'reader', 'tickets', 'server', 'returns', 'removed', 'demoted', 'promoted', 'presence', 'gone'];
  project = await LiveProject.create(new Map(names.map((name) => [`${name}.sql`, 'select 1\n'])));
  lena = await project.person('Lena');
  mateo = await project.person('Mateo');
  vera = await project.person('Vera', 'viewer');
  await project.start();
});

afterAll(async () => {
  for (const provider of providers) provider.destroy();
  await project?.[Symbol.asyncDispose]();
});

/** A file as a person's page has it, when it has come. */
async function join(person: TestPerson, path: string): Promise<LiveDocument> {
  const page = pages.get(person) ?? project.page(person);
  pages.set(person, page);
  const document = page.document(project.file(path));
  await state(document, 'stored');
  return document;
}

const state = (document: LiveDocument, wanted: string): Promise<void> =>
  expect.poll(document.saveState, { timeout: 10_000, interval: 10 }).toBe(wanted);
const says = (document: LiveDocument, text: string): Promise<void> =>
  expect.poll(() => document.text.toString(), { timeout: 10_000, interval: 10 }).toBe(text);

test('two people type in one file; both see the same and the database has it before "stored" is said', async () => {
  const [one, two] = await Promise.all([join(lena, 'two.sql'), join(mateo, 'two.sql')]);
  one.text.insert(0, '-- lena\n');
  two.text.insert(two.text.length, '-- mateo\n');
  expect([one.saveState(), two.saveState()]).toEqual(['here', 'here']);
  await Promise.all([state(one, 'stored'), state(two, 'stored')]);
  expect(await project.kept('two.sql')).toBe('-- lena\nselect 1\n-- mateo\n');
  await says(one, '-- lena\nselect 1\n-- mateo\n');
  await says(two, '-- lena\nselect 1\n-- mateo\n');
});

test('a viewer’s edit is refused by the server, whatever the browser does, and the page says so', async () => {
  const document = await join(vera, 'reader.sql');
  expect(document.readOnly()).toBe(true);
  document.text.insert(0, 'drop ');
  await state(document, 'refused');
  await flushBranch({ port: project.port }, project.branchId);
  expect(await project.kept('reader.sql')).toBe('select 1\n');
});

test('the server edits a document as one of the people, and those who have it open see it', async () => {
  const document = await join(lena, 'server.sql');
  const { id: personId } = lena.caller.person;
  const edit = { ...project.file('server.sql'), branchId: project.branchId, personId, text: 'select 2\n' };
  await editDocument({ port: project.port }, edit);
  await says(document, 'select 2\n');
  expect(await project.kept('server.sql')).toBe('select 2\n');
});

test('carriage returns never stay', async () => {
  const document = await join(lena, 'returns.sql');
  document.text.insert(0, 'a\r\nb');
  await says(document, 'a\nbselect 1\n');
});

test('who becomes a viewer writes no more at once, who is removed or signed out is disconnected', async () => {
  const [editor, other] = [await project.person('Edi'), await project.person('Otto')];
  const where = { personId: editor.caller.person.id };
  const document = await join(editor, 'demoted.sql');
  await control().membership.updateMany({ where, data: { role: 'viewer' } });
  await tellMembers();
  await expect
    .poll(() => {
      document.text.insert(0, 'x');
      return document.saveState();
    })
    .toBe('refused');
  expect(document.readOnly()).toBe(true);
  const kept = await project.kept('demoted.sql');
  const removed = await join(other, 'removed.sql');
  await control().session.deleteMany({ where: { personId: other.caller.person.id } });
  await tellMembers();
  await expect.poll(removed.saveState).toBe('refused');
  removed.text.insert(0, 'y');
  await flushBranch({ port: project.port }, project.branchId);
  expect(await project.kept('demoted.sql')).toBe(kept);
  expect(await project.kept('removed.sql')).toBe('select 1\n');
});

test('who may write again is told so, and what was not taken in between is', async () => {
  const person = await project.person('Ines');
  const document = await join(person, 'promoted.sql');
  const become = async (role: 'editor' | 'viewer') => {
    await control().membership.updateMany({ where: { personId: person.caller.person.id }, data: { role } });
    await tellMembers();
    await expect.poll(document.readOnly).toBe(role === 'viewer');
  };
  await become('viewer');
  document.text.insert(0, '-- too soon\n');
  await state(document, 'refused');
  await become('editor');
  await state(document, 'stored');
  expect(await project.kept('promoted.sql')).toBe('-- too soon\nselect 1\n');
});

test('every page of a person hears of their inbox, whatever project it shows, and nobody else’s does', async () => {
  const heard: string[] = [];
  for (const person of [lena, mateo]) {
    const page = pages.get(person) ?? project.page(person);
    pages.set(person, page);
    const { provider } = page.branch(project.branchId);
    provider.on('stateless', ({ payload }: { payload: string }) =>
      heard.push(`${person.caller.person.name} ${payload}`),
    );
    await expect.poll(() => provider.isSynced).toBe(true);
  }
  await control().$transaction((tx) => tellPeople(tx, [lena.caller.person.id], 'inbox'));
  await control().$transaction((tx) => tellProject(tx, project.projectId, 'tasks'));
  const notice = (part: string) => JSON.stringify({ type: 'changed', parts: [part] });
  await expect
    .poll(() => heard.toSorted())
    .toEqual([`Lena ${notice('inbox')}`, `Lena ${notice('tasks')}`, `Mateo ${notice('tasks')}`]);
});

const tellMembers = () =>
  project.pool.query(`select pg_notify('insitu_project', $1)`, [
    JSON.stringify({ projectId: lena.caller.person.id, parts: ['members'] }),
  ]);

test('a document that is deleted takes nothing more, and the page says so', async () => {
  const document = await join(lena, 'gone.sql');
  await control().document.update({
    where: { id: project.file('gone.sql').documentId },
    data: { deletedAt: new Date() },
  });
  document.text.insert(0, 'late');
  await expect.poll(document.saveState).not.toBe('stored');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(document.saveState()).not.toBe('stored');
});

describe('a ticket', () => {
  const ticket = (more: Partial<Ticket> = {}): string =>
    signTicket({
      documentName: documentName(project.file('tickets.sql').documentId, 1),
      projectId: project.projectId,
      branchId: project.branchId,
      personId: lena.caller.person.id,
      sessionId: lena.caller.sessionId,
      name: '<img src=x onerror=alert(1)>',
      colour: 1,
      role: 'editor',
      expires: Date.now() + 60_000,
      ...more,
    });
  const refused: [string, () => string, number?][] = [
    ['of another document', () => ticket({ documentName: documentName(project.file('two.sql').documentId, 1) })],
    ['whose time is over', () => ticket({ expires: Date.now() - 1 })],
    ['that was changed', () => `x${ticket()}`],
    ['that is none', () => ''],
    ['of an old epoch', () => ticket({ documentName: documentName(project.file('tickets.sql').documentId, 2) }), 2],
  ];
  test.each(refused)('%s does not join', async (_name, token, epoch = 1) => {
    const provider = open(documentName(project.file('tickets.sql').documentId, epoch), token());
    await expect.poll(() => provider.refused()).toBe(true);
    expect(textIn(provider.provider.document).toString()).toBe('');
  });
});

test('a clock that jumps while a ticket is on its way costs another ticket, not the document', async () => {
  const { documentId, epoch } = project.file('tickets.sql');
  let asked = 0;
  const document = withTickets(documentId, epoch, () => {
    asked += 1;
    return asked < 3 ? -1 : 60_000;
  });
  document.text.insert(0, '-- early\n');
  expect(document.saveState(), 'not offline: still on its way to the first connection').toBe('here');
  await state(document, 'stored');
  expect(asked).toBe(3);
  expect(await project.kept('tickets.sql')).toContain('-- early\n');
});

test('a server that failed to make a ticket is asked again: only its word is a refusal', async () => {
  const { documentId, epoch } = project.file('tickets.sql');
  const failures = ['internal', 'control.unreachable', 'network.502'];
  const document = withTickets(documentId, epoch, () => {
    const code = failures.shift();
    if (code !== undefined) throw new ProblemError({ code, message: 'It failed.' });
    return 60_000;
  });
  await state(document, 'stored');
  expect(failures).toEqual([]);
  const gone = withTickets(documentId, epoch + 1, () => {
    throw new ProblemError({ code: 'file.missing', message: 'This file is no longer there.' });
  });
  await state(gone, 'refused');
});

/** Lena's document with tickets that are made here. @param lasts milliseconds that the next ticket is good for */
function withTickets(documentId: string, epoch: number, lasts: () => number): LiveDocument {
  const page = new Collab(project.projectId, project.url, async () => {
    const { person, sessionId } = lena.caller;
    const name = documentName(documentId, epoch);
    const ticket = signTicket({
      documentName: name,
      projectId: project.projectId,
      branchId: project.branchId,
      personId: person.id,
      sessionId,
      name: person.name,
      colour: 1,
      role: 'editor',
      expires: Date.now() + lasts(),
    });
    return { ticket, documentName: name, epoch, readOnly: false, expiresAt: new Date().toISOString() };
  });
  providers.push(page);
  return page.document({ documentId, epoch });
}

/** The provider alone, with any ticket. */
function open(name: string, token: string) {
  let refused = false;
  const socket = new HocuspocusProviderWebsocket({ url: project.url, ...RECONNECT });
  const provider = new HocuspocusProvider({
    websocketProvider: socket,
    name,
    token,
    onAuthenticationFailed: () => {
      refused = true;
    },
  });
  provider.attach();
  providers.push(provider, socket);
  return { provider, refused: () => refused };
}
