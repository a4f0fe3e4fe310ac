'use client';
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { AssignNode } from '#components/tasks/assign-node.tsx';
import { NewNodeTask } from '#components/tasks/node-tasks.tsx';
import { EmptyState } from '#components/ui/index.ts';
import type { GraphNode, ProjectGraph } from '#lib/contracts/graph.ts';
import { Canvas } from './canvas.tsx';
import { type GraphKey, type NodeAction, type RunWish, wishOf } from './commands.ts';
import { countStatuses, type Filter, NO_FILTER, toggled } from './find.ts';
import styles from './graph.module.css';
import { HoverCard } from './hover-card.tsx';
import { Legend } from './legend.tsx';
import { NodeMenu } from './menu.tsx';
import { testsOf } from './near.ts';
import type { NodeView } from './states.ts';
import { FindBox, type Part, PartBar, type Reach, StatusCounts } from './toolbar.tsx';
import type { TrainingGlance } from './training-card.tsx';
import { GraphUse } from './use.ts';
import { useHover } from './use-hover.ts';
import { useGraphKeys } from './use-keys.ts';
import { isChanged, useLayout, useShown } from './use-view.ts';
import { walk } from './walk.ts';

export interface GraphScreenProps {
  readonly graph: ProjectGraph;
  readonly views: ReadonlyMap<string, NodeView>;
  readonly glances: ReadonlyMap<string, TrainingGlance>;
  readonly mayRun: boolean;
  readonly selected: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
  readonly onRun: (wish: RunWish) => void;
  readonly onTrain: (id: string) => void;
  readonly onCancel: (id: string) => void;
  /** Opens what a node is worked on with: Train for a training node, the file for others. */
  readonly onOpen: (id: string) => void;
  readonly onFile: (id: string) => void;
  readonly inspector: ReactNode;
}

/** The whole project's graph with its tools; everything it needs comes in, everything done goes out. */
export function GraphScreen(props: GraphScreenProps) {
  const { graph, views, selected, onSelect, mayRun } = props;
  const [part, setPart] = useState<Part>('whole');
  const [focus, setFocus] = useState<string>();
  const [reach, setReach] = useState<Reach>({ up: 2, down: 2 });
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const [menu, setMenu] = useState<{ id: string; at: { x: number; y: number } }>();
  const stage = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const shown = useShown(graph, views, part, focus, reach);
  const layout = useLayout(shown, part);
  const hover = useHover(stage);
  const nodes = useMemo(() => new Map(graph.nodes.map((node) => [String(node.id), node])), [graph]);
  const counts = useMemo(() => countStatuses(shown.nodes.flatMap(({ id }) => views.get(id) ?? [])), [shown, views]);
  const present = useMemo(() => new Set(shown.nodes.map(({ kind }) => kind)), [shown]);
  const changed = useMemo(() => [...views.values()].filter(isChanged).length, [views]);

  const showPart = (next: Part) => {
    if (next === 'neighbourhood') setFocus(selected ?? focus);
    setPart(next);
  };
  const [asking, setAsking] = useState<{ node: GraphNode; action: 'task' | 'assign' }>();
  const act = (id: string, action: NodeAction) => {
    setMenu(undefined);
    const node = nodes.get(id);
    if (!node) return;
    if (action === 'focus') {
      onSelect(id);
      setFocus(id);
      setPart(part === 'neighbourhood' && focus === id ? 'whole' : 'neighbourhood');
    } else if (action === 'open') props.onOpen(id);
    else if (action === 'file' || action === 'error') props.onFile(id);
    else if (action === 'task' || action === 'assign') setAsking({ node, action });
    else if (action === 'run' && node.kind === 'train' && mayRun) props.onTrain(id);
    else {
      const wish = wishOf(action, node);
      if (wish && mayRun) props.onRun(wish);
    }
  };
  const onKey = (key: GraphKey): boolean => {
    if (key.type === 'find') return search.current?.focus() === undefined;
    if (key.type === 'leave') return leave();
    if (key.type === 'walk') return step(key.direction);
    if (!selected) return false;
    if (key.type === 'act') act(selected, key.action);
    else setMenu({ id: selected, at: placeOf(stage.current, selected) });
    return true;
  };
  const leave = (): boolean => {
    if (part === 'whole' && !selected) return false;
    if (part === 'whole') onSelect(undefined);
    setPart('whole');
    return true;
  };
  const step = (direction: 'left' | 'right' | 'up' | 'down'): boolean => {
    const next = selected ? walk(shown, layout.nodes, selected, direction) : shown.nodes[0]?.id;
    if (next) select(next, true);
    return true;
  };
  const select = (id: string, byKey = false) => {
    if (byKey || nodes.get(id)?.kind !== 'train') onSelect(id);
    else props.onOpen(id);
    if (byKey) requestAnimationFrame(() => focusNode(stage.current, id));
  };
  useGraphKeys(stage, onKey);
  const openMenu = useCallback((id: string, at: { x: number; y: number }) => setMenu({ id, at }), []);
  const use = useMemo(
    () => ({
      train: props.onTrain,
      cancel: props.onCancel,
      mayRun,
      isTabStop: (id: string) => selected === undefined && shown.nodes[0]?.id === id,
      glance: (id: string) => props.glances.get(id),
    }),
    [props.onTrain, props.onCancel, mayRun, selected, shown, props.glances],
  );
  const hovered = hover.shown && !menu ? nodes.get(hover.shown.id) : undefined;
  const menuNode = menu ? nodes.get(menu.id) : undefined;
  return (
    <GraphUse value={use}>
      <div className={styles.screen}>
        <section ref={stage} className={styles.stage} aria-label="Graph of the project" tabIndex={-1}>
          {graph.nodes.length === 0 ? (
            <NoNodes />
          ) : (
            <Canvas
              graph={shown}
              layout={layout}
              views={views}
              filter={filter}
              selected={selected}
              onSelect={(id) => (id === undefined ? onSelect(undefined) : select(id))}
              onOpen={props.onOpen}
              onMenu={openMenu}
              onHover={hover.over}
              fitKey={`${part}:${part === 'neighbourhood' ? `${focus}:${reach.up}:${reach.down}` : graph.projectName}`}
            />
          )}
          <div className={styles.tools}>
            <FindBox graph={shown} input={search} onFound={(id) => select(id, true)} />
            <PartBar
              part={part}
              reach={reach}
              canFocus={selected !== undefined || focus !== undefined}
              changed={changed}
              onPart={showPart}
              onReach={setReach}
            />
            <span className={styles.push} />
            <StatusCounts
              counts={counts}
              on={filter.statuses}
              onToggle={(status) => setFilter({ ...filter, statuses: toggled(filter.statuses, status) })}
            />
          </div>
          <div className={styles.foot}>
            <Legend
              present={present}
              on={filter.kinds}
              onToggle={(kind) => setFilter({ ...filter, kinds: toggled(filter.kinds, kind) })}
            />
          </div>
          {hovered && hover.shown && (
            <HoverCard
              node={hovered}
              view={views.get(hovered.id)}
              tests={testsOf(graph, hovered.id).length}
              at={hover.shown}
            />
          )}
        </section>
        {selected && props.inspector}
        {menu && menuNode && (
          <NodeMenu
            node={menuNode}
            view={views.get(menu.id)}
            at={menu.at}
            mayRun={mayRun}
            onAct={(action) => act(menu.id, action)}
            onClose={() => setMenu(undefined)}
          />
        )}
        {asking?.action === 'task' && <NewNodeTask node={asking.node} onClose={() => setAsking(undefined)} />}
        {asking?.action === 'assign' && <AssignNode node={asking.node} onClose={() => setAsking(undefined)} />}
      </div>
    </GraphUse>
  );
}

function NoNodes() {
  return (
    <EmptyState
      title="Nothing to draw yet"
      text="Every file below models/, seeds/ and functions/ becomes a node here. Write a first SELECT and its ref() draws the first edge."
    />
  );
}

const elementOf = (stage: HTMLElement | null, id: string): HTMLElement | null =>
  stage?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`) ?? null;

const focusNode = (stage: HTMLElement | null, id: string): void =>
  elementOf(stage, id)?.focus({ preventScroll: true, ...{ focusVisible: true } });

function placeOf(stage: HTMLElement | null, id: string): { x: number; y: number } {
  const box = (elementOf(stage, id) ?? stage)?.getBoundingClientRect();
  return box ? { x: box.left + Math.min(box.width, 200) / 2, y: box.top + Math.min(box.height, 40) } : { x: 0, y: 0 };
}
