import { formatScore, metricLabel } from './format.ts';
import { baseOption, type ChartTokens, valueAxis } from './tokens.ts';

export interface CurveSeries {
  readonly name: string;
  readonly points: readonly (readonly [number, number])[];
  readonly role: 'validation' | 'train' | 'past';
}
export interface CurveInput {
  readonly fold: number;
  readonly iteration: number;
  readonly train?: number;
  readonly validation?: number;
}

/**
 * Splits a stream of curve points into lines: the fold that is going on strong with its training
 * line, the folds before it quiet.
 */
export function curveSeries(points: readonly CurveInput[], live = true): readonly CurveSeries[] {
  const byFold = Map.groupBy(points, ({ fold }) => fold);
  const folds = [...byFold.keys()].sort((a, b) => a - b);
  const last = folds.at(-1);
  return folds.flatMap((fold): CurveSeries[] => {
    const own = (byFold.get(fold) ?? []).toSorted((a, b) => a.iteration - b.iteration);
    const validation = pick(own, 'validation');
    const train = pick(own, 'train');
    const now = fold === last && live;
    const name = folds.length > 1 ? `fold ${fold}` : 'validation';
    const lines: CurveSeries[] = [];
    if (validation.length > 0)
      lines.push({
        name: now ? 'validation' : name,
        points: validation,
        role: now || folds.length === 1 ? 'validation' : 'past',
      });
    if (train.length > 0 && (now || folds.length === 1)) lines.push({ name: 'train', points: train, role: 'train' });
    return lines;
  });
}

function pick(points: readonly CurveInput[], key: 'train' | 'validation'): readonly (readonly [number, number])[] {
  return points.flatMap((point) => {
    const value = point[key];
    return value === undefined ? [] : [[point.iteration, value] as const];
  });
}

/** The learning curve. `iterations` fixes the right end from the start, so that nothing shifts while it learns. */
export function curveOption(
  series: readonly CurveSeries[],
  metric: string,
  iterations: number | undefined,
  compact = false,
): (tokens: ChartTokens) => Record<string, unknown> {
  return (tokens) => ({
    ...baseOption(tokens),
    grid: { left: compact ? 40 : 52, right: compact ? 12 : 112, top: compact ? 8 : 12, bottom: 22 },
    xAxis: valueAxis(tokens, {
      min: 0,
      max: iterations,
      minInterval: 1,
      splitLine: { show: false },
      axisLine: { show: true, lineStyle: { color: tokens.border } },
    }),
    yAxis: valueAxis(tokens, {
      scale: true,
      splitNumber: 4,
      name: '',
      axisLabel: { color: tokens.text3, fontSize: 11, formatter: (value: number) => axisNumber(value) },
    }),
    series: series.map((line) => lineOf(line, tokens, compact)),
    aria: { enabled: false, label: { description: metricLabel(metric) } },
  });
}

function axisNumber(value: number): string {
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Math.round(value * 1000) / 1000);
}

function lineOf(line: CurveSeries, tokens: ChartTokens, compact: boolean): Record<string, unknown> {
  const strong = line.role !== 'past';
  const colour = line.role === 'validation' ? tokens.line1 : line.role === 'train' ? tokens.line3 : tokens.line2;
  const last = line.points.at(-1);
  return {
    type: 'line',
    name: line.name,
    data: line.points,
    showSymbol: line.points.length === 1,
    symbolSize: 5,
    lineStyle: {
      color: colour,
      width: line.role === 'validation' ? 2 : 1.2,
      type: line.role === 'train' ? 'dashed' : 'solid',
      opacity: strong ? 1 : 0.6,
    },
    itemStyle: { color: colour },
    z: strong ? 3 : 2,
    endLabel: {
      show: !compact,
      color: line.role === 'validation' ? tokens.text1 : tokens.text3,
      fontSize: 11,
      formatter: strong && last ? `${line.name} ${formatScore(last[1])}` : line.name,
    },
    labelLayout: { moveOverlap: 'shiftY' },
    tooltip: { valueFormatter: (value: unknown) => (typeof value === 'number' ? formatScore(value) : String(value)) },
  };
}
