import { expect, test } from 'vitest';
import { type TrainedModel, trainedModel } from '#lib/contracts/train.ts';
import { compareFeatures, compareMetrics, compareSettings } from './differences.ts';

const model = (version: number, folds: number[], more: Partial<TrainedModel> = {}): TrainedModel =>
  trainedModel.parse({
    name: 'p.m',
    version,
    task: 'classification',
    target: 'late',
    algorithm: 'lightgbm',
    hyperparams: { num_leaves: 31 },
    metric: 'roc_auc',
    metrics: [
      {
        name: 'roc_auc',
        mean: folds.reduce((sum, score) => sum + score, 0) / folds.length,
        folds,
        greaterIsBetter: true,
      },
    ],
    rows: 100,
    features: [{ name: 'x', type: 'float8', nullable: true }],
    importance: [],
    curve: [],
    split: { folds: folds.length, strategy: 'kfold' },
    seed: 7,
    query: 'select 1',
    packages: { lightgbm: '4' },
    phases: {},
    peakMemoryBytes: 1,
    artifactBytes: 1,
    notes: [],
    trainedBy: 'a',
    trainedAt: '2026-01-01T00:00:00Z',
    provenance: {},
    ...more,
  });

test('the same folds are paired, others are not', () => {
  const old = model(1, [0.7, 0.71, 0.72]);
  expect(compareMetrics(old, model(2, [0.8, 0.81, 0.82]))[0]?.difference).toMatchObject({ clear: true });
  expect(compareMetrics(old, model(2, [0.8, 0.81, 0.82], { seed: 8 }))[0]?.difference).toBeUndefined();
});

test('settings that differ, and no others', () =>
  expect(compareSettings(model(1, [0.7, 0.7]), model(2, [0.7, 0.7], { hyperparams: { num_leaves: 63 } }))).toEqual([
    { name: 'num_leaves', a: '31', b: '63' },
  ]));

test('features that came and went', () =>
  expect(
    compareFeatures(model(1, [0.7]), model(2, [0.7], { features: [{ name: 'y', type: 'text', nullable: false }] })),
  ).toEqual({ added: ['y'], removed: ['x'] }));
