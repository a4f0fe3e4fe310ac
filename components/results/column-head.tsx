import type { IHeaderParams } from 'ag-grid-community';
import type { KeyboardEvent, ReactNode } from 'react';
import type { ColumnStats } from './column-stats.ts';
import styles from './grid.module.css';
import { shortType } from './short-type.ts';

export interface ColumnHeadExtra {
  readonly type: string;
  readonly stats: ColumnStats;
  readonly rows: number;
}

/** Name, type, shape, missing and distinct of a column, over the rows that are shown. */
export function ColumnHead(props: IHeaderParams & ColumnHeadExtra): ReactNode {
  const { stats, rows, type } = props;
  const sort = props.column.getSort();
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') props.progressSort(event.shiftKey);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the grid gives the head its role and focus
    <div className={styles.head} onClick={(event) => props.progressSort(event.shiftKey)} onKeyDown={onKey}>
      <span className={styles.name}>
        {props.displayName}
        {sort ? <span className={styles.sort}>{sort === 'asc' ? 'ascending' : 'descending'}</span> : null}
      </span>
      <span className={styles.type} title={type}>
        {shortType(type)}
      </span>
      <Bars heights={stats.bars} />
      <span className={styles.counts}>
        <span title={`missing in the ${rows} rows shown`} data-warn={stats.missing > rows / 20 || undefined}>
          {percent(stats.missing, rows)}
        </span>
        <span title={`distinct in the ${rows} rows shown`}>{stats.distinct}</span>
      </span>
    </div>
  );
}

const percent = (part: number, whole: number): string => {
  if (part === 0 || whole === 0) return '0 %';
  const share = (100 * part) / whole;
  return `${share < 0.1 ? '< 0.1' : share.toFixed(share >= 99.95 ? 0 : 1)} %`;
};

const HEIGHT = 18;

function Bars(props: { readonly heights: readonly number[] }): ReactNode {
  const width = 100 / Math.max(props.heights.length, 1);
  return (
    <svg className={styles.bars} viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {props.heights.map((height, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
        <rect key={i} x={i * width} y={HEIGHT - drawn(height)} width={width * 0.8} height={drawn(height)} />
      ))}
    </svg>
  );
}

/** A value that is there is never drawn as nothing. */
const drawn = (height: number): number => (height > 0 ? Math.max(1, height * HEIGHT) : 0);
