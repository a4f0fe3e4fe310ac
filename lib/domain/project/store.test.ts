import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireAccess } from '#lib/access/access.ts';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import { createTestDatabase, onServer, type TestDatabase } from '#lib/testing/database.ts';
import { createPerson, type TestPerson, testSecret } from '#lib/testing/project.ts';
import { closeSessions } from '../data/connection-store.ts';
import { createProject } from './create-store.ts';
import { deleteProject } from './delete-store.ts';
import { viewProject } from './view-store.ts';

let data: TestDatabase;
let controlDatabase: TestDatabase;
let owner: TestPerson;
let stranger: TestPerson;
let shop: { projectId: string; slug: string };

beforeAll(async () => {
  data = await createTestDatabase('data');
  controlDatabase = await createTestDatabase('control');
  process.env.DATABASE_URL = controlDatabase.url;
  process.env.INSITU_DATA_URL = data.url;
  process.env.INSITU_SECRET = testSecret;
  delete process.env.INSITU_COLLAB_PORT;
  [owner, stranger] = [await createPerson('Mira', true), await createPerson('Eve')];
  const made = await createProject(owner.caller, { name: 'Corner Shop!', description: '' });
  if (!made.ok) throw new Error(made.problem.message);
  shop = made.value;
});
afterAll(async () => {
  await closeSessions();
  await disconnectControl();
  await Promise.all([data.drop(), controlDatabase.drop()]);
});

async function ownerAccess() {
  const access = await requireAccess(owner.caller, shop.projectId, 'owner');
  if (!access.ok) throw new Error(access.problem.message);
  return access.value;
}

describe('a project', () => {
  it('is seen with its database, and compiled for the same target everywhere', async () => {
    const view = await viewProject(await ownerAccess());
    expect(view).toMatchObject({
      ok: true,
      value: { branch: { schema: 'corner_shop' }, target: { schema: 'corner_shop' }, role: 'owner' },
    });
    expect(view.ok && view.value.database.version).toMatch(/^\d+/);
  });

  it('takes no schema that is somebody else’s, and leaves nothing of a failed making', async () => {
    await onServer(data.url, (client) => client.query('create schema warehouse'));
    expect(await createProject(owner.caller, { name: 'Warehouse', description: '' })).toMatchObject({
      problem: { code: 'project.schema_taken' },
    });
    expect(await control().project.count({ where: { slug: 'warehouse' } })).toBe(0);
    expect(await createProject(stranger.caller, { name: 'Mine', description: '' })).toMatchObject({
      problem: { code: 'access.administrator' },
    });
  });

  it('goes with its schemas and roles, and its history stays in the audit log', async () => {
    const made = await createProject(owner.caller, { name: 'Short lived', description: '' });
    if (!made.ok) throw new Error(made.problem.message);
    const access = await requireAccess(owner.caller, made.value.slug, 'owner');
    if (!access.ok) throw new Error(access.problem.message);
    expect(await deleteProject(access.value)).toEqual({ ok: true, value: null });
    expect((await requireAccess(owner.caller, made.value.slug, 'viewer')).ok).toBe(false);
    const { rows } = await onServer(data.url, (client) =>
      client.query(
        `select nspname from pg_namespace where nspname = 'short_lived' union all select rolname from pg_roles where rolname like '%short_lived%'`,
      ),
    );
    expect(rows).toEqual([]);
    const told = await control().auditEntry.findMany({ where: { projectId: made.value.projectId } });
    expect(told.map(({ action }) => action)).toContain('project.deleted');
  });
});
