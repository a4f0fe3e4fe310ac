import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveProject } from '#lib/testing/live-project.ts';
import { Schedule } from '#lib/testing/schedule.ts';
import { seedDocument } from './document.ts';

let project: LiveProject;

beforeAll(async () => {
  project = await LiveProject.create(new Map());
});
afterAll(() => project?.[Symbol.asyncDispose]());

const who = fc.nat(4);
const place = fc.nat(1_000);
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('type'), who, place }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('erase'), who, place }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('send'), who, place: fc.nat(3) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('hear'), who, place: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('join', 'cut', 'leave'), who, place }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('store', 'compact', 'compact later'), who, place }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('crash', 'epoch'), who, place }) },
);

test('whatever the order of edits, compactions, restarts, joins and epochs: all say the same, nothing lost, nothing doubled', async () => {
  const seed = Number(process.env.INSITU_SEED) || Date.now() % 1_000_000;
  console.log(`seed ${seed} (INSITU_SEED repeats it)`);
  const property = fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 80 }), async (steps) => {
    await using schedule = await Schedule.begin(project.databaseUrl, await newDocument(project.pool, project.branchId));
    for (const each of steps) await schedule.step(each.do, each.who, each.place);
    expect(await schedule.end()).toEqual({ differ: [], lost: [], doubled: [], returned: [], foreign: [] });
  });
  await fc.assert(property, { seed, numRuns: 40 });
}, 60_000);

async function newDocument(pool: Pool, branchId: string): Promise<string> {
  const id = randomUUID();
  await pool.query(
    `insert into document (id, branch_id, path, epoch, state, text, bytes) values ($1, $2, $1, 1, $3, '', 0)`,
    [id, branchId, Buffer.from(seedDocument(''))],
  );
  return id;
}
