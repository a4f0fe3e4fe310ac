/**
 * Honest comparison of two models scored on the same folds. Folds share training rows, so the plain
 * paired t interval is too narrow; Nadeau & Bengio (2003) correct the variance by
 * `1/k + n_test/n_train`.
 */
export interface Difference {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** False while the interval holds zero: shown as *not clear yet*. */
  readonly clear: boolean;
}

/**
 * 95 % interval of `mean(a - b)` over paired folds.
 * @param a scores by fold of one model
 * @param b scores of the other on the same folds, in the same order
 * @param testOverTrain rows validated over rows fitted in one fold; for k-fold `1 / (k - 1)`
 * @returns undefined when the folds can't be paired (fewer than two, or different counts)
 */
export function pairedDifference(
  a: readonly number[],
  b: readonly number[],
  testOverTrain = 1 / Math.max(a.length - 1, 1),
): Difference | undefined {
  if (a.length !== b.length || a.length < 2) return undefined;
  const differences = a.map((score, fold) => score - (b[fold] ?? Number.NaN));
  if (differences.some(Number.isNaN)) return undefined;
  const folds = differences.length;
  const mean = differences.reduce((sum, value) => sum + value, 0) / folds;
  const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (folds - 1);
  const error = Math.sqrt(variance * (1 / folds + testOverTrain)) * tQuantile(folds - 1);
  const [low, high] = [mean - error, mean + error];
  return { mean, low, high, clear: low > 0 || high < 0 };
}

/**
 * Rows validated over rows fitted, on average over the folds, as a stored split tells them; undefined
 * where it does not. Folds that grow with time have a far larger ratio than k-fold's `1 / (k - 1)`.
 */
export function testOverTrain(split: Readonly<Record<string, unknown>>): number | undefined {
  const { train_rows: fitted, validation_rows: validated } = split;
  if (!Array.isArray(fitted) || !Array.isArray(validated) || fitted.length === 0) return undefined;
  const ratios = fitted.map((rows, fold) => Number(validated[fold]) / Number(rows));
  return ratios.every(Number.isFinite) ? ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length : undefined;
}

/** Two-sided 95 % quantile of Student's t; exact to three decimals up to 10, then Cornish-Fisher. */
function tQuantile(degrees: number): number {
  const exact = T_95[degrees - 1];
  if (exact !== undefined) return exact;
  const z = 1.959964;
  return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);
}

const T_95 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];
