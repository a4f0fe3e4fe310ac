import { type ChildProcess, fork } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import { ensureQueue, queueRun } from '#lib/db/control/queue.ts';
import { openRoleAdmin, personRoleName, projectRoleName, viewerRoleName } from '#lib/db/data/index.ts';
import { createTestDatabase, onServer, type TestDatabase } from '#lib/testing/database.ts';

const ids = { person: randomUUID(), project: randomUUID(), branch: randomUUID(), database: randomUUID() };
const roles = { owner: projectRoleName(ids.project, 'shop'), viewer: viewerRoleName(ids.project, 'shop') };
const person = personRoleName(ids.person);
const runners = new Set<ChildProcess>();
let controlDatabase: TestDatabase;
let data: TestDatabase;
let versions = 0;

beforeAll(async () => {
  controlDatabase = await createTestDatabase('control');
  data = await createTestDatabase('data');
  process.env.DATABASE_URL = controlDatabase.url;
  process.env.INSITU_DATA_URL = data.url;
  process.env.INSITU_SECRET = randomBytes(32).toString('hex');
  await ensureQueue();
  await control().person.create({ data: { id: ids.person, email: 'ann@example.org', name: 'Ann', colour: 1 } });
  await control().dataDatabase.create({ data: { id: ids.database, name: 'data' } });
  await control().project.create({
    data: { id: ids.project, slug: 'shop', name: 'Shop', dataDatabaseId: ids.database },
  });
  await control().membership.create({ data: { projectId: ids.project, personId: ids.person, role: 'editor' } });
  await control().branch.create({ data: { id: ids.branch, projectId: ids.project, name: 'main', schema: 'shop' } });
  await using admin = await openRoleAdmin(data.url);
  await admin.lockDatabase();
  await admin.ensureProjectRoles(roles);
  await admin.ensureProjectSchema('shop', roles);
  await admin.ensurePersonRole(person);
  await admin.setMembership(person, roles, 'editor');
});

afterEach(async () => {
  for (const runner of runners) runner.kill('SIGKILL');
  runners.clear();
});

afterAll(async () => {
  await disconnectControl();
  await using admin = await openRoleAdmin(data.url);
  await admin.dropPersonRole(person, roles.owner);
  await admin.dropProject(['shop', 'shop_marts'], roles);
  await admin.close();
  await controlDatabase.drop();
  await data.drop();
});

/** The runner process, when it says that it is ready. */
function startRunner(): Promise<ChildProcess> {
  const runner = fork(join(import.meta.dirname, 'main.ts'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  runners.add(runner);
  return new Promise((resolve, reject) => {
    runner.once('message', () => resolve(runner));
    runner.once('exit', (code) => reject(new Error(`the runner ended with ${code}`)));
  });
}

/** Stores a version of these files and queues a build of it. */
async function queueBuild(files: Readonly<Record<string, string>>): Promise<string> {
  versions += 1;
  const number = versions;
  const all = { 'dbt_project.yml': 'name: shop\nversion: "1.0"\nprofile: shop\n', ...files };
  return control().$transaction(async (tx) => {
    const key = { projectId: ids.project, branchId: ids.branch, personId: ids.person };
    const version = await tx.version.create({ data: { ...key, number, message: 'test', cause: 'run', changed: [] } });
    await tx.versionEntry.updateMany({ where: { branchId: ids.branch, until: null }, data: { until: number } });
    for (const [path, text] of Object.entries(all)) {
      const hash = createHash('sha256').update(text).digest('hex');
      await tx.blob.createMany({ data: { hash, text, bytes: text.length }, skipDuplicates: true });
      await tx.versionEntry.create({ data: { branchId: ids.branch, path, since: number, blobHash: hash } });
    }
    const request = { command: 'build', select: [], exclude: [], fullRefresh: false, vars: {} };
    const run = await tx.run.create({ data: { ...key, number, versionId: version.id, request } });
    await queueRun(tx, run.id);
    return run.id;
  });
}

const read = (id: string) =>
  control().run.findUniqueOrThrow({ where: { id }, include: { events: { orderBy: { seq: 'asc' } } } });
const statusOf = async (id: string): Promise<string> => (await read(id)).status;
const typesOf = async (id: string): Promise<unknown[]> =>
  (await read(id)).events.map(({ event }) =>
    typeof event === 'object' && event !== null && 'type' in event ? event.type : undefined,
  );
const until = (id: string, status: string, timeout = 20_000) =>
  expect.poll(() => statusOf(id), { timeout, interval: 50 }).toBe(status);
const value = (sql: string): Promise<unknown> =>
  onServer(data.url, async (client) => Object.values((await client.query(sql)).rows[0] ?? {})[0]);
/** Roles of runs of this project that are still there. */
const runRoles = () => value(`select count(*)::int from pg_roles where rolname like 'insitu\\_r\\_shop%'`);
const sleeping = () =>
  value(`select count(*)::int from pg_stat_activity where state = 'active' and query like 'CREATE TABLE%pg_sleep%'`);

const slow = { 'models/slow.sql': `{{ config(materialized='table') }}\nselect pg_sleep(60)::text as a\n` };

describe('the runner', () => {
  it('builds a queued run as its person, custom schemas included, and writes its events', async () => {
    await startRunner();
    const run = await queueBuild({
      'models/a.sql': 'select 1 as a\n',
      'models/b.sql': `{{ config(schema='marts', materialized='table') }}\nselect a from {{ ref('a') }}\n`,
    });
    await until(run, 'success');
    expect(await typesOf(run)).toEqual([
      'run_started',
      'step_started',
      'step_finished',
      'step_started',
      'step_finished',
      'run_finished',
    ]);
    expect(await value('select a from shop_marts.b')).toBe(1);
    expect(await value(`select pg_get_userbyid(relowner) from pg_class where oid = 'shop_marts.b'::regclass`)).toBe(
      roles.owner,
    );
    await expect.poll(runRoles).toBe(0);
  });

  it('is one winner of two, and cancels within two seconds', async () => {
    await Promise.all([startRunner(), startRunner()]);
    const run = await queueBuild(slow);
    await expect.poll(sleeping, { timeout: 10_000 }).toBe(1);
    await control().run.update({ where: { id: run }, data: { cancelRequestedAt: new Date() } });
    const started = performance.now();
    await control().$executeRaw`SELECT pg_notify('insitu_cancel', ${run})`;
    await until(run, 'cancelled');
    expect(performance.now() - started).toBeLessThan(2_000);
    expect((await typesOf(run)).filter((type) => type === 'run_started')).toHaveLength(1);
    expect(await sleeping()).toBe(0);
    await expect.poll(runRoles).toBe(0);
  });

  it('refuses a run of somebody who may no longer build, and stops the one that runs', async () => {
    await startRunner();
    const run = await queueBuild(slow);
    await expect.poll(sleeping, { timeout: 10_000 }).toBe(1);
    const key = { projectId_personId: { projectId: ids.project, personId: ids.person } };
    await control().membership.update({ where: key, data: { role: 'viewer' } });
    await until(run, 'cancelled', 10_000);
    await control().membership.update({ where: key, data: { role: 'editor' } });
    await using admin = await openRoleAdmin(data.url);
    await admin.setMembership(person, roles, 'viewer');
    const refused = await queueBuild({ 'models/a.sql': 'select 1 as a\n' });
    await until(refused, 'failed');
    expect((await read(refused)).problem).toMatchObject({
      code: 'sql.permission',
      message: expect.stringContaining('Only an editor'),
    });
    await admin.setMembership(person, roles, 'editor');
    expect(await runRoles()).toBe(0);
  });

  it('ends a run as lost when it is told to stop', async () => {
    const runner = await startRunner();
    const run = await queueBuild(slow);
    await expect.poll(sleeping, { timeout: 10_000 }).toBe(1);
    const started = performance.now();
    const ended = new Promise((resolve) => runner.once('exit', resolve));
    runner.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(await statusOf(run)).toBe('lost');
    expect(await sleeping()).toBe(0);
  });

  it('notices a run whose runner was killed', async () => {
    const victim = await startRunner();
    const run = await queueBuild(slow);
    await expect.poll(sleeping, { timeout: 10_000 }).toBe(1);
    victim.kill('SIGKILL');
    await expect.poll(sleeping, { timeout: 5_000 }).toBe(0);
    // Not to wait 30 s for the lease; the sweep itself is the real one.
    await control().$executeRaw`UPDATE run SET lease_until = now() - interval '1 second' WHERE id = ${run}`;
    await startRunner();
    await until(run, 'lost', 15_000);
    expect((await read(run)).problem).toMatchObject({ code: 'run.lost' });
    await expect.poll(runRoles).toBe(0);
  });

  it('refuses what a runner does that was stopped past its lease, in both databases', async () => {
    const stopped = await startRunner();
    const run = await queueBuild(slow);
    await expect.poll(sleeping, { timeout: 10_000 }).toBe(1);
    await expect.poll(() => typesOf(run)).toContain('step_started');
    stopped.kill('SIGSTOP');
    await control().$executeRaw`UPDATE run SET lease_until = now() - interval '1 second' WHERE id = ${run}`;
    await startRunner();
    await until(run, 'lost', 15_000);
    // Its connections and its role are gone while it still sleeps.
    await expect.poll(sleeping, { timeout: 5_000 }).toBe(0);
    await expect.poll(runRoles).toBe(0);
    const told = await typesOf(run);
    stopped.kill('SIGCONT');
    // It wakes to a lost connection, finds its claim void, and takes the next run like any other.
    const next = await queueBuild({ 'models/a.sql': 'select 1 as a\n' });
    await until(next, 'success');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await typesOf(run)).toEqual(told);
    expect(await statusOf(run)).toBe('lost');
  });

  it('stops and writes nothing more when its claim is void', async () => {
    await startRunner();
    const run = await queueBuild(slow);
    await expect.poll(sleeping, { timeout: 10_000 }).toBe(1);
    await expect.poll(() => typesOf(run)).toContain('step_started');
    const before = await typesOf(run);
    await control().$executeRaw`UPDATE run SET lease_token = 'another' WHERE id = ${run}`;
    await expect.poll(sleeping, { timeout: 10_000 }).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await typesOf(run)).toEqual(before);
    await control().$executeRaw`UPDATE run SET status = 'lost' WHERE id = ${run}`;
  });

  it('ends a run that can’t be read with the reason', async () => {
    await startRunner();
    const run = await queueBuild({ 'dbt_project.yml': 'name: [\n', 'models/a.sql': 'select 1 as a' });
    await until(run, 'failed');
    expect((await read(run)).problem).toMatchObject({ path: 'dbt_project.yml' });
  });
});
