import type { PreviewResult } from '#lib/contracts/api.ts';

/** What a column's head says of the rows that are shown (not of the whole relation). */
export interface ColumnStats {
  readonly missing: number;
  readonly distinct: number;
  /** Heights 0 to 1: a histogram of numbers and times, the counts of the most frequent values otherwise. */
  readonly bars: readonly number[];
  readonly numeric: boolean;
}

const BINS = 16;
const NUMERIC = /^(smallint|integer|bigint|real|double precision|numeric|decimal|money|oid|int[248]|float[48])/;
const TEMPORAL = /^(date|timestamp|time)/;

/** Whether values of a type stand right-aligned: numbers, as PostgreSQL names them. */
export const isNumeric = (type: string): boolean => NUMERIC.test(type) && !type.endsWith('[]');

/**
 * Missing, distinct and shape of one column.
 * @param rows text as PostgreSQL printed it; null is NULL
 */
export function columnStats(rows: PreviewResult['rows'], index: number, type: string): ColumnStats {
  const counts = new Map<string, number>();
  let missing = 0;
  for (const row of rows) {
    const value = row[index] ?? null;
    if (value === null) missing += 1;
    else counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const numeric = isNumeric(type);
  const bars = numeric || TEMPORAL.test(type) ? histogram(counts, numeric ? Number : Date.parse) : frequent(counts);
  return { missing, distinct: counts.size, bars, numeric };
}

/** Only for the drawing: a bigint beyond 2^53 may fall a bin aside, its cell shows every digit. */
function histogram(counts: ReadonlyMap<string, number>, read: (text: string) => number): number[] {
  const points = [...counts].map(([text, n]) => ({ at: read(text), n })).filter(({ at }) => Number.isFinite(at));
  if (points.length === 0) return [];
  const low = points.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const high = points.reduce((most, { at }) => Math.max(most, at), Number.NEGATIVE_INFINITY);
  const bins = new Array<number>(high > low ? BINS : 1).fill(0);
  for (const { at, n } of points) {
    const bin = high > low ? Math.min(BINS - 1, Math.floor(((at - low) / (high - low)) * BINS)) : 0;
    bins[bin] = (bins[bin] ?? 0) + n;
  }
  return scaled(bins);
}

const frequent = (counts: ReadonlyMap<string, number>): number[] =>
  scaled([...counts.values()].sort((a, b) => b - a).slice(0, BINS));

function scaled(values: readonly number[]): number[] {
  const most = Math.max(...values, 1);
  return values.map((value) => value / most);
}
