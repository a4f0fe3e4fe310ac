'use client';
import { Copy, Download, Maximize2, Minimize2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { NodeView } from '#components/graph/states.ts';
import type { LiveRun } from '#components/runs/live.ts';
import { EmptyState, IconButton, type TabSpec, Tabs } from '#components/ui/index.ts';
import type { GraphNode, ProjectGraph } from '#lib/contracts/graph.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { ChartTab } from './chart-tab.tsx';
import { CompiledTab } from './compiled-tab.tsx';
import { delimited, saveText } from './export.ts';
import { LineageTab } from './lineage-tab.tsx';
import { LogTab } from './log-tab.tsx';
import { ProblemsTab } from './problems-tab.tsx';
import { ResultsTab } from './results-tab.tsx';
import { TestsTab, testsFailing } from './tests-tab.tsx';
import type { PreviewControl } from './use-preview.ts';

export type ResultsTabId =
  | 'results'
  | 'node'
  | 'text'
  | 'chart'
  | 'tests'
  | 'problems'
  | 'log'
  | 'compiled'
  | 'lineage';

export interface ResultsPanelProps {
  readonly tab: ResultsTabId;
  readonly onTab: (tab: ResultsTabId) => void;
  readonly preview: PreviewControl;
  /** Builds what the open node reads and the node; absent where nothing can be built. */
  readonly onBuild: (() => void) | undefined;
  readonly graph: ProjectGraph | null;
  readonly views: ReadonlyMap<string, NodeView>;
  readonly node: GraphNode | undefined;
  readonly path: string | undefined;
  readonly problems: readonly Problem[];
  readonly run: LiveRun;
  readonly runNumber: number | undefined;
  readonly maximised?: boolean;
  readonly onMaximise?: (maximised: boolean) => void;
  readonly onGo: (path: string, line?: number, column?: number) => void;
  /** Runs one test again; absent for who only reads. */
  readonly onTest: ((test: GraphNode) => void) | undefined;
  /** On a phone: what stands beside the rows, and how to get them without keys. */
  readonly phone?: { readonly node: ReactNode; readonly text: ReactNode; readonly onRun: (() => void) | undefined };
}

/** Below the editor: what came of it. */
export function ResultsPanel(props: ResultsPanelProps) {
  const { preview, graph, node, views, problems } = props;
  const failing = graph && node ? testsFailing(graph, node, views) : 0;
  const errors = problems.some(({ severity }) => severity === 'error');
  return (
    <Tabs<ResultsTabId>
      label="What came of it"
      size={props.phone ? 'phone' : 'panel'}
      value={props.tab}
      onChange={props.onTab}
      end={props.phone ? undefined : <PanelEnd {...props} />}
      tabs={[
        {
          value: 'results',
          label: 'Results',
          keep: true,
          content: (
            <ResultsTab preview={preview} onBuild={props.onBuild} onRun={props.phone?.onRun} onGo={props.onGo} />
          ),
        },
        ...phoneTabs(props),
        { value: 'chart', label: 'Chart', content: <ChartTab path={props.path} result={preview.result} /> },
        {
          value: 'tests',
          label: 'Tests',
          count: failing,
          countTone: 'bad',
          content: graph ? (
            <TestsTab graph={graph} node={node} views={views} onGo={props.onGo} onTest={props.onTest} />
          ) : (
            READING
          ),
        },
        {
          value: 'problems',
          label: 'Problems',
          count: problems.length,
          countTone: errors ? 'bad' : 'warn',
          content: graph ? <ProblemsTab problems={problems} path={props.path} onGo={props.onGo} /> : READING,
        },
        { value: 'log', label: 'Log', content: <LogTab run={props.run} number={props.runNumber} /> },
        { value: 'compiled', label: 'Compiled SQL', content: <CompiledTab path={props.path} graph={graph} /> },
        {
          value: 'lineage',
          label: 'Lineage',
          content: graph ? <LineageTab path={props.path} graph={graph} node={node} onGo={props.onGo} /> : READING,
        },
      ]}
    />
  );
}

/** Where nothing can be said before the first graph. */
const READING = <EmptyState title="Reading the project …" />;

function phoneTabs({ phone }: ResultsPanelProps): TabSpec<ResultsTabId>[] {
  if (!phone) return [];
  return [
    { value: 'node', label: 'Node', content: phone.node },
    { value: 'text', label: 'Text', content: phone.text },
  ];
}

function PanelEnd({ preview, tab, node, maximised, onMaximise }: ResultsPanelProps) {
  const { result, state } = preview;
  const some = tab === 'results' && result && result.columns.length > 0;
  return (
    <>
      <span role="status" style={{ fontVariantNumeric: 'tabular-nums' }}>
        {tab === 'results' && state === 'done' && result ? said(result) : ''}
      </span>
      <IconButton
        label="Copy as text with tabs"
        disabled={!some}
        onClick={() => some && void navigator.clipboard.writeText(delimited(result, '\t'))}
      >
        <Copy size={14} strokeWidth={1.6} />
      </IconButton>
      <IconButton
        label="Download these rows as CSV"
        disabled={!some}
        onClick={() => some && saveText(`${node?.name ?? 'rows'}.csv`, delimited(result, ','))}
      >
        <Download size={14} strokeWidth={1.6} />
      </IconButton>
      {onMaximise && (
        <IconButton label={maximised ? 'Make smaller' : 'Make larger'} onClick={() => onMaximise(!maximised)}>
          {maximised ? <Minimize2 size={13} strokeWidth={1.6} /> : <Maximize2 size={13} strokeWidth={1.6} />}
        </IconButton>
      )}
    </>
  );
}

/** `500 of 336,776 rows in 0.21 s`; without a total `first 500 rows` where there are more. */
export function said({
  rows,
  totalRows,
  more,
  ms,
}: {
  readonly rows: readonly unknown[];
  readonly totalRows?: number;
  readonly more: boolean;
  readonly ms: number;
}): string {
  const count = rows.length.toLocaleString('en-US');
  const of = totalRows !== undefined && totalRows > rows.length ? ` of ${totalRows.toLocaleString('en-US')}` : '';
  const first = of === '' && more ? 'first ' : '';
  return `${first}${count}${of} ${rows.length === 1 ? 'row' : 'rows'} in ${(ms / 1000).toFixed(2)} s`;
}
