import type { PreviewResult } from '#lib/contracts/api.ts';
import { formatCount, formatShort } from './format.ts';
import { baseOption, type ChartTokens, valueAxis } from './tokens.ts';

export type ChartKind = 'line' | 'bar' | 'scatter' | 'histogram';

/** What is drawn: columns by name. Without `y` a bar counts rows. */
export interface ChartSpec {
  readonly kind: ChartKind;
  readonly x: string;
  readonly y?: string;
}

type Rows = Pick<PreviewResult, 'columns' | 'rows'>;
export type Role = 'number' | 'time' | 'category';

const NUMBER = /^(smallint|integer|bigint|real|double precision|numeric|decimal|money|int[248]|float[48])\b(?!.*\[\])/;
const TIME = /^(date|timestamp)/;
const MOST_BARS = 30;
const BINS = 30;

export function roleOf(type: string): Role {
  if (NUMBER.test(type)) return 'number';
  return TIME.test(type) && !type.endsWith('[]') ? 'time' : 'category';
}

/** Numbers that only tell rows apart say nothing on an axis. */
const isId = (name: string): boolean => /(^|_)(id|key|no|number)$/i.test(name);

/** The kind of chart that the types ask for: a line over time, bars by category, points of two numbers, else a histogram. */
export function proposeChart({ columns }: Pick<Rows, 'columns'>): ChartSpec | undefined {
  const of = (role: Role) => columns.filter(({ name, type }) => roleOf(type) === role && !isId(name));
  const [first, second] = of('number');
  const time = of('time')[0];
  const category = of('category')[0];
  if (time && first) return { kind: 'line', x: time.name, y: first.name };
  if (category && first) return { kind: 'bar', x: category.name, y: first.name };
  if (first && second) return { kind: 'scatter', x: first.name, y: second.name };
  if (first) return { kind: 'histogram', x: first.name };
  const any = category ?? time ?? columns[0];
  return any && { kind: 'bar', x: any.name };
}

/** A spec that these columns can still show; undefined when a column went. */
export function validChart(spec: ChartSpec, { columns }: Pick<Rows, 'columns'>): ChartSpec | undefined {
  const roles = new Map(columns.map(({ name, type }) => [name, roleOf(type)]));
  if (!roles.has(spec.x) || (spec.y !== undefined && roles.get(spec.y) !== 'number')) return undefined;
  if (spec.kind === 'histogram' || spec.kind === 'scatter') return roles.get(spec.x) === 'number' ? spec : undefined;
  return spec;
}

/** Changes one part of a chart and mends the others, so that what is chosen can be drawn. */
export function withPart(spec: ChartSpec, part: Partial<ChartSpec>, result: Pick<Rows, 'columns'>): ChartSpec {
  const wanted = { ...spec, ...part };
  const numbers = result.columns.filter(({ type }) => roleOf(type) === 'number').map(({ name }) => name);
  const isNumber = numbers.includes(wanted.x);
  if (wanted.kind === 'histogram') return { kind: 'histogram', x: isNumber ? wanted.x : (numbers[0] ?? wanted.x) };
  if (wanted.kind === 'scatter') {
    const x = isNumber ? wanted.x : (numbers.find((name) => name !== wanted.y) ?? wanted.x);
    return { kind: 'scatter', x, y: wanted.y ?? numbers.find((name) => name !== x) ?? x };
  }
  if (wanted.kind === 'line') return { ...wanted, y: wanted.y ?? numbers.find((name) => name !== wanted.x) };
  return wanted;
}

export interface ChartData {
  readonly points: readonly (readonly [x: number | string, y: number])[];
  /** Rows without a value in what is drawn. */
  readonly missing: number;
  /** Categories beyond those drawn. */
  readonly left: number;
}

/** The points of a chart: a mean (or a count) a category or a time, the rows themselves, or bins. */
export function chartData({ columns, rows }: Rows, spec: ChartSpec): ChartData {
  const at = (name: string | undefined) => columns.findIndex((column) => column.name === name);
  const [xAt, yAt] = [at(spec.x), at(spec.y)];
  const pairs = rows.map((row) => [row[xAt] ?? null, spec.y === undefined ? '1' : (row[yAt] ?? null)] as const);
  const whole = pairs.flatMap(([x, y]) => (x === null || y === null ? [] : [[x, Number(y)] as const]));
  const missing = pairs.length - whole.length;
  const finite = whole.filter(([, y]) => Number.isFinite(y));
  if (spec.kind === 'histogram') return { points: histogram(finite.map(([x]) => Number(x))), missing, left: 0 };
  if (spec.kind === 'scatter') return { points: finite.map(([x, y]) => [Number(x), y] as const), missing, left: 0 };
  const means = [...Map.groupBy(finite, ([x]) => x)].map(([x, group]) => ({
    x,
    count: group.length,
    y: spec.y === undefined ? group.length : group.reduce((sum, [, y]) => sum + y, 0) / group.length,
  }));
  if (spec.kind === 'line') {
    const numeric = roleOf(columns[xAt]?.type ?? '') === 'number';
    const place = ({ x }: { readonly x: string }) => (numeric ? Number(x) : Date.parse(isoOf(x)));
    const points = means.map((mean) => [place(mean), mean.y] as const).filter(([x]) => Number.isFinite(x));
    if (points.length > 0) return { points: points.sort((a, b) => a[0] - b[0]), missing, left: 0 };
  }
  const kept = means.toSorted((a, b) => b.count - a.count).slice(0, MOST_BARS);
  const points = kept.toSorted((a, b) => b.y - a.y).map(({ x, y }) => [x, y] as const);
  return { points, missing, left: means.length - kept.length };
}

/** PostgreSQL prints `2013-01-01 05:00:00-05`, which not every browser reads as a time. */
const isoOf = (text: string): string => text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');

function histogram(values: readonly number[]): (readonly [number, number])[] {
  const finite = values.filter(Number.isFinite);
  const low = finite.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = finite.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (finite.length === 0) return [];
  if (low === high) return [[low, finite.length]];
  const width = (high - low) / BINS;
  const counts = new Array<number>(BINS).fill(0);
  for (const value of finite) {
    const bin = Math.min(BINS - 1, Math.floor((value - low) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count, bin) => [low + (bin + 0.5) * width, count] as const);
}

/** What the vertical axis counts. */
export const yLabel = (spec: ChartSpec): string =>
  spec.y === undefined || spec.kind === 'histogram' ? 'rows' : spec.kind === 'scatter' ? spec.y : `mean of ${spec.y}`;

/** ECharts' option of a quick chart. */
export function quickOption(
  spec: ChartSpec,
  data: ChartData,
  xRole: Role,
): (tokens: ChartTokens) => Record<string, unknown> {
  return (tokens) => {
    const named = (name: string) => ({
      name,
      nameLocation: 'middle',
      nameTextStyle: { color: tokens.text2, fontSize: 11 },
    });
    const line = { show: true, lineStyle: { color: tokens.border } };
    const byName = spec.kind === 'bar' || (spec.kind === 'line' && xRole === 'category');
    const base = { ...named(spec.x), nameGap: 26, axisLine: line, splitLine: { show: false } };
    const xAxis = byName
      ? {
          ...base,
          type: 'category',
          axisTick: { show: false },
          axisLabel: { color: tokens.text3, fontSize: 11, hideOverlap: true },
        }
      : valueAxis(tokens, {
          ...base,
          scale: true,
          type: spec.kind === 'line' && xRole === 'time' ? 'time' : 'value',
        });
    const yAxis = valueAxis(tokens, {
      ...named(yLabel(spec)),
      nameGap: 44,
      scale: spec.kind === 'scatter' || spec.kind === 'line',
      axisLabel: { color: tokens.text3, fontSize: 11, formatter: (value: number) => formatShort(value) },
    });
    const common = baseOption(tokens);
    return {
      ...common,
      grid: { left: 64, right: 24, top: 16, bottom: 44 },
      tooltip: { ...(typeof common.tooltip === 'object' ? common.tooltip : {}), trigger: trigger(spec.kind) },
      xAxis,
      yAxis,
      series: [seriesOf(spec, data, tokens)],
    };
  };
}

const trigger = (kind: ChartKind): string => (kind === 'scatter' ? 'item' : 'axis');

function seriesOf(spec: ChartSpec, { points }: ChartData, tokens: ChartTokens): Record<string, unknown> {
  const say = (value: unknown): string =>
    typeof value === 'number' ? (Number.isInteger(value) ? formatCount(value) : formatShort(value)) : String(value);
  const common = { name: yLabel(spec), data: points, tooltip: { valueFormatter: say } };
  if (spec.kind === 'line') {
    return {
      ...common,
      type: 'line',
      showSymbol: points.length < 3,
      lineStyle: { color: tokens.line1, width: 1.5 },
      itemStyle: { color: tokens.line1 },
    };
  }
  if (spec.kind === 'scatter') {
    return { ...common, type: 'scatter', symbolSize: 5, itemStyle: { color: tokens.line1, opacity: 0.6 } };
  }
  return {
    ...common,
    type: 'bar',
    barCategoryGap: spec.kind === 'histogram' ? '6%' : '30%',
    itemStyle: { color: tokens.bar, borderRadius: [2, 2, 0, 0] },
    emphasis: { itemStyle: { color: tokens.barHigh } },
  };
}
