'use client';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Play, X } from 'lucide-react';
import { useRouter, useSearchParams } from 'next/navigation';
import { useCallback, useMemo, useState } from 'react';
import { Inspector } from '#components/inspector/inspector.tsx';
import { runsOfNode } from '#components/inspector/last-runs.tsx';
import { RunPill } from '#components/runs/run-pill.tsx';
import { type RunActions, useRunActions } from '#components/runs/use-run-actions.ts';
import { AppShell, StatusItem } from '#components/shell/app-shell.tsx';
import type { PrimaryAction } from '#components/shell/primary.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { modelsQuery, runQuery, runsQuery, versionsQuery } from '#lib/client/queries.ts';
import type { GraphNode, ProjectGraph } from '#lib/contracts/graph.ts';
import { type RunWish, trainWish, wishOf } from './commands.ts';
import { toGlances } from './glances.ts';
import styles from './graph.module.css';
import { GraphScreen } from './graph-screen.tsx';
import { drawnGraph, lineage } from './near.ts';
import type { NodeView } from './states.ts';
import { type ProjectNodes, useProjectNodes } from './use-project-nodes.ts';

const EMPTY: ProjectGraph = { projectName: '', nodes: [], problems: [] };

/** The graph screen, joined to the project: text, states, runs, and what can be done. */
export function GraphPage() {
  const { project, href, fileHref, mayEdit } = useProject();
  const router = useRouter();
  const nodes = useProjectNodes(project.id);
  const { views, active } = nodes;
  const graph = nodes.graph ?? EMPTY;
  const runs = useRunActions();
  const { data: models } = useQuery(modelsQuery(project.id));
  const asked = useSearchParams().get('node') ?? undefined;
  const [selected, setSelected] = useState(asked);
  const node = graph.nodes.find(({ id }) => id === selected);
  const glances = useMemo(() => toGlances(graph, models ?? [], active.run), [graph, models, active.run]);
  const byId = useMemo(() => new Map(graph.nodes.map((each) => [String(each.id), each])), [graph]);
  const openFile = useCallback((path: string, line?: number) => router.push(fileHref(path, line)), [router, fileHref]);
  const open = (id: string) => {
    const opened = byId.get(id);
    if (opened)
      router.push(
        opened.kind === 'train' ? href(`train/${encodeURIComponent(opened.name)}`) : fileHref(opened.path, opened.line),
      );
  };
  const train = (id: string) => {
    const opened = byId.get(id);
    if (opened) void runs.start(trainingWish(graph, opened, views));
  };
  const cancel = () => void (active.summary && runs.cancel(active.summary.id));
  const drawn = useMemo(() => drawnGraph(graph), [graph]);
  const edges = drawn.nodes.reduce((sum, each) => sum + each.dependsOn.length, 0);
  return (
    <AppShell
      screen="graph"
      title={node?.name ?? 'Graph'}
      primary={mayEdit && nodes.graph ? primaryOf({ node, views, nodes, runs, train, cancel }) : null}
      pill={<RunPill active={active} hrefOf={(number) => href(`runs/${number}`)} />}
      statusEnd={
        <StatusItem>
          {drawn.nodes.length} nodes, {edges} edges
        </StatusItem>
      }
    >
      {nodes.graph ? (
        <GraphScreen
          graph={graph}
          views={views}
          glances={glances}
          mayRun={mayEdit}
          selected={selected}
          onSelect={setSelected}
          onRun={(wish) => void runs.start(wish)}
          onTrain={train}
          onCancel={cancel}
          onOpen={open}
          onFile={(id) => {
            const problem = views.get(id)?.problem;
            const file = byId.get(id);
            if (file) openFile(problem?.path ?? file.path, problem?.line ?? file.line);
          }}
          inspector={
            node && (
              <div className={styles.aside}>
                <ConnectedInspector
                  nodes={nodes}
                  node={node}
                  onOpenFile={openFile}
                  onClose={() => setSelected(undefined)}
                />
              </div>
            )
          }
        />
      ) : (
        <div className={styles.screen} aria-busy="true" />
      )}
    </AppShell>
  );
}

function trainingWish(graph: ProjectGraph, node: GraphNode, views: ReadonlyMap<string, NodeView>): RunWish {
  const distances = lineage(graph, node.id);
  return trainWish(
    node,
    graph.nodes.filter(({ id }) => (distances.get(id) ?? 0) < 0),
    views,
  );
}

/** Run, Train or Cancel: what the selected node asks for; without one, the whole project. */
function primaryOf({
  node,
  views,
  nodes,
  runs,
  train,
  cancel,
}: {
  readonly node: GraphNode | undefined;
  readonly views: ReadonlyMap<string, NodeView>;
  readonly nodes: ProjectNodes;
  readonly runs: RunActions;
  readonly train: (id: string) => void;
  readonly cancel: () => void;
}): PrimaryAction {
  const status = node && views.get(node.id)?.status;
  if (nodes.active.going && (!node || status === 'running' || status === 'queued')) {
    return { label: 'Cancel', tone: 'danger', icon: <X size={14} />, onAct: cancel, loading: runs.busy };
  }
  const play = <Play size={14} strokeWidth={1.6} />;
  if (!node) {
    return {
      label: 'Run',
      icon: play,
      loading: runs.busy,
      hint: 'Build the whole project with its tests',
      onAct: () => void runs.start({ command: 'build', select: [] }),
    };
  }
  const start = (action: 'run' | 'run-upstream' | 'run-downstream' | 'test') => () => {
    const wish = wishOf(action, node);
    if (wish) void runs.start(wish);
  };
  return {
    label: node.kind === 'train' ? 'Train' : 'Run',
    icon: play,
    loading: runs.busy,
    disabled: node.kind === 'exposure',
    hint:
      node.kind === 'source'
        ? `Build what reads ${node.name}`
        : `${node.kind === 'train' ? 'Train' : 'Build'} ${node.name}`,
    onAct:
      node.kind === 'train' ? () => train(node.id) : node.kind === 'source' ? start('run-downstream') : start('run'),
    menu: [
      { id: 'up', label: 'With upstream', keys: '⇧⌘↵', onSelect: start('run-upstream') },
      { id: 'down', label: 'With downstream', onSelect: start('run-downstream') },
      { id: 'test', label: 'Test', onSelect: start('test') },
    ],
  };
}

/** The inspector with the node's last runs: the plans of the newest runs say which ran it. */
export function ConnectedInspector({
  nodes,
  node,
  onOpenFile,
  onClose,
}: {
  readonly nodes: ProjectNodes;
  readonly node: GraphNode;
  readonly onOpenFile: (path: string, line?: number) => void;
  readonly onClose?: () => void;
}) {
  const { project, href } = useProject();
  const { data: runs } = useQuery(runsQuery(project.id));
  const { data: versions } = useQuery(versionsQuery(project.id));
  const ended = (runs ?? []).filter(({ status }) => status !== 'running' && status !== 'queued').slice(0, 12);
  const details = useQueries({
    queries: ended.map(({ id }) => ({ ...runQuery(project.id, id), staleTime: Number.POSITIVE_INFINITY })),
  });
  const view = nodes.views.get(node.id);
  const last = runsOfNode(
    details.flatMap(({ data }) => data ?? []),
    node.id,
    (run) => href(`runs/${run.number}`),
  );
  return (
    <Inspector
      graph={nodes.graph ?? EMPTY}
      node={node}
      view={view}
      views={nodes.views}
      runs={last}
      now={nodes.now}
      builtVersion={versions?.find(({ id }) => id === view?.built?.versionId)?.number}
      onOpenFile={onOpenFile}
      onClose={onClose}
    />
  );
}
