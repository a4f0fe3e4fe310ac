'use client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { NodeView } from '#components/graph/states.ts';
import { trainingCheckQuery } from '#lib/client/queries.ts';
import type { GraphNode } from '#lib/contracts/graph.ts';
import { type Problem, ProblemError } from '#lib/contracts/problem.ts';
import type { TrainingCheck } from '#lib/contracts/train.ts';

export interface Check {
  readonly data: TrainingCheck | undefined;
  readonly problem: Problem | undefined;
  readonly loading: boolean;
  /** Names of upstream nodes that were never built: their rows can't be read yet. */
  readonly waitsFor: readonly string[];
  readonly again: () => void;
}

/** After the last keystroke in the recipe, so that the live document has reached the server. */
const REST_MS = 700;

/** The look at the training set, anew for each text and each time its upstream was built. */
export function useTrainingCheck(
  projectId: string,
  node: GraphNode,
  upstream: readonly GraphNode[],
  views: ReadonlyMap<string, NodeView>,
  wanted: boolean,
): Check {
  const waitsFor = upstream
    .filter(({ id, materialized }) => materialized !== 'ephemeral' && views.get(id)?.status === 'new')
    .map(({ name }) => name);
  const built = upstream.map(({ id }) => views.get(id)?.built?.at ?? '').join();
  const rested = useRested(`${node.checksum}:${built}`, REST_MS);
  const { data, error, isFetching, refetch } = useQuery({
    ...trainingCheckQuery(projectId, node.path, numberOf(rested)),
    enabled: wanted && waitsFor.length === 0,
    placeholderData: (before) => before,
  });
  return {
    data,
    problem: error instanceof ProblemError ? error.problem : undefined,
    loading: isFetching,
    waitsFor,
    again: () => void refetch(),
  };
}

function useRested(value: string, ms: number): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return rested;
}

/** FNV-1a: a number that names a text, for the query's key. */
function numberOf(text: string): number {
  let hash = 2166136261;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619);
  return hash >>> 0;
}
