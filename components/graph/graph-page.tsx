'use client';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { type ReactNode, useMemo, useState } from 'react';
import { formatCounted } from '#components/charts/format.ts';
import { usePlace } from '#components/editor/presence.tsx';
import { NodeInspector } from '#components/inspector/node-inspector.tsx';
import { RunPill } from '#components/runs/run-pill.tsx';
import { AppShell, StatusItem } from '#components/shell/app-shell.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { useMedia } from '#components/shell/use-media.ts';
import { modelsQuery } from '#lib/client/queries.ts';
import type { ProjectGraph } from '#lib/contracts/graph.ts';
import { toGlances } from './glances.ts';
import styles from './graph.module.css';
import { GraphScreen } from './graph-screen.tsx';
import { drawnGraph } from './near.ts';
import { firstFocus, PhoneGraph } from './phone-graph.tsx';
import { useGraphActions } from './use-graph-actions.tsx';
import { type ProjectNodes, useProjectNodes } from './use-project-nodes.ts';

/** The graph screen, joined to the project: text, states, runs, and what can be done. */
export function GraphPage() {
  const { project, href } = useProject();
  const nodes = useProjectNodes(project.id);
  const { graph, active } = nodes;
  const phone = useMedia('(max-width: 639px)');
  const asked = useSearchParams().get('node') ?? undefined;
  const [chosen, setChosen] = useState(asked);
  const selected = chosen ?? (phone && graph ? firstFocus(graph) : undefined);
  const node = graph?.nodes.find(({ id }) => id === selected);
  const actions = useGraphActions(nodes, node);
  usePlace(node?.path, node?.id);
  const inspector = node && (
    <NodeInspector
      nodes={nodes}
      node={node}
      onOpenFile={actions.openFile}
      onClose={phone ? undefined : () => setChosen(undefined)}
    />
  );
  return (
    <AppShell
      screen="graph"
      title={node?.name ?? 'Graph'}
      primary={actions.primary}
      pill={<RunPill active={active} hrefOf={(number) => href(`runs/${number}`)} />}
      statusEnd={graph && <Size graph={graph} />}
    >
      {!graph ? (
        <div className={styles.screen} aria-busy="true" />
      ) : phone ? (
        <PhoneGraph graph={graph} views={nodes.views} focus={selected} onSelect={setChosen} sheet={inspector} />
      ) : (
        <WholeGraph
          nodes={nodes}
          graph={graph}
          actions={actions}
          selected={selected}
          onSelect={setChosen}
          inspector={inspector && <div className={styles.aside}>{inspector}</div>}
        />
      )}
    </AppShell>
  );
}

function WholeGraph({
  nodes,
  graph,
  actions,
  selected,
  onSelect,
  inspector,
}: {
  readonly nodes: ProjectNodes;
  readonly graph: ProjectGraph;
  readonly actions: ReturnType<typeof useGraphActions>;
  readonly selected: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
  readonly inspector: ReactNode;
}) {
  const { project, mayEdit } = useProject();
  const { data: models } = useQuery(modelsQuery(project.id));
  const glances = useMemo(() => toGlances(graph, models ?? [], nodes.active.run), [graph, models, nodes.active.run]);
  return (
    <GraphScreen
      graph={graph}
      views={nodes.views}
      glances={glances}
      mayRun={mayEdit}
      selected={selected}
      onSelect={onSelect}
      onRun={actions.start}
      onTrain={actions.train}
      onCancel={actions.cancel}
      onOpen={actions.open}
      onFile={actions.file}
      inspector={inspector}
    />
  );
}

function Size({ graph }: { readonly graph: ProjectGraph }) {
  const { nodes } = useMemo(() => drawnGraph(graph), [graph]);
  const edges = nodes.reduce((sum, { dependsOn }) => sum + dependsOn.length, 0);
  return (
    <StatusItem>
      {formatCounted(nodes.length, 'node')}, {formatCounted(edges, 'edge')}
    </StatusItem>
  );
}
