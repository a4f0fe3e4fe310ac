import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProjectFiles } from '#lib/contracts/project.ts';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import { createTestDatabase, type TestDatabase, waitsForLock } from '#lib/testing/database.ts';
import { createPerson, createTestProject, joinProject, testSecret } from '#lib/testing/project.ts';
import { createFile, editFile } from '../files/store.ts';
import { listVersions, readProjectVersion, readVersion, saveVersion, storeTree } from './store.ts';

let database: TestDatabase;
let member: Awaited<ReturnType<typeof joinProject>>;

beforeAll(async () => {
  database = await createTestDatabase('control');
  process.env.DATABASE_URL = database.url;
  process.env.INSITU_SECRET = testSecret;
  delete process.env.INSITU_COLLAB_PORT;
  member = await joinProject(await createPerson('Mira'), await createTestProject('versions', new Map()), 'editor');
});
afterAll(async () => {
  await disconnectControl();
  await database.drop();
});

const store = (files: ProjectFiles, cause: 'save' | 'run' = 'save') =>
  control().$transaction((tx) => storeTree(tx, member.access, member.branch, { cause, message: '', files }));

describe('versions', () => {
  it('are whole trees; each adds only what changed', async () => {
    const files = new Map(Array.from({ length: 50 }, (_, at) => [`models/m${at}.sql`, `select ${at}`]));
    const first = await store(files);
    const edited = new Map(files).set('models/m7.sql', 'select 7 -- edited');
    edited.delete('models/m9.sql');
    const before = await control().versionEntry.count();
    const second = await store(edited);
    expect(second.changed).toEqual(['models/m7.sql', 'models/m9.sql']);
    expect((await control().versionEntry.count()) - before).toBe(1);
    expect(await readVersion(first.id)).toEqual(new Map([...files].sort()));
    expect(await readVersion(second.id)).toEqual(new Map([...edited].sort()));
    // A file that says again what it said: no new content.
    const blobs = await control().blob.count();
    const third = await store(files);
    expect(await control().blob.count()).toBe(blobs);
    expect(await readVersion(third.id)).toEqual(new Map([...files].sort()));
    expect(await readVersion(second.id)).toEqual(new Map([...edited].sort()));
  });

  it('of a run of an unchanged tree are the one that is there; ⌘S always makes one', async () => {
    const files = new Map([['a.sql', 'select 1']]);
    const first = await store(files);
    expect(await store(files, 'run')).toMatchObject({ id: first.id, number: first.number, changed: [] });
    expect((await store(files, 'save')).number).toBe(first.number + 1);
  });

  it('count without a gap when many are stored at once, and the last one is the head', async () => {
    const from = (await store(new Map([['a.sql', 'start']]))).number;
    const stored = await Promise.all(Array.from({ length: 8 }, (_, at) => store(new Map([['a.sql', `select ${at}`]]))));
    expect(stored.map(({ number }) => number).sort((a, b) => a - b)).toEqual(stored.map((_, at) => from + 1 + at));
    for (const [at, { id }] of stored.entries()) expect((await readVersion(id)).get('a.sql')).toBe(`select ${at}`);
    const last = stored.find(({ number }) => number === from + 8);
    const branch = await control().branch.findUniqueOrThrow({ where: { id: member.branch.id } });
    expect(branch.headVersionId).toBe(last?.id);
  });

  it('say what was typed before their turn came: no later number holds an earlier text', async () => {
    const { access, branch } = member;
    const made = await createFile(access, branch, { path: 'models/turn.sql', text: 'select 1' });
    expect(made.ok).toBe(true);
    const [held, letGo] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const other = control().$transaction(
      async (tx) => {
        await tx.$queryRaw`SELECT id FROM branch WHERE id = ${branch.id} FOR UPDATE`;
        held.resolve();
        await letGo.promise;
      },
      { timeout: 30_000 },
    );
    await held.promise;
    const saving = saveVersion(access, branch, 'in turn');
    await waitsForLock(database.url);
    await editFile(access, branch, { path: 'models/turn.sql', text: 'select 2' });
    letGo.resolve();
    await other;
    const saved = await saving;
    if (!saved.ok) throw new Error('save');
    expect((await readVersion(saved.value.versionId)).get('models/turn.sql')).toBe('select 2');
  });

  it('hold an empty project', async () => {
    const empty = await store(new Map());
    expect(await readVersion(empty.id)).toEqual(new Map());
    await expect(readVersion('none')).rejects.toThrow(/no version/);
  });

  it('are listed by project and by file, and those of another project are not there', async () => {
    await store(new Map([['only.sql', '1']]));
    const [latest] = await listVersions(member.access, { path: 'only.sql' });
    expect(latest?.changed).toContain('only.sql');
    expect(await listVersions(member.access, { path: 'never.sql' })).toEqual([]);
    const saved = await saveVersion(member.access, member.branch, 'by hand');
    if (!saved.ok) throw new Error('save');
    expect((await listVersions(member.access))[0]).toMatchObject({
      message: 'by hand',
      cause: 'save',
      by: { name: 'Mira' },
    });
    const other = await joinProject(
      await createPerson('Eve'),
      await createTestProject('elsewhere', new Map()),
      'owner',
    );
    expect(await readProjectVersion(other.access, saved.value.versionId)).toMatchObject({
      problem: { code: 'version.missing' },
    });
  });
});
