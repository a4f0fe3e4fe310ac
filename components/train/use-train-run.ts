'use client';
import { useEffect, useRef, useState } from 'react';
import type { ProjectNodes } from '#components/graph/use-project-nodes.ts';
import { isOver, type LiveRun } from '#components/runs/live.ts';
import { useLiveRun } from '#components/runs/use-live-run.ts';
import { type Phase, phaseOf } from './phase.ts';

export interface TrainRun {
  readonly phase: Phase;
  readonly choose: (phase: Phase | undefined) => void;
  /** The run that trains this node now, else the last that did. */
  readonly run: LiveRun | undefined;
  readonly going: boolean;
  readonly runId: string | undefined;
}

/**
 * Which run and which phase the screen shows. A run of this node that goes on is followed to its
 * end: on success the result opens by itself, on failure Train stays with what went wrong.
 */
export function useTrainRun(
  projectId: string,
  nodes: ProjectNodes,
  nodeId: string,
  trained: boolean,
  askedVersion: boolean,
): TrainRun {
  const [chosen, choose] = useState<Phase | undefined>(askedVersion ? 'result' : undefined);
  const { active, views } = nodes;
  const view = views.get(nodeId);
  const holds = active.run.steps.has(nodeId) || (active.run.steps.size === 0 && view?.status === 'queued');
  const ours = active.summary !== undefined && holds;
  const lastId = view?.built?.runId;
  const replay = useLiveRun(projectId, !ours && chosen === 'train' ? lastId : undefined);
  const run = ours ? active.run : replay.order.length > 0 ? replay : undefined;
  const going = ours && !isOver(active.run.status);
  useFollow(run, going, nodeId, choose);
  const fresh = view?.status === 'fresh';
  const phase = phaseOf({
    chosen,
    run: chosen === 'train' || ours ? (run ?? (lastId ? replay : undefined)) : undefined,
    nodeId,
    trained,
    fresh,
  });
  return { phase, choose, run, going, runId: ours ? active.summary?.id : lastId };
}

function useFollow(run: LiveRun | undefined, going: boolean, nodeId: string, choose: (phase: Phase) => void): void {
  const followed = useRef(false);
  const status = run?.steps.get(nodeId)?.status;
  useEffect(() => {
    if (going) followed.current = true;
    if (!followed.current || status === undefined) return;
    if (status === 'success') {
      followed.current = false;
      choose('result');
    } else if (status === 'error' || status === 'fail') {
      followed.current = false;
      choose('train');
    }
  }, [going, status, choose]);
}
