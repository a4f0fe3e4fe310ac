import { type Difference, pairedDifference, testOverTrain } from '#components/charts/interval.ts';
import type { TrainedModel } from '#lib/contracts/train.ts';

/** One metric of two trained models side by side. */
export interface MetricRow {
  readonly name: string;
  readonly greaterIsBetter: boolean;
  readonly a: { readonly mean: number; readonly std?: number } | undefined;
  readonly b: { readonly mean: number; readonly std?: number } | undefined;
  /** Only when both were judged on the same folds; otherwise the scores can't be told apart. */
  readonly difference: Difference | undefined;
  readonly paired: boolean;
}

/** Metrics of both, those they share first. */
export function compareMetrics(a: TrainedModel, b: TrainedModel): readonly MetricRow[] {
  const names = [...new Set([...a.metrics, ...b.metrics].map(({ name }) => name))];
  const paired = sameFolds(a, b);
  const rows = names.map((name): MetricRow => {
    const [left, right] = [
      a.metrics.find((metric) => metric.name === name),
      b.metrics.find((metric) => metric.name === name),
    ];
    return {
      name,
      greaterIsBetter: (left ?? right)?.greaterIsBetter ?? true,
      a: left,
      b: right,
      difference:
        left && right && paired ? pairedDifference(right.folds, left.folds, testOverTrain(b.split)) : undefined,
      paired,
    };
  });
  return rows.toSorted((x, y) => Number(y.a && y.b ? 1 : 0) - Number(x.a && x.b ? 1 : 0));
}

/** Folds pair up when the split, its seed and the rows are the same; early stopping cuts no rows. */
export const sameFolds = (a: TrainedModel, b: TrainedModel): boolean =>
  a.rows === b.rows && a.seed === b.seed && a.target === b.target && cutsOf(a) === cutsOf(b);

const cutsOf = ({ split }: TrainedModel): string =>
  JSON.stringify(
    Object.entries(split)
      .filter(([key]) => key !== 'early_stopping')
      .toSorted(([x], [y]) => x.localeCompare(y)),
  );

export interface SettingRow {
  readonly name: string;
  readonly a: string;
  readonly b: string;
}

/** Settings in which the two differ; what is equal is left out. */
export function compareSettings(a: TrainedModel, b: TrainedModel): readonly SettingRow[] {
  const [left, right] = [settings(a), settings(b)];
  return [...new Set([...left.keys(), ...right.keys()])]
    .map((name) => ({ name, a: left.get(name) ?? '–', b: right.get(name) ?? '–' }))
    .filter((row) => row.a !== row.b);
}

function settings(model: TrainedModel): ReadonlyMap<string, string> {
  return new Map([
    ['algorithm', model.algorithm],
    ['target', model.target],
    ['task', model.task],
    ['rows', String(model.rows)],
    ['features', String(model.features.length)],
    ['seed', String(model.seed)],
    ['split', JSON.stringify(model.split)],
    ...Object.entries(model.hyperparams).map(([name, value]) => [name, String(value)] as const),
    ...Object.entries(model.packages).map(([name, version]) => [`${name} (package)`, version] as const),
  ]);
}

/** Features one has and the other has not. */
export function compareFeatures(
  a: TrainedModel,
  b: TrainedModel,
): { readonly added: readonly string[]; readonly removed: readonly string[] } {
  const [left, right] = [new Set(a.features.map(({ name }) => name)), new Set(b.features.map(({ name }) => name))];
  return { added: [...right.difference(left)], removed: [...left.difference(right)] };
}
