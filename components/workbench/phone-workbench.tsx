'use client';
import { type PointerEvent, type ReactNode, useRef, useState } from 'react';
import { NeighbourhoodPanel } from '#components/graph/neighbourhood.tsx';
import type { ProjectNodes } from '#components/graph/use-project-nodes.ts';
import { EmptyState, Spinner } from '#components/ui/index.ts';
import type { GraphNode } from '#lib/contracts/graph.ts';
import styles from './phone.module.css';

const STOPS = [40, 60, 100] as const;
type Stop = (typeof STOPS)[number];

/** On a phone: the neighbourhood above a sheet with rows, tests and problems. Reading, not writing. */
export function PhoneWorkbench({
  nodes,
  node,
  path,
  results,
  onOpen,
}: {
  readonly nodes: ProjectNodes;
  readonly node: GraphNode | undefined;
  readonly path: string | undefined;
  readonly results: ReactNode;
  readonly onOpen: (path: string, line?: number) => void;
}) {
  const { graph, views } = nodes;
  const [stop, setStop] = useState<Stop>(60);
  const focus =
    node ?? graph?.nodes.find(({ kind }) => kind === 'train') ?? graph?.nodes.find(({ kind }) => kind === 'model');
  return (
    <div className={styles.phone}>
      <div className={styles.near}>
        {!graph ? (
          <p className={styles.reading}>
            <Spinner /> Reading the project
          </p>
        ) : focus ? (
          <NeighbourhoodPanel
            graph={graph}
            views={views}
            focus={focus.id}
            row={36}
            onOpen={(id) => {
              const wanted = graph.nodes.find((each) => each.id === id);
              if (wanted) onOpen(wanted.path, wanted.line);
            }}
          />
        ) : (
          <EmptyState title="Nothing to read yet" text="Write the first files on a wider screen." />
        )}
      </div>
      <section className={styles.sheet} data-stop={stop} aria-label={`About ${path ?? 'the project'}`}>
        <Grab stop={stop} onStop={setStop} />
        {results}
        <p className={styles.foot}>read only on a phone</p>
      </section>
    </div>
  );
}

/** The sheet's handle: drag, or press to step through its heights. */
function Grab({ stop, onStop }: { readonly stop: Stop; readonly onStop: (stop: Stop) => void }) {
  const from = useRef<number>(undefined);
  const at = STOPS.indexOf(stop);
  const onUp = (event: PointerEvent) => {
    const start = from.current;
    from.current = undefined;
    if (start === undefined) return;
    const moved = event.clientY - start;
    if (Math.abs(moved) < 12) onStop(STOPS[(at + 1) % STOPS.length] ?? 60);
    else onStop(STOPS[Math.min(Math.max(at + (moved < 0 ? 1 : -1), 0), STOPS.length - 1)] ?? 60);
  };
  return (
    <button
      type="button"
      className={styles.grab}
      aria-label={`Sheet at ${stop} percent; press for another height`}
      onPointerDown={(event) => {
        from.current = event.clientY;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerUp={onUp}
      onKeyDown={(event) =>
        (event.key === 'Enter' || event.key === ' ') && onStop(STOPS[(at + 1) % STOPS.length] ?? 60)
      }
    >
      <span />
    </button>
  );
}
