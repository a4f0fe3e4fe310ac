import { unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieName } from '#lib/access/cookie.ts';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import { closeSessions } from '#lib/domain/data/connection-store.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { createPerson, joinProject, type TestPerson, testSecret } from '#lib/testing/project.ts';
import { GET as exported } from '../projects/[projectId]/export/route.ts';
import { POST as report } from './report/route.ts';
import { GET as repositories } from './repositories/route.ts';
import { POST as make } from './route.ts';

const origin = 'http://localhost:4300';
let data: TestDatabase;
let controlDatabase: TestDatabase;
let owner: TestPerson;
let viewer: TestPerson;
let stranger: TestPerson;

beforeAll(async () => {
  data = await createTestDatabase('data');
  controlDatabase = await createTestDatabase('control');
  process.env.DATABASE_URL = controlDatabase.url;
  process.env.INSITU_DATA_URL = data.url;
  process.env.INSITU_SECRET = testSecret;
  delete process.env.INSITU_COLLAB_PORT;
  delete process.env.INSITU_GIT_FOLDER;
  [owner, viewer, stranger] = [await createPerson('Mira', true), await createPerson('Vera'), await createPerson('Eve')];
});
afterAll(async () => {
  await closeSessions();
  await disconnectControl();
  await Promise.all([data.drop(), controlDatabase.drop()]);
});

const files = { 'dbt_project.yml': Buffer.from('name: shop\r\n'), 'models/a.sql': Buffer.from('select 1 as one') };
const zip = Buffer.from(zipSync({ shop: files }));

function requestOf(as: TestPerson | undefined, query: string, body?: BodyInit, headers: Record<string, string> = {}) {
  return new Request(`${origin}/api/x${query}`, {
    method: body === undefined ? 'GET' : 'POST',
    ...(body === undefined ? {} : { body }),
    headers: {
      host: 'localhost:4300',
      origin,
      'content-type': 'application/octet-stream',
      ...(as ? { cookie: `${cookieName(false)}=${as.token}` } : {}),
      ...headers,
    },
  });
}

describe('importing', () => {
  it.each([
    ['the report', report],
    ['the making', make],
  ])('%s is closed to nobody, to who may make no project, and to another site', async (_, handler) => {
    expect((await handler(requestOf(undefined, '?name=Shop', zip))).status).toBe(401);
    expect((await handler(requestOf(stranger, '?name=Shop', zip))).status).toBe(403);
    const elsewhere = { origin: 'https://evil.example' };
    expect((await handler(requestOf(owner, '?name=Shop', zip, elsewhere))).status).toBe(403);
    expect(await control().project.count()).toBe(0);
  });

  it('lists repositories for who may make projects alone, and says what to set', async () => {
    expect((await repositories(requestOf(undefined, ''))).status).toBe(401);
    expect((await repositories(requestOf(viewer, ''))).status).toBe(403);
    expect(await (await repositories(requestOf(owner, ''))).json()).toMatchObject({
      repositories: [],
      why: { code: 'import.git_folder', remedy: expect.stringContaining('INSITU_GIT_FOLDER') },
    });
    const json = { 'content-type': 'application/json' };
    const named = JSON.stringify({ path: '../..', branch: 'main' });
    expect((await report(requestOf(owner, '', named, json))).status).toBe(422);
  });

  it('refuses a project without a name, and what is no zip', async () => {
    expect((await make(requestOf(owner, '?name=', zip))).status).toBe(400);
    expect(await (await make(requestOf(owner, '?name=Shop', 'text'))).json()).toMatchObject({
      problem: { code: 'import.zip' },
    });
  });

  it('makes a project whose members alone can export it', async () => {
    const answer = await (await report(requestOf(owner, '?file=shop.zip', zip))).json();
    expect(answer).toMatchObject({ type: 'report', report: { name: 'shop', files: 2 } });
    const made: { projectId: string; slug: string } = await (await make(requestOf(owner, '?name=Shop', zip))).json();
    expect(made.slug).toBe('shop');
    await joinProject(viewer, { id: made.projectId, slug: made.slug }, 'viewer');
    const context = { params: Promise.resolve({ projectId: made.projectId }) };
    expect((await exported(requestOf(undefined, ''), context)).status).toBe(401);
    expect((await exported(requestOf(stranger, ''), context)).status).toBe(404);
    for (const version of ['9', '0', 'x', '1e99']) {
      expect((await exported(requestOf(owner, `?version=${version}`), context)).status).toBe(404);
    }
    const response = await exported(requestOf(viewer, '?version=1'), context);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="shop-v1.zip"');
    const back = unzipSync(new Uint8Array(await response.arrayBuffer()));
    expect(Object.keys(back)).toEqual(['shop/dbt_project.yml', 'shop/models/a.sql']);
    expect(Buffer.from(back['shop/dbt_project.yml'] ?? []).toString()).toBe('name: shop\r\n');
  });
});
