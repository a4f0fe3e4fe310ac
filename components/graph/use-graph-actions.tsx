'use client';
import { Play, X } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { type RunActions, useRunActions } from '#components/runs/use-run-actions.ts';
import { useKeyLabel } from '#components/shell/platform.tsx';
import type { PrimaryAction } from '#components/shell/primary.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { type GraphNode, isDescribed, type ProjectGraph } from '#lib/contracts/graph.ts';
import { canRefresh, type NodeAction, type RunWish, trainWish, wishOf } from './commands.ts';
import { lineage } from './near.ts';
import type { NodeView } from './states.ts';
import type { ProjectNodes } from './use-project-nodes.ts';

const EMPTY: ProjectGraph = { projectName: '', nodes: [], problems: [] };

export interface GraphActions {
  readonly start: (wish: RunWish) => void;
  readonly train: (id: string) => void;
  readonly cancel: () => void;
  /** Opens what a node is worked on with: Train for a training node, the file for others. */
  readonly open: (id: string) => void;
  /** Opens the node's file, at its problem where it has one. */
  readonly file: (id: string) => void;
  readonly openFile: (path: string, line?: number) => void;
  readonly primary: PrimaryAction | null;
}

/** What the graph screen does, and the one primary action for the selected node. */
export function useGraphActions(nodes: ProjectNodes, node: GraphNode | undefined): GraphActions {
  const { href, fileHref, mayEdit } = useProject();
  const router = useRouter();
  const runs = useRunActions();
  const keys = useKeyLabel();
  const { views, active } = nodes;
  const graph = nodes.graph ?? EMPTY;
  const byId = useMemo(() => new Map(graph.nodes.map((each) => [String(each.id), each])), [graph]);
  const openFile = (path: string, line?: number) => router.push(fileHref(path, line));
  const start = (wish: RunWish) => void runs.start(wish);
  const train = (id: string) => {
    const opened = byId.get(id);
    if (opened) start(trainingWish(graph, opened, views));
  };
  const cancel = () => void (active.summary && runs.cancel(active.summary.id));
  return {
    start,
    train,
    cancel,
    openFile,
    open: (id) => {
      const opened = byId.get(id);
      if (opened?.kind === 'train') router.push(href(`train/${encodeURIComponent(opened.name)}`));
      else if (opened) openFile(opened.path, opened.line);
    },
    file: (id) => {
      const [opened, problem] = [byId.get(id), views.get(id)?.problem];
      if (opened) openFile(problem?.path ?? opened.path, problem?.line ?? opened.line);
    },
    primary: mayEdit && nodes.graph ? primaryOf({ node, views, nodes, runs, train, cancel, keys }) : null,
  };
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
  keys,
}: {
  readonly node: GraphNode | undefined;
  readonly views: ReadonlyMap<string, NodeView>;
  readonly nodes: ProjectNodes;
  readonly runs: RunActions;
  readonly train: (id: string) => void;
  readonly cancel: () => void;
  readonly keys: (chord: string) => string;
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
  const start = (action: NodeAction) => () => {
    const wish = wishOf(action, node);
    if (wish) void runs.start(wish);
  };
  return {
    label: node.kind === 'train' ? 'Train' : 'Run',
    icon: play,
    loading: runs.busy,
    disabled: isDescribed(node.kind),
    hint:
      node.kind === 'source'
        ? `Build what reads ${node.name}`
        : `${node.kind === 'train' ? 'Train' : 'Build'} ${node.name}`,
    onAct:
      node.kind === 'train' ? () => train(node.id) : node.kind === 'source' ? start('run-downstream') : start('run'),
    menu: [
      { id: 'up', label: 'Build with upstream', keys: keys('mod+shift+enter'), onSelect: start('run-upstream') },
      { id: 'down', label: 'Build with downstream', onSelect: start('run-downstream') },
      ...(canRefresh(node) ? [{ id: 'refresh', label: 'Full refresh', onSelect: start('full-refresh') }] : []),
      { id: 'test', label: 'Test', onSelect: start('test') },
    ],
  };
}
