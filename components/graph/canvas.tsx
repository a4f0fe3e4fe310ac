'use client';
import 'reactflow/dist/style.css';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { Background, Controls, MiniMap, ReactFlow, ReactFlowProvider, useReactFlow, useStore } from 'reactflow';
import { hasFailed, type ProjectGraph } from '#lib/contracts/graph.ts';
import styles from './canvas.module.css';
import type { Filter } from './find.ts';
import { type FlowNode, toFlowEdges, toFlowNodes } from './flow.ts';
import type { Layout } from './layout.ts';
import { type Distances, lineage } from './near.ts';
import { nodeAt, Overview } from './overview.tsx';
import type { NodeView } from './states.ts';
import { coarseView, idsInView, windowOf } from './window.ts';
import { FolderNodeView, WorkNodeView } from './work-node.tsx';

const NODE_TYPES = { work: WorkNodeView, folder: FolderNodeView };
const MAP_SIZE = { width: 172, height: 104 };
const NONE: Distances = new Map();
/** Up to here every node fits in the DOM at once without a dropped frame; above, only what is seen is drawn. */
const MANY = 300;
/** Above this, React Flow is given only the part that is looked at. */
const HUGE = 1000;
/** Below this zoom names can't be read, so a big project is painted as one picture instead. */
const FAR = 0.3;

export interface CanvasProps {
  readonly graph: ProjectGraph;
  readonly layout: Layout;
  readonly views: ReadonlyMap<string, NodeView>;
  readonly filter: Filter;
  readonly selected: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
  readonly onOpen: (id: string) => void;
  readonly onMenu: (id: string, at: { x: number; y: number }) => void;
  readonly onHover: (id: string | undefined, element?: HTMLElement) => void;
  /** Changes when the view should be fitted anew (another part of the graph). */
  readonly fitKey: string;
}

/** React Flow over the laid out graph: pans, zooms, selects. What is drawn comes in; what is done goes out. */
export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
}

function Flow(props: CanvasProps) {
  const { graph, layout, views, filter, selected, onSelect, onOpen, onMenu, onHover, fitKey } = props;
  const flow = useReactFlow();
  const far = useStore((state) => state.transform[2] < FAR) && graph.nodes.length > MANY;
  const kept = useRef<ReadonlyMap<string, FlowNode>>(new Map());
  const given = useWindow(graph, layout);
  const nodes = useMemo(() => {
    const next = toFlowNodes({ graph: given, layout, views, selected, filter }, kept.current);
    kept.current = new Map(next.map((node) => [node.id, node]));
    return next;
  }, [given, layout, views, selected, filter]);
  const marked = useMemo(() => (selected ? lineage(graph, selected) : NONE), [graph, selected]);
  const edges = useMemo(() => toFlowEdges(given, layout, marked), [given, layout, marked]);
  useFit(fitKey);
  useKeepInView(layout, selected);
  const openMenu = useCallback(
    (event: { clientX: number; clientY: number; preventDefault(): void }, node: FlowNode) => {
      if (node.type !== 'work') return;
      event.preventDefault();
      onMenu(node.id, { x: event.clientX, y: event.clientY });
    },
    [onMenu],
  );
  const folders = useMemo(() => nodes.filter((node) => node.type === 'folder'), [nodes]);
  return (
    <ReactFlow<FlowNode>
      className={styles.flow}
      nodes={far ? folders : nodes}
      edges={far ? [] : edges}
      nodeTypes={NODE_TYPES}
      onlyRenderVisibleElements={graph.nodes.length > MANY}
      nodesDraggable={false}
      nodesConnectable={false}
      nodesFocusable={false}
      edgesFocusable={false}
      elementsSelectable={false}
      disableKeyboardA11y
      deleteKeyCode={null}
      selectionKeyCode={null}
      zoomOnDoubleClick={false}
      minZoom={0.01}
      maxZoom={1.6}
      onNodeClick={(_, node) => node.type === 'work' && onSelect(node.id)}
      onNodeDoubleClick={(_, node) => node.type === 'work' && onOpen(node.id)}
      onNodeContextMenu={openMenu}
      onNodeMouseEnter={(event, node) =>
        node.type === 'work' && event.currentTarget instanceof HTMLElement && onHover(node.id, event.currentTarget)
      }
      onNodeMouseLeave={() => onHover(undefined)}
      onMoveStart={() => onHover(undefined)}
      onPaneClick={(event) =>
        onSelect(far ? nodeAt(layout, flow.screenToFlowPosition({ x: event.clientX, y: event.clientY })) : undefined)
      }
    >
      <Background gap={24} size={1} color="var(--surface-3)" />
      {far && <Overview graph={graph} layout={layout} views={views} marked={marked} selected={selected} />}
      <Controls showInteractive={false} position="bottom-right" className={styles.controls} />
      <MiniMap<FlowNode>
        pannable
        zoomable
        ariaLabel="Map of the graph"
        className={styles.map}
        style={MAP_SIZE}
        nodeColor={graph.nodes.length > HUGE ? folderColour : colourOf}
        nodeClassName={(node) => (node.type === 'folder' ? (styles.mapFolder ?? '') : '')}
        bgColor="var(--surface-1)"
        maskColor="color-mix(in srgb, var(--bg) 55%, transparent)"
        maskStrokeColor="var(--accent)"
        maskStrokeWidth={2}
        nodeBorderRadius={6}
      />
    </ReactFlow>
  );
}

/** The nodes of a big graph: all of a small one, of a huge one those near the screen. */
function useWindow(graph: ProjectGraph, layout: Layout): ProjectGraph {
  const huge = graph.nodes.length > HUGE;
  const view = useStore(({ transform, width, height }) => (huge ? coarseView(transform, width, height) : ''));
  return useMemo(() => (view === '' ? graph : windowOf(graph, idsInView(layout, view))), [graph, layout, view]);
}

/** On the map of a huge graph the folders stand for their nodes. */
const folderColour = (node: FlowNode): string => (node.type === 'folder' ? 'var(--bar)' : colourOf(node));

function colourOf(node: FlowNode): string {
  if (node.type === 'folder') return 'transparent';
  const { status } = node.data.view ?? {};
  if (node.data.selected) return 'var(--accent)';
  if (hasFailed(status)) return 'var(--bad)';
  if (status === 'running') return 'var(--running)';
  return `color-mix(in srgb, var(--k-${node.data.node.kind}, var(--text-3)) 55%, var(--surface-1))`;
}

function useFit(key: string): void {
  const flow = useReactFlow();
  const ready = useStore((state) => state.width > 0 && state.nodes.length > 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what is shown
  useEffect(() => {
    if (ready) flow.fitView({ padding: { top: '64px', bottom: '128px', left: '24px', right: '24px' }, maxZoom: 1 });
  }, [ready, key]);
}

/** A node that a key or a search selected comes into view; one that is seen doesn't move the picture. */
function useKeepInView(layout: Layout, selected: string | undefined): void {
  const flow = useReactFlow();
  const size = useStore((state) => ({ width: state.width, height: state.height }), sameSize);
  const last = useRef(selected);
  useEffect(() => {
    if (selected === last.current) return;
    last.current = selected;
    const box = selected === undefined ? undefined : layout.nodes.get(selected);
    if (!box) return;
    const { x, y, zoom } = flow.getViewport();
    const [left, top] = [box.x * zoom + x, box.y * zoom + y];
    const seen =
      left > 8 && top > 56 && left + box.width * zoom < size.width - 8 && top + box.height * zoom < size.height - 64;
    if (seen && zoom >= FAR) return;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    void flow.setCenter(box.x + box.width / 2, box.y + box.height / 2, {
      zoom: Math.max(zoom, 0.7),
      duration: calm ? 0 : 160,
    });
  }, [selected, layout, flow, size]);
}

const sameSize = (a: { width: number; height: number }, b: { width: number; height: number }): boolean =>
  a.width === b.width && a.height === b.height;
