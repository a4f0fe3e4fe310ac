import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Result } from '#lib/contracts/problem.ts';
import { disconnectControl } from '#lib/db/control/client.ts';
import { createFile, editFile, readDraftFiles } from '#lib/domain/files/store.ts';
import { deleteFiles, moveFiles } from '#lib/domain/files/tree-store.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { createPerson, createTestProject, joinProject, testSecret } from '#lib/testing/project.ts';
import { blameFile, compareVersions, fileAt } from './compare-store.ts';
import { restoreVersion } from './restore-store.ts';
import { listVersions, saveVersion } from './store.ts';

let database: TestDatabase;
let member: Awaited<ReturnType<typeof joinProject>>;

beforeAll(async () => {
  database = await createTestDatabase('control');
  process.env.DATABASE_URL = database.url;
  process.env.INSITU_SECRET = testSecret;
  delete process.env.INSITU_COLLAB_PORT;
  const files = new Map([
    ['models/a.sql', 'select 1\n'],
    ['models/b.sql', 'select 2\n'],
  ]);
  member = await joinProject(await createPerson('Mira'), await createTestProject('restores', files), 'editor');
});
afterAll(async () => {
  await disconnectControl();
  await database.drop();
});

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}
const save = async (message: string): Promise<number> =>
  value(await saveVersion(member.access, member.branch, message)).number;
const texts = async () => Object.fromEntries(await readDraftFiles(member.branch.id));

it('brings everything back as a new version, and loses nothing that was typed since', async () => {
  const { access, branch } = member;
  const first = await save('first');
  value(await editFile(access, branch, { path: 'models/a.sql', text: 'select 10\n' }));
  value(await deleteFiles(access, branch, ['models/b.sql']));
  value(await createFile(access, branch, { path: 'models/c.sql', text: 'select 3\n' }));
  const restored = value(await restoreVersion(access, branch, { number: first }));
  expect(restored.files).toBe(3);
  expect(await texts()).toEqual({ 'models/a.sql': 'select 1\n', 'models/b.sql': 'select 2\n' });
  const [newest, kept] = await listVersions(access);
  expect(newest).toMatchObject({ number: restored.number, cause: 'restore', message: `Restore version ${first}` });
  expect(kept).toMatchObject({ cause: 'save', changed: ['models/a.sql', 'models/b.sql', 'models/c.sql'] });
  value(await restoreVersion(access, branch, { number: kept?.number ?? 0 }));
  expect(await texts()).toEqual({ 'models/a.sql': 'select 10\n', 'models/c.sql': 'select 3\n' });
});

it('brings one file back and says when there is nothing to bring', async () => {
  const { access, branch } = member;
  value(await restoreVersion(access, branch, { number: 1, path: 'models/a.sql' }));
  expect((await texts())['models/a.sql']).toBe('select 1\n');
  expect(await restoreVersion(access, branch, { number: 1, path: 'models/a.sql' })).toMatchObject({
    problem: { code: 'version.same' },
  });
  expect(await restoreVersion(access, branch, { number: 999 })).toMatchObject({ problem: { code: 'version.missing' } });
});

it('of two restores at once one is done whole, and the other is told', async () => {
  const { access, branch } = member;
  const trees = [
    { 'models/a.sql': 'select 1\n', 'models/b.sql': 'select 2\n' },
    { 'models/a.sql': 'select 10\n', 'models/c.sql': 'select 3\n' },
  ];
  const results = await Promise.all([1, 2].map((number) => restoreVersion(access, branch, { number })));
  expect(results.some(({ ok }) => ok)).toBe(true);
  for (const result of results) if (!result.ok) expect(['project.busy', 'version.same']).toContain(result.problem.code);
  expect(trees).toContainEqual(await texts());
});

it('compares any two points, and blames each line', async () => {
  const { access, branch } = member;
  value(await editFile(access, branch, { path: 'models/a.sql', text: 'select 1\n-- why\n' }));
  const number = await save('say why');
  const { files } = value(await compareVersions(access, branch, { old: 1, now: number }));
  expect(files).toContainEqual({ path: 'models/a.sql', status: 'changed', added: 1, removed: 0 });
  expect(value(await compareVersions(access, branch, { old: number, now: 'draft' })).files).toEqual([]);
  expect(value(await compareVersions(access, branch, { old: 0, now: 1 })).files).toHaveLength(2);
  expect(value(await fileAt(access, branch, { point: 1, path: 'models/a.sql' })).text).toBe('select 1\n');
  expect(value(await fileAt(access, branch, { point: 1, path: 'models/c.sql' })).text).toBeNull();
  const { text, lines } = await blameFile(access, branch, 'models/a.sql');
  expect(text).toBe('select 1\n-- why\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatchObject({ version: number, message: 'say why', by: { name: 'Mira' } });
});

it('finds a file of a version under the path it had there, also where it was moved twice and edited', async () => {
  const { access, branch } = member;
  const text = 'select 1\n, 2\n, 3\n, 4\n';
  const move = async (from: string, to: string) => value(await moveFiles(access, branch, [{ from, to }]));
  value(await createFile(access, branch, { path: 'models/first.sql', text }));
  const first = await save('first name');
  await move('models/first.sql', 'models/second.sql');
  value(await editFile(access, branch, { path: 'models/second.sql', text: `${text}, 5\n` }));
  const second = await save('second name');
  await move('models/second.sql', 'models/deep/third.sql');
  const at = async (point: number) => value(await fileAt(access, branch, { point, path: 'models/deep/third.sql' }));
  expect(await at(first)).toEqual({ text: null, was: 'models/first.sql' });
  expect(await at(second)).toEqual({ text: null, was: 'models/second.sql' });
  expect(await at(1)).toEqual({ text: null });
  await save('third name');
  expect(await at(first)).toEqual({ text: null, was: 'models/first.sql' });
  // One that came with a version and was there before under no name.
  value(await createFile(access, branch, { path: 'models/late.sql', text: 'select now()\n' }));
  await save('late');
  expect(value(await fileAt(access, branch, { point: first, path: 'models/late.sql' }))).toEqual({ text: null });
});
