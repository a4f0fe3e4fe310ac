'use client';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import { useLanguage } from '#components/language/use-language.tsx';
import { liveStates } from '#components/runs/nodestates.ts';
import { type ActiveRun, useActiveRun, useNow } from '#components/runs/use-live-run.ts';
import { stateQuery } from '#lib/client/queries.ts';
import type { ProjectGraph } from '#lib/contracts/graph.ts';
import { keepSame, mergeStates, type NodeView } from './states.ts';

export interface ProjectNodes {
  /** Undefined until the first compile. */
  readonly graph: ProjectGraph | undefined;
  readonly views: ReadonlyMap<string, NodeView>;
  readonly active: ActiveRun;
  readonly now: number;
}

const NONE: ReadonlyMap<string, NodeView> = new Map();

/** The project's nodes with their states now: the text, what is built, and what runs, in one place. */
export function useProjectNodes(projectId: string): ProjectNodes {
  const { graph } = useLanguage();
  const { data: states } = useQuery(stateQuery(projectId));
  const active = useActiveRun(projectId);
  const now = useNow(active.going);
  const live = useMemo(() => liveStates(active.run, now), [active.run, now]);
  const before = useRef(NONE);
  const views = useMemo(
    () => (graph ? keepSame(before.current, mergeStates(graph, states ?? [], live)) : NONE),
    [graph, states, live],
  );
  before.current = views;
  return { graph: graph ?? undefined, views, active, now };
}
