import { expect, test } from 'vitest';
import { curveSeries } from './curve.ts';
import { areaUnder } from './result.ts';

test('the fold that learns is strong with its training line, earlier folds are quiet', () => {
  const series = curveSeries([
    { fold: 1, iteration: 2, train: 0.8, validation: 0.7 },
    { fold: 1, iteration: 1, train: 0.7, validation: 0.6 },
    { fold: 2, iteration: 1, train: 0.71, validation: 0.65 },
  ]);
  expect(series.map(({ name, role }) => [name, role])).toEqual([
    ['fold 1', 'past'],
    ['validation', 'validation'],
    ['train', 'train'],
  ]);
  expect(series[0]?.points).toEqual([
    [1, 0.6],
    [2, 0.7],
  ]);
});

test('one hold-out split is drawn strong after the end too', () =>
  expect(curveSeries([{ fold: 1, iteration: 1, validation: 0.6 }], false).map(({ role }) => role)).toEqual([
    'validation',
  ]));

test('area under a ROC: a coin is a half, order of points does not matter', () => {
  expect(
    areaUnder([
      { fpr: 1, tpr: 1 },
      { fpr: 0, tpr: 0 },
    ]),
  ).toBeCloseTo(0.5);
  expect(
    areaUnder([
      { fpr: 0, tpr: 0 },
      { fpr: 0, tpr: 1 },
      { fpr: 1, tpr: 1 },
    ]),
  ).toBeCloseTo(1);
});
