import { expect, it } from 'vitest';
import { atOnce } from './at-once.ts';

it('works on no more than so many at once, and answers in the order it was asked', async () => {
  let now = 0;
  let most = 0;
  const answers = await atOnce([5, 1, 4, 2, 3], 2, async (item) => {
    now += 1;
    most = Math.max(most, now);
    for (let turn = 0; turn < item; turn += 1) await Promise.resolve();
    now -= 1;
    return item * 10;
  });
  expect(answers).toEqual([50, 10, 40, 20, 30]);
  expect(most).toBe(2);
});

it('fails as the first that failed, begins none after it, and waits for what is under way', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = async (item: number): Promise<void> => {
    begun.push(item);
    for (let turn = 0; turn < item; turn += 1) await Promise.resolve();
    ended.push(item);
    if (item !== 9) throw new Error(`no ${item}`);
  };
  await expect(atOnce([9, 3, 1, 2], 3, work)).rejects.toThrow('no 3');
  expect(begun).toEqual([9, 3, 1]);
  expect(ended).toEqual([1, 3, 9]);
});
