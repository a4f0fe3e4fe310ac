'use client';
import { useEffect, useMemo, useRef, useState } from 'react';
import { KindIcon, StateMark } from '#components/ui/index.ts';
import type { ProjectGraph } from '#lib/contracts/graph.ts';
import { graphKey } from './commands.ts';
import { nodeLabel } from './describe.ts';
import { layoutNarrow } from './narrow.ts';
import { drawnGraph } from './near.ts';
import styles from './neighbourhood.module.css';
import type { NodeView } from './states.ts';
import { walk } from './walk.ts';

/**
 * The two steps above and below a node, flowing down: for the workbench's right panel and the phone.
 * It follows the editor's node; a click or Enter opens another.
 */
export function NeighbourhoodPanel({
  graph,
  views,
  focus,
  reach = 2,
  row = 26,
  onOpen,
}: {
  readonly graph: ProjectGraph;
  readonly views: ReadonlyMap<string, NodeView>;
  readonly focus: string;
  readonly reach?: number;
  /** Height of a node: 26 in the panel, 36 on a phone. */
  readonly row?: number;
  readonly onOpen: (id: string) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(304);
  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver(
      ([entry]) => entry && setWidth(Math.max(200, Math.floor(entry.contentRect.width))),
    );
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const drawn = useMemo(() => drawnGraph(graph), [graph]);
  const layout = useMemo(() => layoutNarrow(drawn, focus, width, row, reach), [drawn, focus, width, row, reach]);
  const nodes = drawn.nodes.filter(({ id }) => layout.nodes.has(id));
  const onKeyDown = (event: React.KeyboardEvent, id: string) => {
    const key = graphKey(event);
    if (key?.type !== 'walk') return;
    const next = walk(drawn, layout.nodes, id, key.direction, 'down');
    if (next) box.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(next)}"]`)?.focus();
    event.preventDefault();
  };
  return (
    <nav ref={box} className={styles.panel} aria-label="Neighbourhood">
      <div className={styles.plane} style={{ width: layout.width, height: layout.height }}>
        <svg className={styles.edges} width={layout.width} height={layout.height} aria-hidden="true">
          {layout.edges.map(({ from, to, path }) => (
            <path key={`${from}>${to}`} d={path} />
          ))}
        </svg>
        {nodes.map((node) => {
          const place = layout.nodes.get(node.id);
          const view = views.get(node.id);
          return (
            <button
              key={node.id}
              type="button"
              data-node={node.id}
              tabIndex={node.id === focus ? 0 : -1}
              className={`${styles.node} ${styles[node.kind] ?? ''} ${node.id === focus ? styles.me : ''}`}
              style={{ left: place?.x, top: place?.y, width: place?.width, height: place?.height }}
              aria-label={nodeLabel(node, view)}
              aria-current={node.id === focus}
              title={node.name}
              onClick={() => onOpen(node.id)}
              onKeyDown={(event) => onKeyDown(event, node.id)}
            >
              <KindIcon kind={node.kind} />
              <span className={styles.name}>{node.name}</span>
              <StateMark status={view?.status ?? 'new'} />
            </button>
          );
        })}
        {layout.more.map(({ key, count, x, y, width: wide }) => (
          <span key={key} className={styles.more} style={{ left: x, top: y, width: wide }}>
            and {count} more
          </span>
        ))}
      </div>
    </nav>
  );
}
