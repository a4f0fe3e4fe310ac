import { useMemo } from 'react';
import { CellChart } from '#components/charts/cell/cell-chart.tsx';
import { chartOf } from '#components/charts/cell/spec.ts';
import { PlainTable } from '#components/ui/index.ts';
import type { PreviewResult } from '#lib/contracts/api.ts';
import { type OutputTable, tableOf } from './output-table.ts';
import styles from './panel.module.css';

type CellOutput = PreviewResult['outputs'][number];

/** What a Python cell printed and drew, above its rows: pictures, charts, tables, text. Never HTML. */
export function Outputs({ outputs }: { readonly outputs: PreviewResult['outputs'] }) {
  return (
    <div className={styles.outputs}>
      {outputs.map((output, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: outputs come in order and never move
        <Output key={`${at}-${output.kind}`} output={output} />
      ))}
    </div>
  );
}

function Output({ output }: { readonly output: CellOutput }) {
  const chart = useMemo(() => chartOf(output), [output]);
  const table = useMemo(() => tableOf(output), [output]);
  if (output.mime.startsWith('image/')) {
    // biome-ignore lint/performance/noImgElement: a picture of the database's own making, never fetched
    return <img className={styles.picture} src={addressOf(output)} alt="Figure that the cell drew" />;
  }
  if (chart) return <CellChart chart={chart} />;
  if (table) return <Table table={table} />;
  return <pre className={output.kind === 'stderr' ? styles.stderr : undefined}>{output.data}</pre>;
}

/** Rows of a frame that the cell showed on its way; what it returns has the grid. */
function Table({ table: { columns, rows, total } }: { readonly table: OutputTable }) {
  return (
    <figure className={styles.frame}>
      <PlainTable
        heads={columns.map(({ name, type }) => ({ name, title: type }))}
        rows={rows.map((row) => ({ cells: columns.map(({ name }, at) => row[at] ?? <i key={name}>NULL</i>) }))}
      />
      {total > rows.length && (
        <figcaption>
          {rows.length.toLocaleString('en-US')} of {total.toLocaleString('en-US')} rows
        </figcaption>
      )}
    </figure>
  );
}

function addressOf({ mime, data }: Pick<CellOutput, 'mime' | 'data'>): string {
  if (data.startsWith('data:image/')) return data;
  return mime === 'image/svg+xml' && data.trimStart().startsWith('<')
    ? `data:image/svg+xml;charset=utf-8,${encodeURIComponent(data)}`
    : `data:${mime};base64,${data}`;
}
