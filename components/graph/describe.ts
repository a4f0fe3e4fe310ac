import { formatCount, formatDuration, formatScore, metricLabel } from '#components/charts/format.ts';
import { STATUS_NAMES } from '#components/ui/index.ts';
import type { GraphNode, NodeKind } from '#lib/contracts/graph.ts';
import type { NodeView } from './states.ts';

export const KIND_LABELS: Readonly<Record<NodeKind, string>> = {
  source: 'Source',
  seed: 'Seed',
  model: 'Feature model',
  python: 'Python cell',
  udf: 'UDF',
  train: 'Training',
  predict: 'Prediction',
  test: 'Test',
  snapshot: 'Snapshot',
  exposure: 'Exposure',
  semantic_model: 'Semantic model',
  metric: 'Metric',
  saved_query: 'Saved query',
};

/** The second line of a node: what goes on, else why it is stale, else what was built. */
export function nodeLine(node: GraphNode, view: NodeView | undefined): string {
  if (!view) return '';
  if (node.kind === 'test' && view.status === 'new') return 'never run';
  if (view.reason !== '' && !(view.status === 'new' && node.kind === 'udf')) return view.reason;
  if (node.kind === 'train' && view.score) {
    return `${metricLabel(view.score.metric)} ${formatScore(view.score.value)}`;
  }
  return builtLine(node, view);
}

/** `336,776, 6.1 s`; `incremental +1,204, 0.3 s` of rows that were written to what stood; a view has no rows of its own. */
export function builtLine(node: GraphNode, view: NodeView): string {
  const { rows, ms } = view.built ?? {};
  const word = storageWord(node);
  const written =
    keepsRows(node) && rows !== undefined ? [word, `+${formatCount(rows)}`].filter(Boolean).join(' ') : '';
  const parts = [
    node.kind === 'test' ? STATUS_NAMES[view.status] : undefined,
    written || (rows === undefined ? word : formatCount(rows)),
    ms === undefined || ms < 50 ? undefined : formatDuration(ms),
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

/** A build adds to what stands: the rows of a build are those it wrote, not those there are. */
export const keepsRows = ({ kind, materialized }: GraphNode): boolean =>
  kind === 'snapshot' || materialized === 'incremental';

/** How a node is stored, where its rows don't say it; a materialization of the project's own by its name. */
function storageWord(node: GraphNode): string | undefined {
  if (node.kind === 'udf') return node.path.endsWith('.py') ? 'Python function' : 'SQL function';
  if (node.kind === 'source') return 'source';
  return node.kind === 'model' && node.materialized !== 'table' ? materializationWord(node) : undefined;
}

/** `materialized_view` as it is read. */
export const materializationWord = ({ materialized }: GraphNode): string => materialized.replaceAll('_', ' ');

/** A node's name as it is shown: a Python cell keeps its ending. */
export const shownName = (node: GraphNode): string => (node.kind === 'python' ? `${node.name}.py` : node.name);

/** What a screen reader says of a node: first what is seen, then kind and state. */
export function nodeLabel(node: GraphNode, view: NodeView | undefined): string {
  const line = nodeLine(node, view);
  const status = view ? STATUS_NAMES[view.status] : '';
  const seen = line === '' ? shownName(node) : `${shownName(node)} ${line}`;
  return [seen, KIND_LABELS[node.kind], status === line ? '' : status].filter((part) => part !== '').join(', ');
}

/** `models/features` → `models / features`, as the group's heading. */
export const folderLabel = (folder: string): string => (folder === '' ? 'project' : folder.split('/').join(' / '));
