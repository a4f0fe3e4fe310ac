import { expect, test } from 'vitest';
import { killUnderTyping } from '#lib/testing/collab-kills.ts';

/** `npm run bench -- collab-kills` kills a hundred times. */
test('killed again and again while four type: nothing lost, nothing doubled, and nothing lost was called stored', async () => {
  const seed = Number(process.env.INSITU_SEED) || Date.now() % 1_000_000;
  console.log(`seed ${seed} (INSITU_SEED repeats it)`);
  const { typed, claimed, ...found } = await killUnderTyping({ kills: 5, people: 4, seed });
  expect(found).toEqual({ lies: [], lost: [], doubled: [], torn: [], same: true });
  expect(typed).toBeGreaterThan(100);
  expect(claimed).toBe(typed);
}, 120_000);
