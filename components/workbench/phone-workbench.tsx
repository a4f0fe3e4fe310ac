'use client';
import { FolderTree, Search } from 'lucide-react';
import { type PointerEvent, type ReactNode, useRef, useState } from 'react';
import { NeighbourhoodPanel } from '#components/graph/neighbourhood.tsx';
import { SearchPanel } from '#components/search/search-panel.tsx';
import { NO_SEARCH } from '#components/search/state.ts';
import { Button, EmptyState, Spinner } from '#components/ui/index.ts';
import { ExplorerPanel } from './explorer-panel.tsx';
import styles from './phone.module.css';
import type { Workbench } from './use-workbench.ts';

const STOPS = [40, 60, 100] as const;
type Stop = (typeof STOPS)[number];

/** On a phone: the neighbourhood above a sheet with rows, tests and problems; files and search over both. Texts are read, not written. */
export function PhoneWorkbench({
  bench,
  results,
}: {
  readonly bench: Workbench;
  /** @param line of the text that was asked for */
  readonly results: (line: number | undefined) => ReactNode;
}) {
  const { nodes, node, path } = bench;
  const { graph, views } = nodes;
  const [stop, setStop] = useState<Stop>(60);
  const [cover, setCover] = useState<Cover>();
  const [place, setPlace] = useState<{ readonly path: string; readonly line?: number }>();
  const focus =
    node ?? graph?.nodes.find(({ kind }) => kind === 'train') ?? graph?.nodes.find(({ kind }) => kind === 'model');
  const read = (to: string, line?: number) => {
    setCover(undefined);
    setPlace({ path: to, line });
    bench.showTab('text');
    bench.go(to, line);
  };
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
              if (wanted) bench.go(wanted.path, wanted.line);
            }}
          />
        ) : (
          <EmptyState title="Nothing to read yet" text="Write the first files on a wider screen." />
        )}
      </div>
      <section className={styles.sheet} data-stop={stop} aria-label={`About ${path ?? 'the project'}`}>
        <Grab stop={stop} onStop={setStop} />
        {results(place?.path === path ? place?.line : undefined)}
        <footer className={styles.foot}>
          <Button icon={<FolderTree size={14} strokeWidth={1.6} />} onClick={() => setCover('files')}>
            Files
          </Button>
          <Button icon={<Search size={14} strokeWidth={1.6} />} onClick={() => setCover('search')}>
            Search
          </Button>
          <span>read only on a phone</span>
        </footer>
      </section>
      {cover && <Covering bench={bench} cover={cover} onCover={setCover} onRead={read} />}
    </div>
  );
}

type Cover = 'files' | 'search';

/** Files or search over the whole screen, until something is opened or it is closed. */
function Covering({
  bench,
  cover,
  onCover,
  onRead,
}: {
  readonly bench: Workbench;
  readonly cover: Cover;
  readonly onCover: (cover: Cover | undefined) => void;
  readonly onRead: (path: string, line?: number) => void;
}) {
  const [search, setSearch] = useState(NO_SEARCH);
  const { nodes, path } = bench;
  const close = () => onCover(undefined);
  return (
    <div className={styles.cover}>
      {cover === 'search' ? (
        <SearchPanel state={search} onState={setSearch} onGo={onRead} onClose={close} />
      ) : (
        <ExplorerPanel
          nodes={nodes}
          current={path}
          text={bench.stored ?? ''}
          changed={bench.changed}
          onOpen={(to) => onRead(to)}
          onGo={(line) => path && onRead(path, line)}
          onSearch={() => onCover('search')}
          onClose={close}
        />
      )}
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
