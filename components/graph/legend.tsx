import { KindIcon } from '#components/ui/index.ts';
import type { NodeKind } from '#lib/contracts/graph.ts';
import { KIND_LABELS } from './describe.ts';
import styles from './graph.module.css';

const ORDER: readonly NodeKind[] = [
  'source',
  'seed',
  'model',
  'python',
  'udf',
  'snapshot',
  'train',
  'predict',
  'test',
  'semantic_model',
  'metric',
  'saved_query',
  'exposure',
];

/** Kinds that are in the graph; each entry filters. */
export function Legend({
  present,
  on,
  onToggle,
}: {
  readonly present: ReadonlySet<NodeKind>;
  readonly on: ReadonlySet<NodeKind>;
  readonly onToggle: (kind: NodeKind) => void;
}) {
  return (
    <fieldset className={`${styles.bar} ${styles.legend}`} aria-label="Kinds of nodes">
      {ORDER.filter((kind) => present.has(kind)).map((kind) => (
        <button
          key={kind}
          type="button"
          className={styles.chip}
          aria-pressed={on.has(kind)}
          onClick={() => onToggle(kind)}
        >
          <KindIcon kind={kind} />
          {KIND_LABELS[kind]}
        </button>
      ))}
    </fieldset>
  );
}
