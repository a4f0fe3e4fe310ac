import { expect, test } from 'vitest';
import { pairedDifference, testOverTrain } from './interval.ts';

// The folds of the design's picture 06: plain paired t says 0.0012 to 0.0063, Nadeau-Bengio crosses zero.
const gains = [0.0051, 0.0058, 0.0026, 0.0008, 0.0044];

test('the correction of shared training rows makes the design figure not clear yet', () => {
  const base = [0.7, 0.7, 0.7, 0.7, 0.7];
  const difference = pairedDifference(
    base.map((score, fold) => score + (gains[fold] ?? 0)),
    base,
  );
  expect(difference?.mean).toBeCloseTo(0.00374, 5);
  expect(difference?.low).toBeCloseTo(-0.0001, 3);
  expect(difference?.high).toBeCloseTo(0.0077, 3);
  expect(difference?.clear).toBe(false);
});

test('a steady gain is clear, and worse is clear too', () => {
  expect(pairedDifference([0.81, 0.82, 0.83], [0.7, 0.71, 0.72])?.clear).toBe(true);
  expect(pairedDifference([0.7, 0.71, 0.72], [0.81, 0.82, 0.83])?.clear).toBe(true);
});

test('folds that cannot be paired give nothing', () => {
  expect(pairedDifference([1, 2], [1])).toBeUndefined();
  expect(pairedDifference([1], [1])).toBeUndefined();
});

test('folds that grow with time overlap less evenly: their ratio comes from the split', () => {
  expect(testOverTrain({ train_rows: [100, 200, 300], validation_rows: [100, 100, 100] })).toBeCloseTo(0.6111, 4);
  expect(testOverTrain({ folds: 5 })).toBeUndefined();
});
