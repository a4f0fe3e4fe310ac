'use client';

import {
  AllCommunityModule,
  type CellKeyDownEvent,
  type ColDef,
  type FullWidthCellKeyDownEvent,
  ModuleRegistry,
  themeQuartz,
} from 'ag-grid-community';
import { AgGridReact, type CustomCellRendererProps } from 'ag-grid-react';
import { type ReactNode, useMemo } from 'react';
import type { PreviewResult } from '#lib/contracts/api.ts';
import { ColumnHead, type ColumnHeadExtra } from './column-head.tsx';
import { columnStats } from './column-stats.ts';
import { compareText } from './compare.ts';
import styles from './grid.module.css';
import { shortType } from './short-type.ts';

ModuleRegistry.registerModules([AllCommunityModule]);

type Row = PreviewResult['rows'][number];

const HEAD_HEIGHT = 72;
const ROW_HEIGHT = 24;
const NUMBER_COLUMN = 44;

/** The grid's look from our tokens, so that dark and light follow the page. */
const theme = themeQuartz.withParams({
  backgroundColor: 'var(--surface-1)',
  foregroundColor: 'var(--text-1)',
  headerBackgroundColor: 'var(--surface-2)',
  headerTextColor: 'var(--text-1)',
  borderColor: 'var(--border)',
  rowHoverColor: 'var(--surface-3)',
  selectedRowBackgroundColor: 'var(--accent-wash)',
  accentColor: 'var(--accent)',
  oddRowBackgroundColor: 'var(--surface-1)',
  cellHorizontalPadding: 8,
  fontFamily: 'inherit',
  fontSize: 12,
  headerFontSize: 12,
  rowHeight: ROW_HEIGHT,
  headerHeight: HEAD_HEIGHT,
  wrapperBorder: false,
  wrapperBorderRadius: 0,
  columnBorder: true,
});

/**
 * Rows of a preview, virtual, as PostgreSQL printed them: int8 and numeric keep every digit, NULL
 * is shown as such. Ctrl/⌘C copies the focused cell. Fills its parent.
 */
export function ResultsGrid(props: { readonly result: PreviewResult }): ReactNode {
  const { result } = props;
  const columns = useMemo(() => columnDefinitions(result), [result]);
  return (
    <div className={styles.grid} data-testid="results-grid">
      <AgGridReact<Row>
        theme={theme}
        rowData={result.rows}
        columnDefs={columns}
        onCellKeyDown={copyOnKey}
        suppressMovableColumns={false}
        animateRows={false}
        enableCellTextSelection={false}
        suppressDragLeaveHidesColumns
      />
    </div>
  );
}

function columnDefinitions(result: PreviewResult): ColDef<Row>[] {
  const number: ColDef<Row> = {
    colId: '#',
    headerName: '',
    width: NUMBER_COLUMN,
    pinned: 'left',
    resizable: false,
    sortable: false,
    cellClass: styles.number,
    valueGetter: ({ node }) => (node?.rowIndex ?? 0) + 1,
  };
  return [number, ...result.columns.map((column, index) => definition(result, column, index))];
}

/** Columns go by their place: a result may have two of one name, or a name with a dot. */
function definition(result: PreviewResult, column: { name: string; type: string }, index: number): ColDef<Row> {
  const stats = columnStats(result.rows, index, column.type);
  const extra: ColumnHeadExtra = { type: column.type, stats, rows: result.rows.length };
  return {
    colId: String(index),
    headerName: column.name,
    headerComponent: ColumnHead,
    headerComponentParams: extra,
    width: widthOf(result, column, index),
    minWidth: 72,
    resizable: true,
    sortable: true,
    comparator: (a: string | null, b: string | null) => compareText(a, b, stats.numeric),
    valueGetter: ({ data }) => data?.[index] ?? null,
    cellRenderer: Cell,
    cellClass: stats.numeric ? styles.right : undefined,
  };
}

const CHARACTER = 7.2;

function widthOf(result: PreviewResult, column: { name: string; type: string }, index: number): number {
  const texts = result.rows.slice(0, 50).map((row) => row[index]?.length ?? 4);
  const longest = Math.max(column.name.length, shortType(column.type).length, ...texts);
  return Math.round(Math.min(320, Math.max(84, longest * CHARACTER + 24)));
}

function Cell(props: CustomCellRendererProps<Row, string | null>): ReactNode {
  if (props.value === null || props.value === undefined) return <span className={styles.null}>NULL</span>;
  return props.value;
}

function copyOnKey(event: CellKeyDownEvent<Row> | FullWidthCellKeyDownEvent<Row>): void {
  const key = event.event;
  if (!(key instanceof KeyboardEvent) || key.key !== 'c' || !(key.ctrlKey || key.metaKey) || !('value' in event))
    return;
  void navigator.clipboard.writeText(event.value === null ? '' : String(event.value));
}
