import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runMigrations } from 'graphile-worker';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cookieName } from '#lib/access/cookie.ts';
import { brokenAuditEntries } from '#lib/db/control/audit.ts';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import { createTask } from '#lib/domain/task/change-store.ts';
import { addComment } from '#lib/domain/task/comment-store.ts';
import { createObjective } from '#lib/domain/task/objective-store.ts';
import { saveVersion } from '#lib/domain/version/store.ts';
import { createTestDatabase, onServer, type TestDatabase } from '#lib/testing/database.ts';
import { createPerson, createTestProject, joinProject, type TestPerson, testSecret } from '#lib/testing/project.ts';
import { type Ids, rows } from './access-rows.ts';

/** What Next tells an action of the request under way. */
const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock('next/headers', () => ({
  headers: async () => request.headers,
  cookies: async () => ({ set: () => {} }),
}));

const root = join(import.meta.dirname, '..');
const origin = 'http://localhost:4300';
let database: TestDatabase;
/** The project that the others have no right to, and the stranger's own. */
let theirs: Ids;
let own: Ids;
const people = new Map<Persona, TestPerson>();
const handlers = new Map<string, (...given: unknown[]) => Promise<unknown>>();

type Persona = 'nobody' | 'stranger' | 'viewer' | 'editor' | 'owner';

beforeAll(async () => {
  database = await createTestDatabase('control');
  process.env.DATABASE_URL = database.url;
  process.env.INSITU_SECRET = testSecret;
  delete process.env.INSITU_COLLAB_PORT;
  await runMigrations({ connectionString: database.url });
  for (const name of ['stranger', 'viewer', 'editor', 'owner'] as const) people.set(name, await createPerson(name));
  theirs = await fill('theirs', 'owner');
  own = await fill('own', 'stranger');
  const project = { id: theirs.projectId, slug: 'theirs' };
  for (const role of ['viewer', 'editor'] as const) await joinProject(person(role), project, role);
  await findHandlers();
}, 120_000);

afterAll(async () => {
  await disconnectControl();
  await database.drop();
});

function person(persona: Persona): TestPerson {
  const found = people.get(persona);
  if (!found) throw new Error(`${persona} is nobody`);
  return found;
}

/** A project with one of everything that has an id. */
async function fill(slug: string, by: Persona): Promise<Ids> {
  const made = await createTestProject(slug, new Map([['models/a.sql', 'select 1\n']]));
  const { access, branch } = await joinProject(person(by), made, 'owner');
  await createObjective(access, { name: 'o', target: '', grain: '', metric: '' });
  await createTask(access, { title: 't', state: 'idea' });
  const where = { projectId: made.id };
  const task = await control().featureTask.findFirstOrThrow({ where });
  await addComment(access, { taskId: task.id, text: 'c' });
  await saveVersion(access, branch, 'first');
  const version = await control().version.findFirstOrThrow({ where });
  const run = await control().run.create({
    data: {
      ...where,
      branchId: branch.id,
      number: 1,
      versionId: version.id,
      personId: access.person.id,
      request: { command: 'build', select: [], exclude: [], fullRefresh: false, vars: {} },
    },
  });
  const expiresAt = new Date(Date.now() + 86_400_000);
  const invitation = await control().invitation.create({
    data: { ...where, tokenHash: slug, role: 'viewer', createdBy: access.person.id, expiresAt },
  });
  return {
    projectId: made.id,
    branchId: branch.id,
    documentId: (await control().document.findFirstOrThrow({ where: { branchId: branch.id } })).id,
    runId: run.id,
    taskId: task.id,
    commentId: (await control().comment.findFirstOrThrow({ where })).id,
    objectiveId: (await control().objective.findFirstOrThrow({ where })).id,
    invitationId: invitation.id,
    personId: access.person.id,
    sessionId: access.caller.sessionId,
  };
}

/** Every server action and every method of every route, by the name that its row has. */
async function findHandlers(): Promise<void> {
  const load = (path: string) => import(/* @vite-ignore */ pathToFileURL(join(root, path)).href);
  for (const path of globSync('app/**/route.ts', { cwd: root })) {
    if (path.startsWith('app/_server')) continue;
    const url = path.slice('app'.length, -'/route.ts'.length);
    for (const [method, handler] of Object.entries(await load(path))) add(`${method} ${url}`, handler);
  }
  for (const path of globSync('{app,components,lib}/**/*.{ts,tsx}', { cwd: root })) {
    if (!/^['"]use server['"]/m.test(readFileSync(join(root, path), 'utf8')) || path.endsWith('.test.ts')) continue;
    for (const [name, action] of Object.entries(await load(path))) add(name, action);
  }
}

function add(name: string, handler: unknown): void {
  if (typeof handler !== 'function') return;
  if (handlers.has(name)) throw new Error(`there are two of ${name}`);
  handlers.set(name, async (...given) => handler(...given));
}

let calls = 0;

interface Outcome {
  readonly code: string;
  /** Where the call said that it came from: each has an address of its own. */
  readonly address: string;
}

/** Calls an action or a route as a person, with the ids of one project in the place of another's. */
async function call(name: string, persona: Persona, ids: Ids): Promise<Outcome> {
  const row = rows[name];
  const handler = handlers.get(name);
  if (!row || !handler) throw new Error(`${name} has no row`);
  calls += 1;
  const address = `10.0.${calls >> 8}.${calls & 255}`;
  // Nobody's refusals are recorded up to a limit each minute.
  vi.setSystemTime(new Date(Date.now() + 2_000));
  const headers = new Headers({ host: 'localhost:4300', origin, 'x-forwarded-for': address });
  if (persona !== 'nobody') headers.set('cookie', `${cookieName(false)}=${person(persona).token}`);
  const input = row.input(ids);
  const [method, path] = name.split(' ');
  if (path === undefined) {
    request.headers = headers;
    return { code: codeOf(await handler(input)), address };
  }
  headers.set('content-type', 'application/json');
  const url = `${origin}${path.replace(/\[\w+\]/g, 'x')}${row.query ?? ''}`;
  const body = method === 'GET' ? {} : { body: JSON.stringify(input) };
  const asked = new Request(url, { method, headers, ...body });
  const response = await handler(asked, { params: Promise.resolve(input) });
  return { code: response instanceof Response ? await statusCode(response) : 'none', address };
}

async function statusCode(response: Response): Promise<string> {
  if (response.ok) return 'ok';
  const body: unknown = await response.json();
  return codeOf({ ok: false, ...(typeof body === 'object' ? body : {}) });
}

const codeOf = (answer: unknown): string => {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return 'none';
  if (answer.ok === true) return 'ok';
  const problem = 'problem' in answer ? answer.problem : undefined;
  return typeof problem === 'object' && problem !== null && 'code' in problem ? String(problem.code) : 'none';
};

const recorded = (address: string) => control().auditEntry.findMany({ where: { address } });

/** Everything that the control database holds beside its log and when sessions were last seen. */
async function contents(): Promise<unknown> {
  return onServer(database.url, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables
        where table_schema = 'public' and table_type = 'BASE TABLE'
          and table_name not in ('audit_entry', 'session', 'sign_in_failure', '_prisma_migrations') order by 1`,
    );
    const counted = tables.map(
      ({ name }) => `select '${name}' as name, md5(string_agg(t::text, ' ' order by t::text)) as sum from "${name}" t`,
    );
    return (await client.query(counted.join(' union all '))).rows;
  });
}

const names = Object.keys(rows);
const above: Readonly<Record<string, readonly Persona[]>> = {
  anyone: [],
  caller: [],
  viewer: [],
  editor: ['viewer'],
  owner: ['viewer', 'editor'],
  administrator: ['viewer', 'editor', 'owner'],
};

it('there is a row for every server action and every route, and no row too many', () => {
  expect(names.toSorted(), 'app/access-rows.ts says who may').toEqual([...handlers.keys()].toSorted());
});

describe('what is refused is recorded, and changes nothing', () => {
  let before: unknown;
  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    before = await contents();
  });
  afterAll(() => vi.useRealTimers());

  it.each(names.filter((name) => rows[name]?.needs !== 'anyone'))('%s to nobody', async (name) => {
    const { code, address } = await call(name, 'nobody', theirs);
    expect(code).toBe('session.missing');
    expect(await recorded(address)).toMatchObject([{ action: 'access.refused', personId: null }]);
  });

  it.each(names.filter((name) => rows[name]?.nobody))('%s to nobody with a link that is none', async (name) => {
    const { code, address } = await call(name, 'nobody', theirs);
    expect(code).toBe(rows[name]?.nobody);
    expect(await recorded(address)).toHaveLength(1);
  });

  const ofProject = names.filter(
    (name) => !['anyone', 'caller'].includes(rows[name]?.needs ?? '') && !rows[name]?.alone,
  );
  it.each(ofProject)('%s to an owner of another project', async (name) => {
    const { code, address } = await call(name, 'stranger', theirs);
    expect(code).toBe('project.missing');
    expect(await recorded(address)).toMatchObject([
      { action: 'access.refused', personId: person('stranger').caller.person.id, projectId: theirs.projectId },
    ]);
  });

  const byRole = names.flatMap((name) =>
    (above[rows[name]?.needs ?? ''] ?? []).map((persona) => [name, persona] as const),
  );
  it.each(byRole)('%s to the %s of the project', async (name, persona) => {
    const { code, address } = await call(name, persona, theirs);
    expect(code).toMatch(/^access\.(role|administrator)$/);
    expect(await recorded(address)).toMatchObject([
      { action: 'access.refused', personId: person(persona).caller.person.id },
    ]);
  });

  it.each(names.filter((name) => rows[name]?.inner))('%s with ids of another project', async (name) => {
    const { code } = await call(name, 'stranger', { ...theirs, projectId: own.projectId });
    expect(code).toBe(rows[name]?.inner);
  });

  it('from a page of another site', async () => {
    request.headers = new Headers({
      host: 'localhost:4300',
      origin: 'https://evil.example',
      'x-forwarded-for': '10.9.9.9',
    });
    request.headers.set('cookie', `${cookieName(false)}=${person('owner').token}`);
    const action = handlers.get('deleteProject');
    expect(codeOf(await action?.({ projectId: theirs.projectId }))).toBe('access.origin');
    expect(await recorded('10.9.9.9')).toHaveLength(1);
  });

  it('nothing has changed, everybody is still signed in, and the log is whole', async () => {
    expect(await contents()).toEqual(before);
    expect(await control().session.count()).toBe(4);
    expect(await brokenAuditEntries(control())).toEqual([]);
  });
});
