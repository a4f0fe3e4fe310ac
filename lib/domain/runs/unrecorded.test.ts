import { runMigrations } from 'graphile-worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashPassword } from '#lib/access/password.ts';
import { signIn } from '#lib/access/sign-in.ts';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import { stopListening } from '#lib/db/control/listen.ts';
import { createTestDatabase, onServer, type TestDatabase } from '#lib/testing/database.ts';
import { createPerson, createTestProject, joinProject, testFacts, testSecret } from '#lib/testing/project.ts';
import { closeSessions } from '../data/connection-store.ts';
import { previewNode } from '../data/preview-store.ts';
import { startRun } from './start-store.ts';

let database: TestDatabase;
let controlDatabase: TestDatabase;
let member: Awaited<ReturnType<typeof joinProject>>;
const request = { command: 'build' as const, select: [], exclude: [], fullRefresh: false, vars: {} };

beforeAll(async () => {
  database = await createTestDatabase('data');
  controlDatabase = await createTestDatabase('control');
  process.env.DATABASE_URL = controlDatabase.url;
  process.env.INSITU_DATA_URL = database.url;
  process.env.INSITU_SECRET = testSecret;
  delete process.env.INSITU_COLLAB_PORT;
  await runMigrations({ connectionString: controlDatabase.url });
  const files = new Map([
    ['dbt_project.yml', 'name: shop\nversion: "1.0"\nprofile: shop\n'],
    ['models/a.sql', 'select 1 as x'],
  ]);
  member = await joinProject(await createPerson('Mira', true), await createTestProject('shop', files), 'editor');
});
afterAll(async () => {
  await stopListening();
  await closeSessions();
  await disconnectControl();
  await Promise.all([database.drop(), controlDatabase.drop()]);
});

/** Does something while a table of the control database can't be written. */
async function without<T>(table: 'audit_entry' | 'egress', work: () => Promise<T>): Promise<T> {
  const change = (statement: string) => onServer(controlDatabase.url, (client) => client.query(statement));
  await change(`alter table ${table} rename to away`);
  try {
    return await work();
  } finally {
    await change(`alter table away rename to ${table}`);
  }
}

const counts = async () => ({
  runs: await control().run.count(),
  versions: await control().version.count(),
  jobs: (await control().$queryRaw<unknown[]>`SELECT FROM graphile_worker.jobs`).length,
});
const look = () =>
  previewNode(member.access, member.branch, { path: 'models/a.sql', offset: 0 }, new AbortController().signal);

describe('what can’t be recorded doesn’t happen', () => {
  it('a run', async () => {
    const before = await counts();
    await expect(without('audit_entry', () => startRun(member.access, member.branch, request))).rejects.toThrow();
    expect(await counts()).toEqual(before);
    expect(await startRun(member.access, member.branch, request)).toMatchObject({ ok: true });
  });

  it.each(['audit_entry', 'egress'] as const)('a preview without %s', async (table) => {
    await expect(without(table, look)).rejects.toThrow();
    expect((await look()).rows).toEqual([['1']]);
  });

  it('a sign-in', async () => {
    const person = { email: 'mira@example.org', password: 'correct horse battery' };
    const passwordHash = await hashPassword(person.password);
    await control().person.updateMany({ where: { email: person.email }, data: { passwordHash } });
    const before = await control().session.count();
    await expect(without('audit_entry', () => signIn(person, testFacts()))).rejects.toThrow();
    expect(await control().session.count()).toBe(before);
    expect(await signIn(person, testFacts())).toMatchObject({ ok: true });
  });
});
