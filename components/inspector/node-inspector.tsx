'use client';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { NodePeers } from '#components/graph/node-peers.tsx';
import type { ProjectNodes } from '#components/graph/use-project-nodes.ts';
import { useProject } from '#components/shell/project-context.tsx';
import { NodeTasks } from '#components/tasks/node-tasks.tsx';
import { catalogQuery, runQuery, runsQuery } from '#lib/client/queries.ts';
import type { GraphNode, ProjectGraph } from '#lib/contracts/graph.ts';
import { columnsWithTypes } from './columns.ts';
import { Inspector } from './inspector.tsx';
import { runsOfNode } from './last-runs.tsx';

const EMPTY: ProjectGraph = { projectName: '', nodes: [], problems: [] };

/** The inspector with the node's last runs: the plans of the newest runs say which ran it. */
export function NodeInspector({
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
  const ended = (runs ?? []).filter(({ status }) => status !== 'running' && status !== 'queued').slice(0, 12);
  const details = useQueries({
    queries: ended.map(({ id }) => ({ ...runQuery(project.id, id), staleTime: Number.POSITIVE_INFINITY })),
  });
  const view = nodes.views.get(node.id);
  const { data: catalog } = useQuery({ ...catalogQuery(project.id), staleTime: 60_000 });
  const columns = useMemo(() => columnsWithTypes(node, catalog ?? []), [node, catalog]);
  const last = runsOfNode(
    details.flatMap(({ data }) => data ?? []),
    node.id,
    (run) => href(`runs/${run.number}`),
  );
  return (
    <Inspector
      graph={nodes.graph ?? EMPTY}
      node={node}
      columns={columns}
      view={view}
      views={nodes.views}
      runs={last}
      now={nodes.now}
      onOpenFile={onOpenFile}
      onClose={onClose}
      here={<NodePeers node={node} size={20} />}
      more={<NodeTasks node={node} />}
    />
  );
}
