import { execFileSync } from 'node:child_process';
import { strFromU8, unzipSync } from 'fflate';
import { runMigrations } from 'graphile-worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireAccess } from '#lib/access/access.ts';
import { cookieName } from '#lib/access/cookie.ts';
import { previewResult, projectCard, projectFile, testFailures } from '#lib/contracts/api.ts';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import { stopListening } from '#lib/db/control/listen.ts';
import { closeSessions } from '#lib/domain/data/connection-store.ts';
import { createFile } from '#lib/domain/files/store.ts';
import { createProject } from '#lib/domain/project/create-store.ts';
import { findBranch } from '#lib/domain/project/store.ts';
import { createTestDatabase, onServer, type TestDatabase } from '#lib/testing/database.ts';
import { createPerson, createTestProject, joinProject, type TestPerson, testSecret } from '#lib/testing/project.ts';
import { POST as ticket } from './collab/ticket/route.ts';
import { GET as health } from './health/route.ts';
import { GET as artifacts } from './projects/[projectId]/artifacts/route.ts';
import { GET as catalog } from './projects/[projectId]/catalog/route.ts';
import { GET as failures } from './projects/[projectId]/failures/route.ts';
import { GET as files } from './projects/[projectId]/files/route.ts';
import { POST as predict } from './projects/[projectId]/models/predict/route.ts';
import { GET as models } from './projects/[projectId]/models/route.ts';
import { POST as preview } from './projects/[projectId]/preview/route.ts';
import { GET as runEvents } from './projects/[projectId]/runs/[runId]/events/route.ts';
import { GET as run } from './projects/[projectId]/runs/[runId]/route.ts';
import { GET as runs } from './projects/[projectId]/runs/route.ts';
import { GET as state } from './projects/[projectId]/state/route.ts';
import { POST as trainingCheck } from './projects/[projectId]/training-check/route.ts';
import { GET as versions } from './projects/[projectId]/versions/route.ts';
import { GET as projects } from './projects/route.ts';

const origin = 'http://localhost:4300';
let data: TestDatabase;
let controlDatabase: TestDatabase;
let owner: TestPerson;
let viewer: TestPerson;
let stranger: TestPerson;
let shop: { projectId: string; slug: string };

beforeAll(async () => {
  data = await createTestDatabase('data');
  controlDatabase = await createTestDatabase('control');
  process.env.DATABASE_URL = controlDatabase.url;
  process.env.INSITU_DATA_URL = data.url;
  process.env.INSITU_SECRET = testSecret;
  delete process.env.INSITU_COLLAB_PORT;
  delete process.env.INSITU_STATUS;
  await runMigrations({ connectionString: controlDatabase.url });
  [owner, viewer, stranger] = [await createPerson('Mira', true), await createPerson('Vera'), await createPerson('Eve')];
  const made = await createProject(owner.caller, { name: 'Corner Shop!', description: '' });
  if (!made.ok) throw new Error(made.problem.message);
  shop = made.value;
  await joinProject(viewer, { id: shop.projectId, slug: shop.slug }, 'viewer');
  await addFile(
    'models/orders.sql',
    "select * from (values (1::int8, 'a'), (9007199254740993, null)) as t (id, name)\n",
  );
  await addFile('models/broken.sql', "select 1 as one,\n       nonsense\n  from {{ ref('orders') }}\n");
  await addFile(
    'models/cell.py',
    "def model(dbt, session):\n    import pandas\n    print('hello')\n    return pandas.DataFrame({'x': [1, 2]})\n",
  );
});
afterAll(async () => {
  await stopListening();
  await closeSessions();
  await disconnectControl();
  await Promise.all([data.drop(), controlDatabase.drop()]);
});

async function ownerAccess() {
  const access = await requireAccess(owner.caller, shop.projectId, 'owner');
  if (!access.ok) throw new Error(access.problem.message);
  return access.value;
}

async function addFile(path: string, text: string): Promise<void> {
  const access = await ownerAccess();
  const branch = await findBranch(access);
  if (!branch.ok) throw new Error(branch.problem.message);
  const made = await createFile(access, branch.value, { path, text });
  if (!made.ok) throw new Error(made.problem.message);
}

interface Asked {
  readonly as?: TestPerson;
  readonly body?: unknown;
  readonly text?: string;
  readonly headers?: Record<string, string>;
  readonly query?: string;
}

function requestOf({ as, body, text, headers, query = '' }: Asked): Request {
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
  return new Request(`${origin}/api/x${query}`, {
    method: content === undefined ? 'GET' : 'POST',
    ...(content === undefined ? {} : { body: content }),
    headers: {
      host: 'localhost:4300',
      origin,
      'content-type': 'application/json',
      ...(as ? { cookie: `${cookieName(false)}=${as.token}` } : {}),
      ...headers,
    },
  });
}

type Handler = (
  request: Request,
  context: { params: Promise<{ projectId: string; runId: string }> },
) => Promise<Response>;

const ask = (handler: Handler, asked: Asked = {}, projectId = shop.projectId, runId = 'none') =>
  handler(requestOf({ as: owner, ...asked }), { params: Promise.resolve({ projectId, runId }) });

const reads: [string, Handler, unknown?][] = [
  ['files', files],
  ['state', state],
  ['catalog', catalog],
  ['artifacts', artifacts],
  ['runs', runs],
  ['run', run],
  ['run events', runEvents],
  ['models', models],
  ['versions', versions],
  ['preview', preview, { path: 'models/orders.sql' }],
  ['failures', failures],
  ['predict', predict, { name: 'shop.x', row: {} }],
  ['training check', trainingCheck, { path: 'models/orders.sql' }],
];

describe('artifacts', () => {
  it('hold the manifests and the catalog of the branch, in a zip', async () => {
    const response = await ask(artifacts, { as: viewer });
    expect(response.headers.get('content-disposition')).toContain(`${shop.slug}-artifacts.zip`);
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
    expect(Object.keys(files).sort()).toEqual(
      ['catalog', 'manifest', 'semantic_manifest'].map((name) => `target/${name}.json`),
    );
    const manifest = JSON.parse(strFromU8(files['target/manifest.json'] ?? new Uint8Array()));
    expect(manifest.metadata.dbt_schema_version).toContain('manifest/v12');
  });
});

describe.each(reads)('%s', (_name, handler, body) => {
  it('is closed to nobody, to a stranger, and under ids that are none', async () => {
    expect((await ask(handler, { as: undefined, body })).status).toBe(401);
    expect((await ask(handler, { as: stranger, body })).status).toBe(404);
    for (const id of [
      'none',
      '..',
      `${shop.projectId}/x`,
      shop.projectId.toUpperCase(),
      '%2F',
      'a'.repeat(5_000),
      '',
    ]) {
      expect((await ask(handler, { body }, id)).status).toBe(404);
    }
    expect((await ask(handler, { body, query: '?branch=none' })).status).toBe(404);
  });
});

describe('reads', () => {
  it('tell a member what is there', async () => {
    const list = projectFile.array().parse(await (await ask(files, { as: viewer, query: '?text=1' })).json());
    expect(list.map(({ path }) => path)).toContain('models/orders.sql');
    expect(list.every(({ text }) => text !== undefined)).toBe(true);
    expect(await (await ask(runs)).json()).toEqual([]);
    expect(await (await ask(models)).json()).toEqual([]);
    expect((await ask(run)).status).toBe(404);
    const [card] = projectCard.array().parse(await (await projects(requestOf({ as: viewer }))).json());
    expect(card).toMatchObject({ slug: 'corner_shop', role: 'viewer', files: 4 });
    expect(await (await projects(requestOf({ as: stranger }))).json()).toEqual([]);
    expect(await (await health()).json()).toMatchObject({ ok: true, processes: { control: { state: 'up' } } });
  });

  it('give a ticket by role, and none for documents of others', async () => {
    const [document] = await control().document.findMany({ where: { path: 'models/orders.sql' } });
    const body = { projectId: shop.projectId, documentId: document?.id };
    expect(await (await ticket(requestOf({ as: owner, body }))).json()).toMatchObject({ readOnly: false });
    expect(await (await ticket(requestOf({ as: viewer, body }))).json()).toMatchObject({ readOnly: true });
    expect((await ticket(requestOf({ as: stranger, body }))).status).toBe(404);
    const theirs = await createTestProject('theirs', new Map([['a.sql', 'secret']]));
    await joinProject(stranger, theirs, 'owner');
    expect((await ticket(requestOf({ as: stranger, body: { ...body, projectId: theirs.id } }))).status).toBe(404);
  });
});

const endConnections = `
  import pg from 'pg';
  const client = new pg.Client(process.env.DATABASE_URL);
  await client.connect();
  await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
  await client.end();`;

describe('a restart of the control database', () => {
  it('is not seen by who reads', async () => {
    await ask(files);
    // In another process, waited for without a turn of the event loop: the pool has not heard of it yet.
    execFileSync(process.execPath, ['--input-type=module', '-e', endConnections]);
    expect((await ask(files)).status).toBe(200);
  });
});

describe('a request', () => {
  const body = { path: 'models/orders.sql' };
  const refused: [string, Asked, number, string][] = [
    ['without an Origin', { body, headers: { origin: '' } }, 403, 'access.origin'],
    ['from another site', { body, headers: { origin: 'https://evil.example' } }, 403, 'access.origin'],
    ['that is no JSON', { text: '{"path": ' }, 400, 'request.json'],
    ['of another type', { body, headers: { 'content-type': 'text/plain' } }, 400, 'request.type'],
    ['nested 200 deep', { text: `${'['.repeat(200)}${']'.repeat(200)}` }, 400, 'request.deep'],
    ['of 5 MB', { text: JSON.stringify({ path: 'x'.repeat(5_000_000) }) }, 413, 'request.large'],
    ['without what it needs', { body: { nothing: 1 } }, 400, 'request.invalid'],
    ['with a wrong type', { body: { path: 7 } }, 400, 'request.invalid'],
  ];
  it.each(refused)('%s is refused', async (_name, asked, status, code) => {
    const response = await ask(preview, asked);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ problem: { code, severity: 'error' } });
  });

  it('with brackets in a string is not taken for a deep one', async () => {
    const response = await ask(preview, { body: { path: '['.repeat(300) } });
    expect(await response.json()).toMatchObject({ problem: { code: 'preview.nothing' } });
  });
});

describe('a preview', () => {
  const show = async (body: object, as = owner) => previewResult.parse(await (await ask(preview, { as, body })).json());

  it('shows rows exactly, as the person’s own role, and is recorded', async () => {
    const result = await show({ path: 'models/orders.sql' }, viewer);
    expect(result).toMatchObject({
      rows: [
        ['1', 'a'],
        ['9007199254740993', null],
      ],
      more: false,
    });
    const role = await show(
      { path: 'models/orders.sql', selection: 'select current_user as me, session_user as they' },
      viewer,
    );
    const { role: own } = await control().personRole.findFirstOrThrow({ where: { personId: viewer.caller.person.id } });
    expect(role.rows).toEqual([[own, own]]);
    const entries = await control().auditEntry.findMany({
      where: { action: 'data.egress', personId: viewer.caller.person.id },
    });
    expect(entries[0]?.subject).toMatchObject({ from: 'models/orders.sql', rows: 2 });
  });

  it('puts an error on its line in the file, also of a selection', async () => {
    await onServer(data.url, (client) =>
      client.query(`set role none; create or replace view corner_shop.orders as select 1 as id`),
    );
    expect((await show({ path: 'models/broken.sql' })).problem).toMatchObject({ path: 'models/broken.sql', line: 2 });
    const selection = "nonsense\n  from {{ ref('orders') }}";
    const cut = await show({ path: 'models/broken.sql', selection });
    expect(cut.problem).toMatchObject({ code: 'sql.read_only', path: 'models/broken.sql', line: 2 });
    const inner = await show({ path: 'models/broken.sql', selection: 'select 1 as one,\n       nonsense' });
    expect(inner.problem).toMatchObject({ path: 'models/broken.sql', line: 2, column: 8 });
  });

  it('runs a Python cell fenced and shows what it printed', async () => {
    const result = await show({ path: 'models/cell.py' });
    expect(result.problem).toBeUndefined();
    expect(result.rows).toEqual([['1'], ['2']]);
    expect(result.outputs).toContainEqual({ kind: 'stdout', mime: 'text/plain', data: 'hello\n' });
    const script = await show({ path: 'models/cell.py', selection: '6 * 7' });
    expect(JSON.stringify(script)).toContain('42');
  });

  it('shows what a cell printed and displayed before it failed, and records it', async () => {
    const selection = "print('so far')\ndisplay(42)\nraise ValueError('no further')";
    const { problem, outputs } = await show({ path: 'models/cell.py', selection });
    expect(problem?.message).toContain('no further');
    expect(outputs).toEqual(
      expect.arrayContaining([
        { kind: 'stdout', mime: 'text/plain', data: 'so far' },
        { kind: 'value', mime: 'text/plain', data: '42' },
      ]),
    );
    const { subject } = await control().auditEntry.findFirstOrThrow({
      where: { action: 'data.egress', personId: owner.caller.person.id },
      orderBy: { seq: 'desc' },
    });
    expect(subject).toMatchObject({ from: 'models/cell.py', rows: 0 });
  });

  it('writes nothing and shows no more than a day allows', async () => {
    const write = await show({ path: 'models/orders.sql', selection: 'create table corner_shop.planted (x int)' });
    expect(write.problem).toMatchObject({ code: 'sql.not_a_query', line: 1 });
    process.env.INSITU_EGRESS_MB = '0.0001';
    expect((await show({ path: 'models/orders.sql' })).problem).toMatchObject({ code: 'egress.limit' });
    delete process.env.INSITU_EGRESS_MB;
  });
});

describe('what a test found', () => {
  const found = (test: string, as = owner) => ask(failures, { as, query: `?test=${test}` });

  it('is its failing rows, as the person’s own role, and is recorded', async () => {
    await addFile('tests/named.sql', "select * from {{ ref('orders') }} where id > 5\n");
    await onServer(data.url, (client) =>
      client.query(
        `set role none; drop view if exists corner_shop.orders;
         create view corner_shop.orders as select 9::int8 as id, 'b' as name union all select 1, 'a';
         grant usage on schema corner_shop to public; grant select on corner_shop.orders to public`,
      ),
    );
    const { rows } = testFailures.parse(await (await found('test.corner_shop.named', viewer)).json());
    expect(rows).toMatchObject({ columns: [{ name: 'id' }, { name: 'name' }], rows: [['9', 'b']], more: false });
    const entries = await control().auditEntry.findMany({
      where: { action: 'data.egress', personId: viewer.caller.person.id },
      orderBy: { seq: 'desc' },
    });
    expect(entries[0]?.subject).toMatchObject({ from: 'tests/named.sql', rows: 1 });
  });

  it('of a unit test is what its last run told', async () => {
    await addFile(
      'models/unit.yml',
      'unit_tests:\n  - {name: adds, model: orders, given: [], expect: {rows: [{id: 1}]}}\n',
    );
    const test = 'unit_test.corner_shop.orders.adds';
    expect(await (await found(test)).json()).toEqual({ test });
  });

  it('is nothing of what is no test', async () => {
    expect((await found('model.corner_shop.orders')).status).toBe(404);
    expect((await found('')).status).toBe(404);
  });
});
