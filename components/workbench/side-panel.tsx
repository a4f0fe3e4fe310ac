'use client';
import { Maximize2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { NeighbourhoodPanel } from '#components/graph/neighbourhood.tsx';
import type { ProjectNodes } from '#components/graph/use-project-nodes.ts';
import { NodeInspector } from '#components/inspector/node-inspector.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { IconButton } from '#components/ui/index.ts';
import type { GraphNode } from '#lib/contracts/graph.ts';
import styles from './workbench.module.css';

/** Right of the editor: the neighbourhood of the open node, and what is known of it. */
export function SidePanel({
  nodes,
  node,
  onOpen,
}: {
  readonly nodes: ProjectNodes;
  readonly node: GraphNode | undefined;
  readonly onOpen: (path: string, line?: number) => void;
}) {
  const { href } = useProject();
  const router = useRouter();
  const { graph, views } = nodes;
  return (
    <>
      <div className={styles.panelHead}>
        <h2>Neighbourhood</h2>
        {node && (
          <>
            <span className={styles.faint}>2 up, 2 down</span>
            <IconButton
              label="Open in the graph"
              onClick={() => router.push(`${href('graph')}?node=${encodeURIComponent(node.id)}`)}
            >
              <Maximize2 size={13} strokeWidth={1.6} />
            </IconButton>
          </>
        )}
      </div>
      {graph && node ? (
        <>
          <div className={styles.near}>
            <NeighbourhoodPanel
              graph={graph}
              views={views}
              focus={node.id}
              onOpen={(id) => {
                const wanted = graph.nodes.find((each) => each.id === id);
                if (wanted) onOpen(wanted.path, wanted.line);
              }}
            />
          </div>
          <div className={styles.about}>
            <NodeInspector nodes={nodes} node={node} onOpenFile={onOpen} />
          </div>
        </>
      ) : graph === undefined ? (
        <p className={`${styles.about} ${styles.teach}`}>Reading the project …</p>
      ) : (
        <>
          <GhostGraph />
          <p className={`${styles.about} ${styles.teach}`}>
            Select a node to see who owns it, what it holds and how its last runs went.
          </p>
        </>
      )}
    </>
  );
}

const GHOSTS = [
  { x: 38, y: 16, width: 120, label: 'a source', round: true },
  { x: 178, y: 16, width: 120, label: 'a seed', round: true },
  { x: 108, y: 76, width: 120, label: 'a feature model' },
  { x: 108, y: 128, width: 120, label: 'the training set' },
  { x: 108, y: 180, width: 120, label: 'a training node', accent: true },
];

/** What a neighbourhood will look like, where there is none yet. */
function GhostGraph() {
  return (
    <svg
      className={styles.ghost}
      viewBox="0 0 336 228"
      role="img"
      aria-label="A source and a seed lead to a feature model, the training set and a training node"
    >
      <g fill="none" stroke="var(--text-4)" strokeDasharray="3 3">
        <path d="M98 44C98 62 168 58 168 76M238 44C238 62 168 58 168 76M168 104V128M168 156V180" />
      </g>
      {GHOSTS.map(({ x, y, width, label, round, accent }) => (
        <g key={label}>
          <rect
            x={x + 0.5}
            y={y + 0.5}
            width={width}
            height={28}
            rx={round ? 14 : 6}
            fill={accent ? 'var(--accent-wash)' : 'none'}
            stroke={accent ? 'var(--accent-line)' : 'var(--text-4)'}
            strokeDasharray="3 3"
          />
          <text
            x={x + width / 2}
            y={y + 18}
            textAnchor="middle"
            fontSize="11"
            fill={accent ? 'var(--accent)' : 'var(--text-3)'}
          >
            {label}
          </text>
        </g>
      ))}
    </svg>
  );
}
