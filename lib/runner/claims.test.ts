import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import { queueRun } from '#lib/db/control/queue.ts';
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

const quick = { 'models/a.sql': 'select 1 as a\n' };
const slow = { 'models/a.sql': `{{ config(materialized='table') }}\nselect pg_sleep(2)::text as a\n` };
const finishes = async (id: string) => (await shop.typesOf(id)).filter((type) => type === 'run_finished');

describe('a job', { timeout: 120_000 }, () => {
  it('that comes again after its run is over changes nothing', async () => {
    await shop.startRunner();
    const run = await shop.queueBuild(quick);
    await shop.until(run, 'success');
    const told = await shop.typesOf(run);
    // A runner that was killed between its last event and the queue's reply leaves the job for another.
    await control().$transaction((tx) => queueRun(tx, run));
    const next = await shop.queueBuild(quick);
    await shop.until(next, 'success');
    expect(await shop.typesOf(run)).toEqual(told);
  });

  it('that can’t even be begun is set aside after three tries, and the next is done', async () => {
    const { database: id } = shop.ids;
    await control().dataDatabase.update({ where: { id }, data: { sealedUrl: 'not a sealed address' } });
    const run = await shop.queueBuild(quick);
    await shop.startRunner();
    const attempts = async () => {
      // Not to wait for the queue's patience between two attempts.
      await control()
        .$executeRaw`UPDATE graphile_worker._private_jobs SET run_at = now() WHERE attempts < max_attempts`;
      return shop.statusOf(run);
    };
    await expect.poll(attempts, { timeout: 20_000, interval: 200 }).toBe('failed');
    expect((await shop.read(run)).problem).toMatchObject({ code: 'run.set_aside' });
    const jobs = await control().$queryRaw<
      { attempts: number }[]
    >`SELECT attempts FROM graphile_worker.jobs WHERE key = ${`run:${run}`}`;
    expect(jobs).toEqual([{ attempts: 3 }]);
    await control().dataDatabase.update({ where: { id }, data: { sealedUrl: null } });
    await shop.until(await shop.queueBuild(quick), 'success');
  });
});

describe('a cancel', { timeout: 120_000 }, () => {
  it('that races the end leaves one of the two', async () => {
    await shop.startRunner();
    await shop.until(await shop.queueBuild(quick), 'success');
    for (const waitMs of [0, 40, 80, 120, 200]) {
      const run = await shop.queueBuild(quick);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      await control().run.update({ where: { id: run }, data: { cancelRequestedAt: new Date() } });
      await control().$executeRaw`SELECT pg_notify('insitu_cancel', ${run})`;
      const over = async () => ['success', 'cancelled'].includes(await shop.statusOf(run));
      await expect.poll(over, { timeout: 30_000, interval: 20 }).toBe(true);
      const [status] = [await shop.statusOf(run)];
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await finishes(run)).toHaveLength(1);
      expect(await shop.statusOf(run)).toBe(status);
      expect((await shop.read(run)).events.at(-1)?.event).toMatchObject({ type: 'run_finished', status });
    }
  });
});

describe('a runner whose clock is an hour off', { timeout: 120_000 }, () => {
  const shifted = (hours: number) =>
    `data:text/javascript,${encodeURIComponent(
      `const Real = Date, off = ${hours * 3_600_000};
       globalThis.Date = class extends Real {
         constructor(...given) { if (given.length) super(...given); else super(Real.now() + off); }
         static now() { return Real.now() + off; }
       };`,
    )}`;

  it.each([1, -1])('by %i keeps its run and takes nobody else’s', async (hours) => {
    await shop.startRunner();
    const theirs = await shop.queueBuild(slow);
    await expect.poll(() => shop.typesOf(theirs), { timeout: 30_000 }).toContain('step_started');
    await shop.startRunner(shifted(hours));
    await shop.until(theirs, 'success');
    shop.killRunners();
    await shop.startRunner(shifted(hours));
    const run = await shop.queueBuild(slow);
    await expect.poll(() => shop.typesOf(run), { timeout: 30_000 }).toContain('step_started');
    await shop.startRunner();
    await shop.until(run, 'success');
  });
});
