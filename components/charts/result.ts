import type { TrainedModel } from '#lib/contracts/train.ts';
import { formatCount } from './format.ts';
import { baseOption, type ChartTokens, valueAxis } from './tokens.ts';

type Option = (tokens: ChartTokens) => Record<string, unknown>;

const unit = { min: 0, max: 1, interval: 0.5 };

function squareOption(tokens: ChartTokens): Record<string, unknown> {
  return {
    ...baseOption(tokens),
    grid: { left: 28, right: 12, top: 8, bottom: 22 },
    xAxis: valueAxis(tokens, { ...unit, splitLine: { show: false } }),
    yAxis: valueAxis(tokens, unit),
  };
}

const diagonal = (tokens: ChartTokens): Record<string, unknown> => ({
  type: 'line',
  data: [
    [0, 0],
    [1, 1],
  ],
  symbol: 'none',
  silent: true,
  lineStyle: { color: tokens.text3, width: 1, opacity: 0.6 },
  tooltip: { show: false },
});

/** True by false positive rate; the diagonal is a coin. */
export function rocOption(points: NonNullable<TrainedModel['roc']>): Option {
  return (tokens) => ({
    ...squareOption(tokens),
    series: [
      diagonal(tokens),
      {
        type: 'line',
        name: 'true positive rate',
        data: points.map(({ fpr, tpr }) => [fpr, tpr]),
        showSymbol: false,
        lineStyle: { color: tokens.line1, width: 2 },
        itemStyle: { color: tokens.line1 },
        tooltip: { valueFormatter: threeFigures },
      },
    ],
  });
}

/** Area below the ROC points by trapezoids. */
export function areaUnder(points: NonNullable<TrainedModel['roc']>): number {
  const sorted = points.toSorted((a, b) => a.fpr - b.fpr || a.tpr - b.tpr);
  return sorted.slice(1).reduce((sum, point, at) => {
    const before = sorted[at];
    return before ? sum + (point.fpr - before.fpr) * ((point.tpr + before.tpr) / 2) : sum;
  }, 0);
}

/** What was seen by what was said; on the diagonal the probabilities mean what they say. */
export function calibrationOption(points: NonNullable<TrainedModel['calibration']>): Option {
  return (tokens) => ({
    ...squareOption(tokens),
    series: [
      diagonal(tokens),
      {
        type: 'line',
        name: 'seen',
        data: points.map(({ predicted, observed }) => [predicted, observed]),
        symbol: 'circle',
        symbolSize: 6,
        lineStyle: { color: tokens.line1, width: 1.5 },
        itemStyle: { color: tokens.line1 },
        tooltip: { valueFormatter: threeFigures },
      },
    ],
  });
}

/** How far predictions were off: predicted minus seen, zero in the middle. */
export function residualOption({ edges, counts }: NonNullable<TrainedModel['residuals']>): Option {
  const centres = counts.map((_, at) => ((edges[at] ?? 0) + (edges[at + 1] ?? 0)) / 2);
  return (tokens) => ({
    ...baseOption(tokens),
    grid: { left: 44, right: 12, top: 8, bottom: 22 },
    xAxis: {
      type: 'category',
      data: centres.map((centre) => shortNumber(centre)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: tokens.border } },
      axisLabel: { color: tokens.text3, fontSize: 11, hideOverlap: true },
    },
    yAxis: valueAxis(tokens, { splitNumber: 3 }),
    series: [
      {
        type: 'bar',
        name: 'rows',
        data: counts,
        barCategoryGap: '12%',
        itemStyle: { color: tokens.barHigh },
        tooltip: { valueFormatter: (value: unknown) => formatCount(Number(value)) },
      },
    ],
  });
}

const threeFigures = (value: unknown): string => (typeof value === 'number' ? value.toFixed(3) : String(value));
const shortNumber = (value: number): string =>
  Math.abs(value) >= 10 ? String(Math.round(value)) : String(Math.round(value * 100) / 100);
