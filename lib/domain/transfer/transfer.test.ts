import { unzipSync, type Zippable, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Access, requireAccess } from '#lib/access/access.ts';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { createPerson, type TestPerson, testSecret } from '#lib/testing/project.ts';
import { closeSessions } from '../data/connection-store.ts';
import { editFile, readDraftFiles } from '../files/store.ts';
import { moveFiles } from '../files/tree-store.ts';
import { type BranchFacts, findBranch } from '../project/store.ts';
import { listVersions, saveVersion } from '../version/store.ts';
import { exportProject } from './export-store.ts';
import { importProject, reportImport } from './import-store.ts';
import { uploadedZip } from './upload-store.ts';

let data: TestDatabase;
let controlDatabase: TestDatabase;
let owner: TestPerson;
let stranger: TestPerson;

beforeAll(async () => {
  data = await createTestDatabase('data');
  controlDatabase = await createTestDatabase('control');
  process.env.DATABASE_URL = controlDatabase.url;
  process.env.INSITU_DATA_URL = data.url;
  process.env.INSITU_SECRET = testSecret;
  delete process.env.INSITU_COLLAB_PORT;
  [owner, stranger] = [await createPerson('Mira', true), await createPerson('Eve')];
});
afterAll(async () => {
  await closeSessions();
  await disconnectControl();
  await Promise.all([data.drop(), controlDatabase.drop()]);
});

const origin = (zip: Uint8Array, name = 'shop.zip') =>
  uploadedZip(
    (async function* () {
      yield zip;
    })(),
    name,
  );

/** A project with everything that a text alone does not give back. */
const awkward: Readonly<Record<string, Buffer>> = {
  'dbt_project.yml': Buffer.from('name: shop\r\nversion: "1.0"\r\n'),
  'models/plain.sql': Buffer.from('select 1 as one\n'),
  'models/crlf.sql': Buffer.from('select 1 as one,\r\n       2 as two\r\n'),
  'models/mixed.sql': Buffer.from('select 1 as one,\r\n       2 as two\n'),
  'models/bom.sql': Buffer.from('\ufeffselect 1 as one\n'),
  'models/no_last_newline.sql': Buffer.from('select 1 as one'),
  'models/latin.sql': Buffer.from("select 'caf\xe9' as place\n", 'latin1'),
  'models/old_mac.sql': Buffer.from('select 1 as one\rfrom x\r'),
  'models/marts/.gitkeep': Buffer.alloc(0),
  'models/what?.md': Buffer.from('a name that Windows has not'),
  'seeds/wide.csv': Buffer.from('\ufeffid\r\n1\r\n', 'utf16le'),
  'docs/logo.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255]),
  'dbt_packages/utils/dbt_project.yml': Buffer.from('name: utils\r\n'),
};

async function make(files: Zippable, name: string): Promise<{ access: Access; branch: BranchFacts }> {
  const made = await importProject(owner.caller, origin(zipSync(files)), { name, allowPython: false });
  if (!made.ok) throw new Error(made.problem.message);
  const access = await requireAccess(owner.caller, made.value.projectId, 'owner');
  if (!access.ok) throw new Error(access.problem.message);
  const branch = await findBranch(access.value);
  if (!branch.ok) throw new Error(branch.problem.message);
  return { access: access.value, branch: branch.value };
}

/** What an export holds, without its folder, as text that shows every byte. */
async function exported({ access, branch }: { access: Access; branch: BranchFacts }, version?: number) {
  const { zip } = await exportProject(access, branch, version);
  const files = unzipSync(new Uint8Array(await new Response(zip).arrayBuffer()));
  return bytesOf(
    Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path.replace(/^[^/]*\//, ''), bytes])),
  );
}

const bytesOf = (files: Readonly<Record<string, Uint8Array>>) =>
  Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, Buffer.from(bytes).toString('latin1')]));

describe('a project that is imported', () => {
  it('is reported first, made only by who may, and begins with one version', async () => {
    const zip = zipSync({ shop: awkward });
    expect(await reportImport(stranger.caller, origin(zip))).toMatchObject({
      problem: { code: 'access.administrator' },
    });
    expect(await importProject(stranger.caller, origin(zip), { name: 'Mine', allowPython: true })).toMatchObject({
      problem: { code: 'access.administrator' },
    });
    expect(await reportImport(owner.caller, origin(zip))).toMatchObject({
      ok: true,
      value: { type: 'report', report: { name: 'shop', root: 'shop/', files: 13 } },
    });
    expect(await control().project.count()).toBe(0);
    const { access, branch } = await make({ shop: awkward }, 'First Shop');
    expect(await listVersions(access)).toMatchObject([{ number: 1, cause: 'import', message: 'Import shop.zip' }]);
    expect((await readDraftFiles(branch.id)).get('models/crlf.sql')).toBe('select 1 as one,\n       2 as two\n');
    const entry = await control().auditEntry.findFirst({ where: { action: 'project.imported' } });
    expect(entry).toMatchObject({ projectId: access.project.id, subject: { from: 'shop.zip', files: 13 } });
  });

  it('goes out again without a changed byte, from its drafts and from its version', async () => {
    const project = await make({ shop: awkward }, 'Second Shop');
    expect(await exported(project)).toEqual(bytesOf(awkward));
    expect(await exported(project, 1)).toEqual(bytesOf(awkward));
    await expect(exported(project, 2)).rejects.toMatchObject({ problem: { code: 'version.missing' } });
    expect(await control().auditEntry.count({ where: { action: 'project.exported' } })).toBe(2);
  });

  it('has the line ends and the mark of a file that was edited, and the bytes of one that was renamed', async () => {
    const project = await make(awkward, 'Third Shop');
    const { access, branch } = project;
    for (const path of ['models/crlf.sql', 'models/bom.sql', 'models/plain.sql']) {
      await editFile(access, branch, { path, text: 'select 3 as three,\n  4 as four\n' });
    }
    await moveFiles(access, branch, [{ from: 'models/mixed.sql', to: 'models/moved.sql' }]);
    await saveVersion(access, branch, 'edited');
    const after = await exported(project);
    expect(after).toMatchObject({
      'models/crlf.sql': 'select 3 as three,\r\n  4 as four\r\n',
      'models/bom.sql': '\xef\xbb\xbfselect 3 as three,\n  4 as four\n',
      'models/plain.sql': 'select 3 as three,\n  4 as four\n',
      'models/moved.sql': awkward['models/mixed.sql']?.toString('latin1'),
      'models/latin.sql': awkward['models/latin.sql']?.toString('latin1'),
    });
    expect(await exported(project, 1)).toEqual(bytesOf(awkward));
    await editFile(access, branch, { path: 'models/crlf.sql', text: 'select 1 as one,\n       2 as two\n' });
    expect((await exported(project))['models/crlf.sql']).toBe(awkward['models/crlf.sql']?.toString('latin1'));
  });

  it('that creates Python functions in the server is made only with an owner’s word', async () => {
    const files = {
      'dbt_project.yml': Buffer.from('name: shop\n'),
      'macros/py.sql': Buffer.from(
        "{% macro py() %}create function f() returns int language plpython3u as '1'{% endmacro %}",
      ),
    };
    const zip = zipSync(files);
    expect(await importProject(owner.caller, origin(zip), { name: 'Python', allowPython: false })).toMatchObject({
      problem: { code: 'import.python', path: 'macros/py.sql', line: 1 },
    });
    expect(await importProject(owner.caller, origin(zip), { name: 'Python', allowPython: true })).toMatchObject({
      ok: true,
    });
    const entry = await control().auditEntry.findFirst({
      where: { action: 'project.imported' },
      orderBy: { seq: 'desc' },
    });
    expect(entry?.subject).toMatchObject({ allowedPython: 1 });
  });

  it('of 600 files with line ends of Windows goes in and out in statements of many rows', async () => {
    const files: Record<string, Buffer> = { 'dbt_project.yml': Buffer.from('name: large\n') };
    for (let n = 0; n < 600; n += 1) files[`analyses/a${n}.md`] = Buffer.from(`${n}\r\n`);
    expect(await exported(await make(files, 'Large'))).toEqual(bytesOf(files));
  });
});
