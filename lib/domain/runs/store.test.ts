import { runMigrations } from 'graphile-worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredRunEvent } from '#lib/contracts/api.ts';
import { nodeId } from '#lib/contracts/ids.ts';
import type { BatchResults, RunEvent } from '#lib/contracts/run.ts';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import { stopListening } from '#lib/db/control/listen.ts';
import { createTestDatabase, type TestDatabase, waitsForLock } from '#lib/testing/database.ts';
import { createPerson, createTestProject, joinProject, testSecret } from '#lib/testing/project.ts';
import { editFile } from '../files/store.ts';
import { readVersion, storeDrafts } from '../version/store.ts';
import { followProject, followRun } from './follow-store.ts';
import { listRuns, readRun, readState } from './read-store.ts';
import { requestCancel, retryRun, startRun } from './start-store.ts';
import { appendRunEvents, claimRun, failRun, loseRuns, renewLease, unclaimedRuns } from './store.ts';

let database: TestDatabase;
let controlDatabase: TestDatabase;
let member: Awaited<ReturnType<typeof joinProject>>;
const request = { command: 'build' as const, select: [], exclude: [], fullRefresh: false, vars: {} };
const a = nodeId.parse('model.shop.a');
const b = nodeId.parse('model.shop.b');
const at = '2026-01-31T10:00:00.000Z';

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
    ['models/b.sql', "select x from {{ ref('a') }}"],
  ]);
  member = await joinProject(await createPerson('Mira', true), await createTestProject('shop', files), 'editor');
});
afterAll(async () => {
  await stopListening();
  await disconnectControl();
  await Promise.all([database.drop(), controlDatabase.drop()]);
});

async function start(): Promise<string> {
  const started = await startRun(member.access, member.branch, request);
  if (!started.ok) throw new Error(started.problem.message);
  return started.value.runId;
}

async function claim(runId: string) {
  const claimed = await claimRun(runId, 30);
  if (!claimed) throw new Error('not claimed');
  return claimed;
}

const finished = (node: typeof a, status: 'success' | 'error' | 'skipped'): RunEvent => ({
  type: 'step_finished',
  at,
  nodeId: node,
  status,
  ms: 5,
  ...(status === 'success' ? { rows: 3 } : {}),
});
const over = (status: 'success' | 'failed'): RunEvent => ({ type: 'run_finished', at, status, ms: 9 });

async function collect(events: AsyncIterable<StoredRunEvent | undefined>, most = 1_000): Promise<StoredRunEvent[]> {
  const list: StoredRunEvent[] = [];
  for await (const event of events) {
    if (event) list.push(event);
    if (list.length === most) break;
  }
  return list;
}

describe('starting', () => {
  it('stores version, run, plan and job together', async () => {
    const id = await start();
    const run = await readRun(member.access, id);
    expect(run).toMatchObject({ ok: true, value: { status: 'queued', steps: 2, done: 0, versionNumber: 1 } });
    const jobs = await control().$queryRaw<unknown[]>`SELECT FROM graphile_worker.jobs WHERE key = ${`run:${id}`}`;
    expect(jobs).toHaveLength(1);
    expect((await readState(member.branch)).map(({ status }) => status)).toEqual(['queued', 'queued']);
    expect((await claimRun(id, 30))?.request).toEqual(request);
    await failRun(id, { code: 'test', severity: 'error', message: 'over' });
  });

  it('is refused where nothing is selected or the text is broken, and leaves nothing behind', async () => {
    const before = await control().run.count();
    const named = (select: string[]) => startRun(member.access, member.branch, { ...request, select });
    expect(await named(['none'])).toMatchObject({ ok: false });
    await control().document.create({
      data: await brokenModel(),
    });
    expect(await named([])).toMatchObject({ ok: false, problem: { path: 'models/broken.sql', line: 1 } });
    const sound = await named(['a']);
    if (!sound.ok) throw new Error(sound.problem.message);
    await requestCancel(member.access, sound.value.runId);
    await control().document.deleteMany({ where: { path: 'models/broken.sql' } });
    expect((await control().run.count()) - before).toBe(1);
  });
});

describe('a version that is stored while a run is compiled', () => {
  it('is followed by the run’s, which says what was typed by then', async () => {
    const { access, branch } = member;
    const [held, letGo] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const other = control().$transaction(
      async (tx) => {
        const { number } = await storeDrafts(tx, access, branch, { cause: 'save', message: 'between' });
        held.resolve();
        await letGo.promise;
        return number;
      },
      { timeout: 30_000 },
    );
    await held.promise;
    const starting = start();
    await waitsForLock(controlDatabase.url);
    const edited = await editFile(access, branch, { path: 'models/a.sql', text: 'select 2 as x' });
    expect(edited.ok).toBe(true);
    letGo.resolve();
    const between = await other;
    const id = await starting;
    const { version } = await control().run.findUniqueOrThrow({ where: { id }, include: { version: true } });
    expect(version.number).toBe(between + 1);
    expect((await readVersion(version.id)).get('models/a.sql')).toBe('select 2 as x');
    await requestCancel(access, id);
    await editFile(access, branch, { path: 'models/a.sql', text: 'select 1 as x' });
  });
});

async function brokenModel() {
  const { seedDocument } = await import('#lib/collab/document.ts');
  const text = 'select {{ nonsense( }}';
  return { branchId: member.branch.id, path: 'models/broken.sql', text, state: seedDocument(text), bytes: text.length };
}

describe('a claim', () => {
  it('has one winner of ten runners', async () => {
    const id = await start();
    const claims = await Promise.all(Array.from({ length: 10 }, () => claimRun(id, 30)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    await failRun(id, { code: 'test', severity: 'error', message: 'over' });
  });

  it('past its lease is lost: its late events are refused, and its end is told', async () => {
    const claimed = await claim(await start());
    expect(await renewLease(claimed, 30)).toEqual({ cancelRequested: false, mayBuild: true });
    expect(await loseRuns()).toEqual([]);
    await renewLease(claimed, -1);
    const lost = await Promise.all([loseRuns(), loseRuns()]);
    expect(lost.flat()).toEqual([claimed.runId]);
    expect(await appendRunEvents(claimed, [finished(a, 'success')])).toBe(false);
    expect(await renewLease(claimed, 30)).toBeUndefined();
    expect(await readRun(member.access, claimed.runId)).toMatchObject({ value: { status: 'lost' } });
    const events = await collect(followRun(claimed.runId, 0, AbortSignal.timeout(5_000)));
    expect(events.at(-1)?.event).toMatchObject({ type: 'run_finished', status: 'lost', problem: { code: 'run.lost' } });
  });

  it('with another token writes nothing', async () => {
    const claimed = await claim(await start());
    expect(await appendRunEvents({ ...claimed, token: 'other' }, [over('success')])).toBe(false);
    expect(await appendRunEvents(claimed, [over('success')])).toBe(true);
    expect(await appendRunEvents(claimed, [over('failed')])).toBe(false);
    expect(await readRun(member.access, claimed.runId)).toMatchObject({ value: { status: 'success' } });
  });
});

describe('events', () => {
  it('become the state of steps, nodes and run; a failed build keeps what was built before', async () => {
    const first = await claim(await start());
    await appendRunEvents(first, [finished(a, 'success'), finished(b, 'success'), over('success')]);
    const built = (await readState(member.branch)).find(({ id }) => id === a);
    expect(built).toMatchObject({ status: 'fresh', rows: 3, versionNumber: first.versionNumber });
    const second = await claim(await start());
    await appendRunEvents(second, [finished(a, 'error'), finished(b, 'skipped'), over('failed')]);
    const states = await readState(member.branch);
    expect(states.find(({ id }) => id === a)).toMatchObject({ status: 'failed', rows: 3, checksum: built?.checksum });
    expect(states.find(({ id }) => id === b)).toMatchObject({ status: 'skipped', rows: 3 });
    expect((await listRuns(member.access))[0]).toMatchObject({ status: 'failed', steps: 2, done: 2, failed: 1 });
  });

  it('with NUL and lone surrogates in a log line are kept', async () => {
    const claimed = await claim(await start());
    const log: RunEvent = { type: 'log', at, nodeId: a, stream: 'stdout', text: 'a\0b\uD800c' };
    expect(await appendRunEvents(claimed, [log, over('success')])).toBe(true);
    const [stored] = await collect(followRun(claimed.runId, 0, AbortSignal.timeout(5_000)));
    expect(stored?.event).toMatchObject({ text: 'a\uFFFDb\uFFFDc' });
  });

  it('reach followers live, in order, and resume after a sequence number', async () => {
    const claimed = await claim(await start());
    const whole = collect(followRun(claimed.runId, 0, AbortSignal.timeout(10_000)));
    const ofProject = collect(followProject(member.access, AbortSignal.timeout(10_000)), 701);
    // A LISTEN connection comes up beside the first read; what it may have missed is read again.
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (let at = 0; at < 7; at += 1) {
      const lines = Array.from({ length: 100 }, (_, line): RunEvent => {
        return { type: 'log', at: new Date().toISOString(), stream: 'stdout', text: `${at * 100 + line}` };
      });
      await appendRunEvents(claimed, lines);
    }
    await appendRunEvents(claimed, [over('success')]);
    const events = await whole;
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 701 }, (_, at) => at + 1));
    expect((await ofProject).map(({ seq }) => seq)).toEqual(events.map(({ seq }) => seq));
    const resumed = await collect(followRun(claimed.runId, 650, AbortSignal.timeout(5_000)));
    expect(resumed.map(({ seq }) => seq)).toEqual(Array.from({ length: 51 }, (_, at) => 651 + at));
    expect(await collect(followRun(claimed.runId, 701, AbortSignal.timeout(5_000)))).toEqual([]);
  });
});

describe('a cancel', () => {
  it('ends a waiting run at once and takes its job away', async () => {
    const id = await start();
    expect(await requestCancel(member.access, id)).toEqual({ ok: true, value: null });
    expect(await readRun(member.access, id)).toMatchObject({ value: { status: 'cancelled' } });
    expect(await claimRun(id, 30)).toBeUndefined();
    const jobs = await control().$queryRaw<unknown[]>`SELECT FROM graphile_worker.jobs WHERE key = ${`run:${id}`}`;
    expect(jobs).toHaveLength(0);
  });

  it('that races a claim leaves one truth: over, or running and told so', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await start();
      const [claimed] = await Promise.all([claimRun(id, 30), requestCancel(member.access, id)]);
      const run = await readRun(member.access, id);
      if (!run.ok) throw new Error('run');
      if (claimed && run.value.status === 'running') {
        expect(await renewLease(claimed, 30)).toEqual({ cancelRequested: true, mayBuild: true });
        await appendRunEvents(claimed, [over('failed')]);
      } else {
        expect(run.value.status).toBe('cancelled');
      }
    }
  });

  it('of another project’s run finds nothing', async () => {
    const other = await joinProject(
      await createPerson('Eve'),
      await createTestProject('elsewhere', new Map()),
      'owner',
    );
    const id = await start();
    expect(await requestCancel(other.access, id)).toMatchObject({ problem: { code: 'run.missing' } });
    expect(await readRun(other.access, id)).toMatchObject({ problem: { code: 'run.missing' } });
    expect(await unclaimedRuns(0)).toContain(id);
    await requestCancel(member.access, id);
  });
});

it('a retry leaves out what succeeded, also after a second failure', async () => {
  const first = await claim(await start());
  await appendRunEvents(first, [finished(a, 'success'), finished(b, 'error'), over('failed')]);
  const retried = await retryRun(member.access, first.runId);
  if (!retried.ok) throw new Error(retried.problem.message);
  const second = await claim(retried.value.runId);
  expect(second.succeeded).toEqual([a]);
  expect(second.request.retryOf).toBe(first.runId);
  expect(second.firstAttempt).toBe(first.runId);
  await appendRunEvents(second, [finished(b, 'error'), over('failed')]);
  const again = await retryRun(member.access, second.runId);
  if (!again.ok) throw new Error(again.problem.message);
  const third = await claim(again.value.runId);
  expect(third).toMatchObject({ succeeded: [a], firstAttempt: first.runId });
  await appendRunEvents(third, [over('failed')]);
});

it('a retry knows the batches of a model that was built in part, also after a run that did not come to it', async () => {
  const first = await claim(await start());
  const batches = { successful: [['2024', '2025']], failed: [['2025', '2026']] } satisfies BatchResults;
  const partial: RunEvent = { type: 'step_finished', at, nodeId: b, status: 'partial', ms: 5, rows: 2, batches };
  await appendRunEvents(first, [finished(a, 'error'), partial, over('failed')]);
  expect(await readState(member.branch)).toContainEqual(expect.objectContaining({ id: b, status: 'partial', rows: 2 }));
  const earlier = { batches: { [b]: batches }, startedAt: expect.any(String) };
  const retried = await retryRun(member.access, first.runId);
  if (!retried.ok) throw new Error(retried.problem.message);
  const second = await claim(retried.value.runId);
  expect(second).toMatchObject({ succeeded: [], earlier });
  await appendRunEvents(second, [over('failed')]);
  const again = await retryRun(member.access, second.runId);
  if (!again.ok) throw new Error(again.problem.message);
  expect(await claim(again.value.runId)).toMatchObject({ earlier });
});
