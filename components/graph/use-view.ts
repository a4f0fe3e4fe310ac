'use client';
import { useMemo, useRef } from 'react';
import type { ProjectGraph } from '#lib/contracts/graph.ts';
import { type Layout, layoutFolders, layoutKey, layoutPlain } from './layout.ts';
import { drawnGraph, neighbourhood, subgraph } from './near.ts';
import type { NodeView } from './states.ts';
import type { Part, Reach } from './toolbar.tsx';

/** Statuses that *Changed* shows: what a run would have to do. */
const CHANGED = new Set(['stale', 'new', 'failed', 'partial', 'skipped', 'running', 'queued']);

export const isChanged = (view: NodeView | undefined): boolean => view !== undefined && CHANGED.has(view.status);

/** The part of the project that is shown. Its identity holds while only texts change, so nothing is laid out anew. */
export function useShown(
  graph: ProjectGraph,
  views: ReadonlyMap<string, NodeView>,
  part: Part,
  focus: string | undefined,
  reach: Reach,
): ProjectGraph {
  const drawn = useMemo(() => drawnGraph(graph), [graph]);
  const shown = useMemo(() => {
    if (part === 'neighbourhood' && focus) return subgraph(drawn, neighbourhood(drawn, focus, reach.up, reach.down));
    if (part === 'changed')
      return subgraph(drawn, new Set(drawn.nodes.filter(({ id }) => isChanged(views.get(id))).map(({ id }) => id)));
    return drawn;
  }, [drawn, part, focus, reach, views]);
  return shown;
}

/** dagre takes a second on 1,000 nodes and many on 5,000: more than these stand in their folders. */
const PLAIN = 200;

/** Memoised by structure: a keystroke in a text gives the same layout object. */
export function useLayout(shown: ProjectGraph, part: Part): Layout {
  const kept = useRef<{ key: string; layout: Layout }>(undefined);
  return useMemo(() => {
    const key = `${part}\n${layoutKey(shown)}`;
    if (kept.current?.key !== key) {
      kept.current = {
        key,
        layout: part === 'whole' || shown.nodes.length > PLAIN ? layoutFolders(shown) : layoutPlain(shown, 'LR'),
      };
    }
    return kept.current.layout;
  }, [shown, part]);
}
