'use client';
import { useMemo } from 'react';
import { z } from 'zod';
import { Chart } from '#components/charts/chart.tsx';
import { formatCount, formatCounted } from '#components/charts/format.ts';
import {
  type ChartKind,
  type ChartSpec,
  chartData,
  proposeChart,
  quickOption,
  roleOf,
  validChart,
  withPart,
  yLabel,
} from '#components/charts/quick.ts';
import { usePreference } from '#components/shell/preferences.tsx';
import { EmptyState } from '#components/ui/index.ts';
import type { PreviewResult } from '#lib/contracts/api.ts';
import styles from './chart-tab.module.css';

const CHARTS = z.record(
  z.string(),
  z.object({ kind: z.enum(['line', 'bar', 'scatter', 'histogram']), x: z.string(), y: z.string().optional() }),
);
const NONE = {};
const KINDS: readonly (readonly [ChartKind, string])[] = [
  ['line', 'Line'],
  ['bar', 'Bars'],
  ['scatter', 'Points'],
  ['histogram', 'Histogram'],
];

/** A picture of the rows that are shown: its kind follows the types, and what was chosen is kept for the file. */
export function ChartTab({
  path,
  result,
}: {
  readonly path: string | undefined;
  readonly result: PreviewResult | undefined;
}) {
  const [kept, keep] = usePreference<z.infer<typeof CHARTS>>('charts', CHARTS, NONE);
  const own = path === undefined ? undefined : kept[path];
  if (!result || result.rows.length === 0) {
    return (
      <EmptyState title="No rows to draw yet" text="Run the node: its rows become a chart that their types choose." />
    );
  }
  const spec = (own && validChart(own, result)) ?? proposeChart(result);
  if (!spec) return <EmptyState title="Nothing to draw" text="The result has no columns." />;
  return <Drawn result={result} spec={spec} onSpec={(next) => path !== undefined && keep({ ...kept, [path]: next })} />;
}

function Drawn({
  result,
  spec,
  onSpec,
}: {
  readonly result: PreviewResult;
  readonly spec: ChartSpec;
  readonly onSpec: (spec: ChartSpec) => void;
}) {
  const xRole = roleOf(result.columns.find(({ name }) => name === spec.x)?.type ?? '');
  const data = useMemo(() => chartData(result, spec), [result, spec]);
  const option = useMemo(() => quickOption(spec, data, xRole), [spec, data, xRole]);
  const numbers = result.columns.filter(({ type }) => roleOf(type) === 'number').map(({ name }) => name);
  const onlyNumbers = spec.kind === 'scatter' || spec.kind === 'histogram';
  const xs = onlyNumbers ? numbers : result.columns.map(({ name }) => name);
  const change = (part: Partial<ChartSpec>) => onSpec(withPart(spec, part, result));
  const kinds = KINDS.filter(([kind]) => kind === 'bar' || numbers.length > (kind === 'scatter' ? 1 : 0));
  return (
    <div className={styles.chart}>
      <div className={styles.bar}>
        <Choice label="Kind" value={spec.kind} onChange={(kind) => change({ kind: asKind(kind) })} options={kinds} />
        <Choice label="Across" value={spec.x} onChange={(x) => change({ x })} options={xs.map((x) => [x, x])} />
        {spec.kind !== 'histogram' && (
          <Choice
            label="Up"
            value={spec.y ?? ''}
            onChange={(y) => change({ y: y === '' ? undefined : y })}
            options={[
              ...(spec.kind === 'bar' ? [['', 'count of rows'] as const] : []),
              ...numbers.map((name) => [name, spec.kind === 'scatter' ? name : `mean of ${name}`] as const),
            ]}
          />
        )}
        <span className={styles.said}>{said(result, data)}</span>
      </div>
      <Chart option={option} label={`${yLabel(spec)} by ${spec.x}, ${spec.kind}`} className={styles.picture} />
    </div>
  );
}

const asKind = (text: string): ChartKind => KINDS.find(([kind]) => kind === text)?.[0] ?? 'bar';

function said(result: PreviewResult, { missing, left }: ReturnType<typeof chartData>): string {
  const rows = `${result.more ? 'the first ' : ''}${formatCounted(result.rows.length, 'row')}`;
  const without = missing > 0 ? `, ${formatCount(missing)} without a value` : '';
  return `of ${rows}${without}${left > 0 ? `, ${formatCount(left)} rarer values not drawn` : ''}`;
}

function Choice({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChange: (value: string) => void;
}) {
  return (
    <label className={styles.choice}>
      {label}
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
