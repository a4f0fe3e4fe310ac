import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signTicket } from '#lib/access/ticket.ts';
import { RECONNECT } from '#lib/client/collab.ts';
import { loadDocument } from '#lib/db/control/documents.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { editDocument, flushBranch } from './control.ts';
import { documentName, seedDocument, textIn, textOf } from './document.ts';

const SECRET = 'ab'.repeat(32);
let database: TestDatabase;
let pool: Pool;
let port: number;
let collab: ChildProcess;
const open: { provider: HocuspocusProvider; socket: HocuspocusProviderWebsocket }[] = [];

beforeAll(async () => {
  process.env.INSITU_SECRET = SECRET;
  database = await createTestDatabase('control');
  pool = new Pool({ connectionString: database.url });
  pool.on('error', () => {}); // dropping the database ends its connections
  port = await freePort();
  await seedProject();
  collab = await startProcess();
});

afterAll(async () => {
  for (const { provider, socket } of open) {
    provider.destroy();
    socket.destroy();
  }
  collab?.kill('SIGKILL');
  await pool?.end();
  await database?.drop();
});

test('two people type in one file; both see the same and the database has it before "stored" is said', async () => {
  await newDocument('d1', 'select 1\n');
  const lena = join('d1', 'lena');
  const mateo = join('d1', 'mateo');
  await Promise.all([lena.synced, mateo.synced]);
  textIn(lena.provider.document).insert(0, '-- lena\n');
  textIn(mateo.provider.document).insert(textIn(mateo.provider.document).length, '-- mateo\n');
  await until(() => lena.heard.includes('stored') && says(lena) === says(mateo) && says(lena).includes('mateo'));
  await flushBranch({ port }, 'branch');
  expect(await inDatabase('d1')).toBe('-- lena\nselect 1\n-- mateo\n');
});

test('killed while two type, it comes back with the union: nothing lost, nothing doubled', async () => {
  await newDocument('d2', '');
  const lena = join('d2', 'lena');
  const mateo = join('d2', 'mateo');
  await Promise.all([lena.synced, mateo.synced]);
  for (let round = 0; round < 5; round += 1) {
    for (let n = 0; n < 20; n += 1) {
      textIn(lena.provider.document).insert(0, `L${round}.${n};`);
      textIn(mateo.provider.document).insert(0, `M${round}.${n};`);
      if (n === 10) collab.kill('SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    collab = await startProcess();
    await until(() => says(lena) === says(mateo) && !lena.provider.hasUnsyncedChanges, 15_000);
  }
  await flushBranch({ port }, 'branch');
  const words = (await inDatabase('d2')).split(';').filter(Boolean);
  expect(words.length).toBe(200);
  expect(new Set(words).size).toBe(200);
  expect(says(lena)).toBe(await inDatabase('d2'));
}, 60_000);

test('a viewer’s edit is refused by the server, whatever the browser does', async () => {
  await newDocument('d3', 'select 1\n');
  const viewer = join('d3', 'viewer', { readOnly: true });
  await viewer.synced;
  textIn(viewer.provider.document).insert(0, 'drop ');
  await new Promise((resolve) => setTimeout(resolve, 300));
  await flushBranch({ port }, 'branch');
  expect(await inDatabase('d3')).toBe('select 1\n');
});

test('a ticket of another document, an old epoch and no ticket do not join', async () => {
  await newDocument('d4', 'select 1\n');
  const other = join('d4', 'lena', { ticketFor: documentName('d1', 1) });
  const old = join('d4', 'lena', { epoch: 2 });
  const none = join('d4', 'lena', { token: '' });
  await Promise.all([other.refused, none.refused]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(old.provider.isSynced).toBe(false);
});

test('the server edits a document as one of the people, and those who have it open see it', async () => {
  await newDocument('d5', 'select 1\r\n');
  const lena = join('d5', 'lena');
  await lena.synced;
  await editDocument(
    { port },
    { documentId: 'd5', epoch: 1, branchId: 'branch', personId: 'lena', text: 'select 2\n' },
  );
  await until(() => says(lena) === 'select 2\n');
  expect(await inDatabase('d5')).toBe('select 2\n');
});

test('carriage returns never stay, and who is removed is disconnected', async () => {
  await newDocument('d6', '');
  const lena = join('d6', 'lena');
  await lena.synced;
  textIn(lena.provider.document).insert(0, 'a\r\nb');
  await until(() => says(lena) === 'a\nb');
  await pool.query(`delete from membership where person_id = 'lena'`);
  await until(() => lena.closed(), 10_000);
}, 20_000);

/** A browser's end of a document. */
function join(
  id: string,
  person: string,
  options: { readOnly?: boolean; ticketFor?: string; epoch?: number; token?: string } = {},
) {
  const name = documentName(id, options.epoch ?? 1);
  const heard: string[] = [];
  let closed = false;
  let refuse: () => void = () => {};
  let sync: () => void = () => {};
  const refused = new Promise<void>((resolve) => {
    refuse = resolve;
  });
  const synced = new Promise<void>((resolve) => {
    sync = resolve;
  });
  const token = () =>
    options.token ??
    signTicket({
      documentName: options.ticketFor ?? name,
      projectId: 'project',
      branchId: 'branch',
      personId: person,
      sessionId: 's',
      name: person,
      colour: 1,
      readOnly: options.readOnly ?? false,
      expires: Date.now() + 60_000,
    });
  const socket = new HocuspocusProviderWebsocket({
    url: `ws://127.0.0.1:${port}/collab`,
    ...RECONNECT,
  });
  const provider = new HocuspocusProvider({
    websocketProvider: socket,
    name,
    token,
    onSynced: () => sync(),
    onAuthenticationFailed: () => refuse(),
    onClose: () => {
      closed = true;
    },

    onStateless: ({ payload }) => heard.push(JSON.parse(payload).type),
  });
  provider.attach();
  open.push({ provider, socket });
  return { provider, heard, synced, refused, closed: () => closed };
}

const says = ({ provider }: { provider: HocuspocusProvider }): string => textIn(provider.document).toString();

async function inDatabase(id: string): Promise<string> {
  const kept = await loadDocument(pool, id, 1);
  return kept === undefined ? '' : textOf(kept.state, kept.updates);
}

async function newDocument(id: string, text: string): Promise<void> {
  await pool.query(
    `insert into document (id, branch_id, path, epoch, state, text, bytes) values ($1, 'branch', $1, 1, $2, $3, length($3))`,
    [id, Buffer.from(seedDocument(text)), text],
  );
}

async function seedProject(): Promise<void> {
  await pool.query(`insert into data_database (id, name) values ('data', 'data')`);
  await pool.query(
    `insert into project (id, slug, name, data_database_id) values ('project', 'project', 'Project', 'data')`,
  );
  await pool.query(`insert into branch (id, project_id, name, schema) values ('branch', 'project', 'main', 'project')`);
  for (const [person, role] of [
    ['lena', 'editor'],
    ['mateo', 'editor'],
    ['viewer', 'viewer'],
  ]) {
    await pool.query(`insert into person (id, email, name, colour) values ($1, $1, $1, 1)`, [person]);
    await pool.query(`insert into membership (project_id, person_id, role) values ('project', $1, $2)`, [person, role]);
  }
}

async function startProcess(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['lib/collab/server.ts'], {
    env: { ...process.env, DATABASE_URL: database.url, INSITU_SECRET: SECRET, INSITU_COLLAB_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`collab ended with ${code}`)));
  });
  return child;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function until(holds: () => boolean, ms = 5_000): Promise<void> {
  const end = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > end) throw new Error('It did not come to hold in time.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
