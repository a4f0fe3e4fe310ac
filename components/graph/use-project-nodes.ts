'use client';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import { useLanguage } from '#components/language/use-language.tsx';
import { liveStates } from '#components/runs/nodestates.ts';
import { type ActiveRun, useActiveRun, useNow } from '#components/runs/use-live-run.ts';
import { stateQuery } from '#lib/client/queries.ts';
import type { NodeState, ProjectGraph } from '#lib/contracts/graph.ts';
import { mergeStates, NOTHING_MERGED, type NodeView } from './states.ts';

export interface ProjectNodes {
  /** Undefined until the first compile. */
  readonly graph: ProjectGraph | undefined;
  readonly views: ReadonlyMap<string, NodeView>;
  readonly active: ActiveRun;
  readonly now: number;
}

const NO_STATES: readonly NodeState[] = [];

/** The project's nodes with their states now: the text, what is built, and what runs, in one place. */
export function useProjectNodes(projectId: string): ProjectNodes {
  const { graph } = useLanguage();
  const { data: states } = useQuery(stateQuery(projectId));
  const active = useActiveRun(projectId);
  const now = useNow(active.going);
  const version = active.summary?.versionNumber;
  const live = useMemo(() => liveStates(active.run, now, version), [active.run, now, version]);
  const before = useRef(NOTHING_MERGED);
  const merged = useMemo(
    () => (graph ? mergeStates(graph, states ?? NO_STATES, live, before.current) : NOTHING_MERGED),
    [graph, states, live],
  );
  before.current = merged;
  return { graph: graph ?? undefined, views: merged.views, active, now };
}
