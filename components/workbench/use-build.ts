'use client';
import { type NodeAction, wishOf } from '#components/graph/commands.ts';
import { type RunActions, useRunActions } from '#components/runs/use-run-actions.ts';
import { useProject } from '#components/shell/project-context.tsx';
import type { GraphNode } from '#lib/contracts/graph.ts';

export interface Build {
  readonly runs: RunActions;
  /** Runs an action of the open node, if there is one and one may. */
  readonly start: (action: NodeAction) => void;
  readonly may: boolean;
}

/** Building the open node, alone or with what it reads. */
export function useBuild(node: GraphNode | undefined): Build {
  const { mayEdit } = useProject();
  const runs = useRunActions();
  const may = mayEdit && node !== undefined && node.kind !== 'exposure';
  return {
    runs,
    may,
    start: (action) => {
      const wish = may && node ? wishOf(action, node) : undefined;
      if (wish) void runs.start(wish);
    },
  };
}
