import { expect, test } from 'vitest';
import { foldLines } from './folds.ts';

test('of a score the most is best', () => {
  const [line] = foldLines([
    { fold: 1, iteration: 1, train: 0.6, validation: 0.55 },
    { fold: 1, iteration: 2, train: 0.7, validation: 0.62 },
    { fold: 1, iteration: 3, train: 0.8, validation: 0.6 },
  ]);
  expect(line).toEqual({ fold: 1, best: 0.62, train: 0.8, bestIteration: 2, iterations: 3 });
});

test('of a loss the least is best', () => {
  const [line] = foldLines([
    { fold: 1, iteration: 1, train: 3, validation: 3.1 },
    { fold: 1, iteration: 2, train: 2, validation: 2.5 },
    { fold: 1, iteration: 3, train: 1, validation: 2.7 },
  ]);
  expect(line?.best).toBe(2.5);
});

test('an estimator without iterations has a fold without a best one', () =>
  expect(foldLines([{ fold: 2, iteration: 0, train: 0.9 }])).toEqual([
    { fold: 2, best: undefined, train: 0.9, bestIteration: undefined, iterations: 0 },
  ]));
