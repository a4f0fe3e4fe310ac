'use client';
import { useEffect, useState } from 'react';
import { type NodeAction, wishOf } from '#components/graph/commands.ts';
import { type RunActions, useRunActions } from '#components/runs/use-run-actions.ts';
import { useProject } from '#components/shell/project-context.tsx';
import { useToast } from '#components/ui/index.ts';
import { type GraphNode, isDescribed, type ProjectGraph } from '#lib/contracts/graph.ts';

export interface Build {
  readonly runs: RunActions;
  /** Runs an action of the open node; where there is none it says why. */
  readonly start: (action: NodeAction) => void;
  readonly may: boolean;
  /** An action was asked for and waits until the project's text is read. */
  readonly waiting: boolean;
}

/**
 * Building the open node, alone or with what it reads. Asked for before the first graph is there, it
 * starts as soon as it is: a key that was pressed is never lost.
 */
export function useBuild(
  node: GraphNode | undefined,
  graph: ProjectGraph | undefined,
  path: string | undefined,
): Build {
  const { mayEdit } = useProject();
  const runs = useRunActions();
  const toast = useToast();
  const [wanted, setWanted] = useState<{ readonly action: NodeAction; readonly path: string | undefined }>();
  useEffect(() => {
    if (!wanted || graph === undefined) return;
    setWanted(undefined);
    // Another file was opened meanwhile: what was meant is not what would be built.
    if (wanted.path !== path) return;
    const refusal = refusalOf(node, path, mayEdit);
    if (refusal !== undefined) toast({ mark: 'warned', text: refusal });
    const wish = node && refusal === undefined ? wishOf(wanted.action, node) : undefined;
    if (wish) void runs.start(wish);
  }, [wanted, graph, node, path, mayEdit, runs, toast]);
  return {
    runs,
    may: mayEdit && node !== undefined && !isDescribed(node.kind),
    waiting: wanted !== undefined,
    start: (action) => setWanted({ action, path }),
  };
}

/** Why the open file can't be built; undefined when it can. */
function refusalOf(node: GraphNode | undefined, path: string | undefined, mayEdit: boolean): string | undefined {
  if (path === undefined) return 'Open a model, a seed or a training node: it is what is built.';
  if (!mayEdit) return 'Building writes to the database, and your role in this project only reads.';
  if (node === undefined) return `${path} defines no node, so there is nothing to build.`;
  return isDescribed(node.kind) ? `${node.name} is described, not built.` : undefined;
}
