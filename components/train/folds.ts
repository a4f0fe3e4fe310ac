import type { CurvePoint } from '#components/runs/live.ts';

/** One fold as its curve tells it. */
export interface FoldLine {
  readonly fold: number;
  readonly best: number | undefined;
  readonly train: number | undefined;
  readonly bestIteration: number | undefined;
  readonly iterations: number;
}

/**
 * Sums a curve up by fold. Whether more is better is read from the curve's own beginning: a
 * score that climbs is one, a loss falls.
 */
export function foldLines(points: readonly CurvePoint[]): readonly FoldLine[] {
  const byFold = Map.groupBy(points, ({ fold }) => fold);
  return [...byFold].sort(([a], [b]) => a - b).map(([fold, own]) => lineOf(fold, own, climbs(points)));
}

function lineOf(fold: number, points: readonly CurvePoint[], more: boolean): FoldLine {
  let best: CurvePoint | undefined;
  for (const point of points) {
    if (point.validation === undefined) continue;
    const old = best?.validation;
    if (old === undefined || (more ? point.validation > old : point.validation < old)) best = point;
  }
  return {
    fold,
    best: best?.validation,
    train: points.at(-1)?.train,
    bestIteration: best?.iteration,
    iterations: Math.max(0, ...points.map(({ iteration }) => iteration)),
  };
}

/** A model learns its training rows: its training line ends better than it began. */
function climbs(points: readonly CurvePoint[]): boolean {
  const first = points.find(({ train }) => train !== undefined);
  const last = points.findLast(({ train, fold }) => train !== undefined && fold === first?.fold);
  if (first?.train === undefined || last?.train === undefined || first === last) return true;
  return last.train >= first.train;
}
