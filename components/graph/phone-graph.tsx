'use client';
import { type ReactNode, useRef } from 'react';
import type { ProjectGraph } from '#lib/contracts/graph.ts';
import styles from './graph.module.css';
import { NeighbourhoodPanel } from './neighbourhood.tsx';
import type { NodeView } from './states.ts';
import { FindBox } from './toolbar.tsx';

/** The graph on a phone: a node's neighbourhood above a sheet that says what it is. The whole graph can't be read there. */
export function PhoneGraph({
  graph,
  views,
  focus,
  onSelect,
  sheet,
}: {
  readonly graph: ProjectGraph;
  readonly views: ReadonlyMap<string, NodeView>;
  readonly focus: string | undefined;
  readonly onSelect: (id: string) => void;
  readonly sheet: ReactNode;
}) {
  const search = useRef<HTMLInputElement>(null);
  return (
    <div className={styles.screen}>
      <div className={styles.phoneTop}>
        <FindBox graph={graph} input={search} onFound={onSelect} />
        {focus && <NeighbourhoodPanel graph={graph} views={views} focus={focus} row={36} onOpen={onSelect} />}
      </div>
      <div className={styles.sheet}>
        <span className={styles.grab} aria-hidden="true" />
        {sheet}
      </div>
    </div>
  );
}

/** Where a phone begins: what is asked for, else the first training node, else the node with most readers. */
export function firstFocus(graph: ProjectGraph): string | undefined {
  const train = graph.nodes.find(({ kind }) => kind === 'train');
  if (train) return train.id;
  const readers = new Map<string, number>();
  for (const { dependsOn } of graph.nodes) for (const up of dependsOn) readers.set(up, (readers.get(up) ?? 0) + 1);
  return graph.nodes.toSorted((a, b) => (readers.get(b.id) ?? 0) - (readers.get(a.id) ?? 0))[0]?.id;
}
