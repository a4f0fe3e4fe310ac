import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { seedDocument, textIn, textOf } from '#lib/collab/document.ts';
import { newTask } from '#lib/contracts/task.ts';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { createPerson, createTestProject, joinProject, testSecret } from '#lib/testing/project.ts';
import { createTask } from '../task/change-store.ts';
import { readTask } from '../task/read-store.ts';
import { createFile, listFiles, listTree, readDraftFiles } from './store.ts';
import { issueTicket } from './ticket-store.ts';
import { deleteFiles, listDeleted, moveFiles, restoreFiles } from './tree-store.ts';

let database: TestDatabase;
let member: Awaited<ReturnType<typeof joinProject>>;

beforeAll(async () => {
  database = await createTestDatabase('control');
  process.env.DATABASE_URL = database.url;
  process.env.INSITU_SECRET = testSecret;
  delete process.env.INSITU_COLLAB_PORT;
  const project = await createTestProject('files', new Map([['models/a.sql', 'select 1\r\n']]));
  member = await joinProject(await createPerson('Mira'), project, 'editor');
});
afterAll(async () => {
  await disconnectControl();
  await database.drop();
});

const create = (path: string, text: string) => createFile(member.access, member.branch, { path, text });
const move = (...moves: readonly (readonly [from: string, to: string])[]) =>
  moveFiles(
    member.access,
    member.branch,
    moves.map(([from, to]) => ({ from, to })),
  );
const remove = (path: string) => deleteFiles(member.access, member.branch, [path]);
const drafts = () => readDraftFiles(member.branch.id);

describe('files of a branch', () => {
  it('say what they were seeded with, LF only, and are seeded once however many make them', async () => {
    expect((await drafts()).get('models/a.sql')).toBe('select 1\n');
    const made = await Promise.all(Array.from({ length: 6 }, () => create('models/once.sql', 'select 2\n')));
    expect(made.filter(({ ok }) => ok)).toHaveLength(1);
    expect(made.find(({ ok }) => !ok)).toMatchObject({ problem: { code: 'file.exists' } });
    expect((await drafts()).get('models/once.sql')).toBe('select 2\n');
  });

  it('say what the log says that came after', async () => {
    const row = await control().document.findFirstOrThrow({ where: { path: 'models/once.sql' } });
    const doc = new Y.Doc();
    Y.applyUpdate(doc, row.state);
    const updates: Uint8Array[] = [];
    doc.on('update', (update) => updates.push(update));
    for (const letter of '-- x\n') textIn(doc).insert(0, letter);
    // Out of order and one twice, as a retry after a lost answer would leave them.
    for (const update of [...updates.reverse(), ...updates.slice(0, 1)]) {
      await control().documentUpdate.create({ data: { documentId: row.id, epoch: 1, update: new Uint8Array(update) } });
    }
    expect((await drafts()).get('models/once.sql')).toBe('\nx --select 2\n');
    expect((await listFiles(member.branch)).find(({ path }) => path === row.path)?.text).toBe('\nx --select 2\n');
    const listed = (await listFiles(member.branch)).map(({ text: _, bytes: __, ...file }) => file);
    expect((await listTree(member.branch)).map(({ bytes: _, ...file }) => file)).toEqual(listed);
  });

  it('move with their document, and their old path is free again', async () => {
    const made = await create('models/old.sql', 'select 3\n');
    const moved = await move(['models/old.sql', 'models/new.sql']);
    expect(moved).toEqual({ ok: true, value: [made.ok && made.value.documentId] });
    expect(await move(['models/old.sql', 'x.sql'])).toMatchObject({ problem: { code: 'file.missing' } });
    expect(await move(['models/new.sql', 'models/a.sql'])).toMatchObject({
      problem: { code: 'file.exists', path: 'models/a.sql' },
    });
    expect((await create('models/old.sql', '')).ok).toBe(true);
  });

  it('move together or not at all', async () => {
    for (const path of ['folder/a.sql', 'folder/b.sql']) await create(path, '');
    expect(await move(['folder/a.sql', 'other/a.sql'], ['folder/b.sql', 'models/a.sql'])).toMatchObject({
      problem: { code: 'file.exists', path: 'models/a.sql' },
    });
    expect(await move(['folder/a.sql', 'other/a.sql'], ['folder/c.sql', 'other/c.sql'])).toMatchObject({
      problem: { code: 'file.missing', path: 'folder/c.sql' },
    });
    expect([...(await drafts()).keys()]).toContain('folder/a.sql');
    expect((await move(['folder/a.sql', 'other/a.sql'], ['folder/b.sql', 'other/b.sql'])).ok).toBe(true);
    expect([...(await drafts()).keys()].filter((path) => /^(folder|other)/.test(path))).toEqual([
      'other/a.sql',
      'other/b.sql',
    ]);
  });

  it('keep the tasks of the node that they define under its new name', async () => {
    await create('models/task_node.sql', 'select 1');
    const { access, branch } = member;
    const links = [{ nodeId: 'model.files.task_node', column: 'id' }];
    const task = await createTask(access, newTask.parse({ title: 'Task node', links }));
    if (!task.ok) throw new Error(task.problem.message);
    const node = { from: 'model.files.task_node', to: 'model.files.other_node' };
    const moves = [{ from: 'models/task_node.sql', to: 'models/other_node.sql', node }];
    expect((await moveFiles(access, branch, moves)).ok).toBe(true);
    expect(await readTask(access, task.value.number)).toMatchObject({
      value: { links: [{ nodeId: 'model.files.other_node', column: 'id' }] },
    });
  });

  it('go and leave their document, which gets no ticket any more', async () => {
    const made = await create('models/gone.sql', 'select 4\n');
    if (!made.ok) throw new Error('create');
    expect((await issueTicket(member.access, made.value)).ok).toBe(true);
    expect((await remove('models/gone.sql')).ok).toBe(true);
    expect((await drafts()).has('models/gone.sql')).toBe(false);
    expect(await issueTicket(member.access, made.value)).toMatchObject({ problem: { code: 'file.missing' } });
    const kept = await control().document.findUniqueOrThrow({ where: { id: made.value.documentId } });
    expect(textOf(kept.state)).toBe('select 4\n');
    expect((await create('models/gone.sql', 'select 5\n')).ok).toBe(true);
  });

  it('come back with what they said, once however many ask, as a new epoch', async () => {
    const made = await create('models/back.sql', 'select 6\n');
    if (!made.ok) throw new Error('create');
    const { documentId } = made.value;
    const doc = new Y.Doc();
    Y.applyUpdate(doc, (await control().document.findUniqueOrThrow({ where: { id: documentId } })).state);
    doc.once('update', (update) => updates.push(new Uint8Array(update)));
    const updates: Uint8Array<ArrayBuffer>[] = [];
    textIn(doc).insert(0, '-- kept\n');
    for (const update of updates) await control().documentUpdate.create({ data: { documentId, epoch: 1, update } });
    await remove('models/back.sql');
    expect(await listDeleted(member.branch)).toContainEqual(
      expect.objectContaining({ documentId, path: 'models/back.sql', by: expect.objectContaining({ name: 'Mira' }) }),
    );
    const back = await Promise.all(
      Array.from({ length: 4 }, () => restoreFiles(member.access, member.branch, [documentId])),
    );
    expect(back.filter(({ ok }) => ok)).toHaveLength(1);
    expect(back.find(({ ok }) => !ok)).toMatchObject({ problem: { code: 'file.missing' } });
    expect((await drafts()).get('models/back.sql')).toBe('-- kept\nselect 6\n');
    expect(await control().document.findUniqueOrThrow({ where: { id: documentId } })).toMatchObject({ epoch: 2 });
  });

  it('do not come back over a file that has their path now', async () => {
    const made = await create('models/twice.sql', 'select 7\n');
    if (!made.ok) throw new Error('create');
    await remove('models/twice.sql');
    await create('models/twice.sql', 'select 8\n');
    expect(await restoreFiles(member.access, member.branch, [made.value.documentId])).toMatchObject({
      problem: { code: 'file.exists', path: 'models/twice.sql' },
    });
    expect((await drafts()).get('models/twice.sql')).toBe('select 8\n');
  });

  it('of 5 MB and with a NUL are refused with the limit', async () => {
    expect(await create('a.sql', 'x'.repeat(5 * 1024 * 1024 + 1))).toMatchObject({ problem: { code: 'file.large' } });
    expect(await create('a.sql', 'a\0b')).toMatchObject({ problem: { code: 'file.nul' } });
  });

  it('of another project get no ticket', async () => {
    const others = await createTestProject('others', new Map([['a.sql', 'secret']]));
    const row = await control().document.findFirstOrThrow({ where: { branch: { projectId: others.id } } });
    expect(await issueTicket(member.access, { documentId: row.id })).toMatchObject({
      problem: { code: 'file.missing' },
    });
    expect(await issueTicket(member.access, { branchId: row.branchId })).toMatchObject({
      problem: { code: 'file.missing' },
    });
  });
});

it('a second seed of a text would say it twice: why it is done once', () => {
  expect(textOf(seedDocument('a'), [seedDocument('a')])).toBe('aa');
});
