import type { LucideIcon } from 'lucide-react';
import {
  Bookmark,
  ChartNoAxesColumn,
  ChartSpline,
  Database,
  FileCog,
  FileText,
  FlaskConical,
  Gauge,
  History,
  Layers,
  Presentation,
  Sprout,
  SquareFunction,
} from 'lucide-react';
import type { NodeKind } from '#lib/contracts/graph.ts';
import styles from './kind-icon.module.css';

/** A node's kind, or what a file without a node is. */
export type IconKind = NodeKind | 'yml' | 'macro' | 'file';

const ICONS: Readonly<Record<Exclude<IconKind, 'python' | 'model'>, LucideIcon>> = {
  source: Database,
  seed: Sprout,
  udf: SquareFunction,
  train: ChartSpline,
  predict: Gauge,
  test: FlaskConical,
  snapshot: History,
  exposure: Presentation,
  semantic_model: Layers,
  metric: ChartNoAxesColumn,
  saved_query: Bookmark,
  yml: FileText,
  macro: FileCog,
  file: FileText,
};

const KIND_NAMES: Readonly<Record<IconKind, string>> = {
  source: 'source',
  seed: 'seed',
  model: 'feature model',
  python: 'Python cell',
  udf: 'UDF',
  train: 'training',
  predict: 'prediction',
  test: 'test',
  snapshot: 'snapshot',
  exposure: 'exposure',
  semantic_model: 'semantic model',
  metric: 'metric',
  saved_query: 'saved query',
  yml: 'properties',
  macro: 'macro',
  file: 'file',
};

/** The picture of a kind in its colour. The name stands beside it nearly everywhere, so it is silent unless `spoken`. */
export function KindIcon({
  kind,
  size = 14,
  spoken,
}: {
  readonly kind: IconKind;
  readonly size?: number;
  readonly spoken?: boolean;
}) {
  return (
    <span
      className={`${styles.kind} ${styles[kind] ?? ''}`}
      style={{ width: size, height: size }}
      title={KIND_NAMES[kind]}
      {...(spoken ? { role: 'img', 'aria-label': KIND_NAMES[kind] } : { 'aria-hidden': true })}
    >
      <Picture kind={kind} size={size} />
    </span>
  );
}

function Picture({ kind, size }: { readonly kind: IconKind; readonly size: number }) {
  if (kind === 'python') return <b style={{ fontSize: Math.round(size * 0.72) }}>py</b>;
  if (kind === 'model') return <ModelPicture size={size} />;
  const Icon = ICONS[kind];
  return <Icon size={size} strokeWidth={1.6} />;
}

/** A table with its head and first column: lucide's `table` variants draw more lines than 14 px hold. */
function ModelPicture({ size }: { readonly size: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M3 9h18M9 3v18" />
      <rect x="3" y="3" width="18" height="18" rx="2" />
    </svg>
  );
}
