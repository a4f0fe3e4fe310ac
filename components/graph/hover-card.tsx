'use client';
import { KindIcon, StateMark, statusName } from '#components/ui/index.ts';
import type { GraphNode } from '#lib/contracts/graph.ts';
import { builtLine } from './describe.ts';
import styles from './hover-card.module.css';
import type { NodeView } from './states.ts';

/** What a node is, after 300 ms of rest; never together with a menu. */
export function HoverCard({
  node,
  view,
  tests,
  at,
}: {
  readonly node: GraphNode;
  readonly view: NodeView | undefined;
  readonly tests: number;
  readonly at: { readonly left: number; readonly top: number };
}) {
  const status = view?.status ?? 'new';
  const built = view?.built?.at ? builtLine(node, view) : '';
  return (
    <div role="tooltip" className={styles.hover} style={at}>
      <div className={styles.hoverHead}>
        <KindIcon kind={node.kind} />
        <strong>{node.name}</strong>
        <span className={styles.hoverState} data-status={status}>
          <StateMark status={status} />
          {statusName(status, node.kind)}
        </span>
      </div>
      <p className={styles.hoverText}>{node.description || `No description yet: ${node.path}`}</p>
      <dl className={styles.hoverList}>
        {view && view.reason !== '' && <Row name="Because" value={view.detail ?? view.reason} />}
        {built !== '' && <Row name="Built" value={built} />}
        {node.columns.length > 0 && <Row name="Columns" value={String(node.columns.length)} />}
        {tests > 0 && <Row name="Tests" value={String(tests)} />}
      </dl>
    </div>
  );
}

function Row({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
