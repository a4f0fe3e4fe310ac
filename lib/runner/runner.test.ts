import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import { openRoleAdmin } from '#lib/db/data/index.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { Workshop } from '#lib/testing/workshop.ts';

let controlDatabase: TestDatabase;
let data: TestDatabase;
let shop: Workshop;

beforeAll(async () => {
  controlDatabase = await createTestDatabase('control');
  data = await createTestDatabase('data');
  shop = await Workshop.open({ control: controlDatabase.url, data: data.url });
});

afterEach(() => shop.killRunners());

afterAll(async () => {
  await disconnectControl();
  await shop.close();
  await controlDatabase.drop();
  await data.drop();
});

const sleeping = () =>
  shop.value(
    `select count(*)::int from pg_stat_activity where state = 'active' and query like '%CREATE TABLE%pg_sleep%' and pid <> pg_backend_pid()`,
  );

const slow = { 'models/slow.sql': `{{ config(materialized='table') }}\nselect pg_sleep(60)::text as a\n` };

describe('the runner', { timeout: 120_000 }, () => {
  it('builds a queued run as its person, custom schemas included, and writes its events', async () => {
    await shop.startRunner();
    const run = await shop.queueBuild({
      'models/a.sql': 'select 1 as a\n',
      'models/b.sql': `{{ config(schema='marts', materialized='table') }}\nselect a from {{ ref('a') }}\n`,
    });
    await shop.until(run, 'success');
    expect(await shop.typesOf(run)).toEqual([
      'run_started',
      'step_started',
      'step_finished',
      'step_started',
      'step_finished',
      'run_finished',
    ]);
    expect(await shop.value('select a from shop_marts.b')).toBe(1);
    expect(
      await shop.value(`select pg_get_userbyid(relowner) from pg_class where oid = 'shop_marts.b'::regclass`),
    ).toBe(shop.roles.owner);
    await expect.poll(() => shop.runRoles()).toBe(0);
  });

  it('is one winner of two, and cancels within two seconds', async () => {
    await Promise.all([shop.startRunner(), shop.startRunner()]);
    const run = await shop.queueBuild(slow);
    await expect.poll(sleeping, { timeout: 30_000 }).toBe(1);
    await control().run.update({ where: { id: run }, data: { cancelRequestedAt: new Date() } });
    const started = performance.now();
    await control().$executeRaw`SELECT pg_notify('insitu_cancel', ${run})`;
    await shop.until(run, 'cancelled');
    expect(performance.now() - started).toBeLessThan(2_000);
    expect((await shop.typesOf(run)).filter((type) => type === 'run_started')).toHaveLength(1);
    expect(await sleeping()).toBe(0);
    await expect.poll(() => shop.runRoles()).toBe(0);
  });

  it('refuses a run of somebody who may no longer build, and stops the one that runs', async () => {
    await shop.startRunner();
    const run = await shop.queueBuild(slow);
    await expect.poll(sleeping, { timeout: 30_000 }).toBe(1);
    const key = { projectId_personId: { projectId: shop.ids.project, personId: shop.ids.person } };
    await control().membership.update({ where: key, data: { role: 'viewer' } });
    await shop.until(run, 'cancelled', 10_000);
    expect((await shop.read(run)).problem).toMatchObject({ code: 'run.forbidden' });
    await control().membership.update({ where: key, data: { role: 'editor' } });
    await using admin = await openRoleAdmin(data.url);
    await admin.setMembership(shop.person, shop.roles, 'viewer');
    const refused = await shop.queueBuild({ 'models/a.sql': 'select 1 as a\n' });
    await shop.until(refused, 'failed');
    expect((await shop.read(refused)).problem).toMatchObject({
      code: 'sql.permission',
      message: expect.stringContaining('Only an editor'),
    });
    await admin.setMembership(shop.person, shop.roles, 'editor');
    expect(await shop.runRoles()).toBe(0);
  });

  it('ends a run as lost when it is told to stop', async () => {
    const runner = await shop.startRunner();
    const run = await shop.queueBuild(slow);
    await expect.poll(sleeping, { timeout: 30_000 }).toBe(1);
    const started = performance.now();
    const ended = new Promise((resolve) => runner.once('exit', resolve));
    runner.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(await shop.statusOf(run)).toBe('lost');
    expect(await sleeping()).toBe(0);
  });

  it('notices a run whose runner was killed', async () => {
    const victim = await shop.startRunner();
    const run = await shop.queueBuild(slow);
    await expect.poll(sleeping, { timeout: 30_000 }).toBe(1);
    victim.kill('SIGKILL');
    await expect.poll(sleeping, { timeout: 5_000 }).toBe(0);
    // Not to wait 30 s for the lease; the sweep itself is the real one.
    await control().$executeRaw`UPDATE run SET lease_until = now() - interval '1 second' WHERE id = ${run}`;
    await shop.startRunner();
    await shop.until(run, 'lost');
    expect((await shop.read(run)).problem).toMatchObject({ code: 'run.lost' });
    await expect.poll(() => shop.runRoles()).toBe(0);
  });

  it('refuses what a runner does that was stopped past its lease, in both databases', async () => {
    const stopped = await shop.startRunner();
    const run = await shop.queueBuild(slow);
    await expect.poll(sleeping, { timeout: 30_000 }).toBe(1);
    await expect.poll(() => shop.typesOf(run)).toContain('step_started');
    stopped.kill('SIGSTOP');
    await control().$executeRaw`UPDATE run SET lease_until = now() - interval '1 second' WHERE id = ${run}`;
    await shop.startRunner();
    await shop.until(run, 'lost');
    // Its connections and its role are gone while it still sleeps.
    await expect.poll(sleeping, { timeout: 5_000 }).toBe(0);
    await expect.poll(() => shop.runRoles()).toBe(0);
    const told = await shop.typesOf(run);
    stopped.kill('SIGCONT');
    // It wakes to a lost connection, finds its claim void, and takes the next run like any other.
    const next = await shop.queueBuild({ 'models/a.sql': 'select 1 as a\n' });
    await shop.until(next, 'success');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await shop.typesOf(run)).toEqual(told);
    expect(await shop.statusOf(run)).toBe('lost');
  });

  it('stops and writes nothing more when its claim is void', async () => {
    await shop.startRunner();
    const run = await shop.queueBuild(slow);
    await expect.poll(sleeping, { timeout: 30_000 }).toBe(1);
    await expect.poll(() => shop.typesOf(run)).toContain('step_started');
    const before = await shop.typesOf(run);
    await control().$executeRaw`UPDATE run SET lease_token = 'another' WHERE id = ${run}`;
    await expect.poll(sleeping, { timeout: 30_000 }).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await shop.typesOf(run)).toEqual(before);
    await control().$executeRaw`UPDATE run SET status = 'lost' WHERE id = ${run}`;
  });

  it('ends a run that can’t be read with the reason', async () => {
    await shop.startRunner();
    const run = await shop.queueBuild({ 'dbt_project.yml': 'name: [\n', 'models/a.sql': 'select 1 as a' });
    await shop.until(run, 'failed');
    expect((await shop.read(run)).problem).toMatchObject({ path: 'dbt_project.yml' });
  });
});
