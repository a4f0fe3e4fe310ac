'use client';
import { useEffect, useRef } from 'react';
import { useViewport } from 'reactflow';
import { hasFailed, type ProjectGraph } from '#lib/contracts/graph.ts';
import styles from './canvas.module.css';
import type { Layout } from './layout.ts';
import type { Distances } from './near.ts';
import type { NodeView } from './states.ts';

/**
 * A big project from far away, painted: 5,000 nodes and 10,000 edges take about 8 ms a frame on a
 * canvas and some 400 ms as elements. A click selects (`nodeAt`), which zooms in to real nodes.
 */
export function Overview({
  graph,
  layout,
  views,
  marked,
  selected,
}: {
  readonly graph: ProjectGraph;
  readonly layout: Layout;
  readonly views: ReadonlyMap<string, NodeView>;
  readonly marked: Distances;
  readonly selected: string | undefined;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const viewport = useViewport();

  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext('2d');
    if (!element || !pen) return;
    const scale = devicePixelRatio;
    const { clientWidth, clientHeight } = element;
    element.width = clientWidth * scale;
    element.height = clientHeight * scale;
    pen.setTransform(viewport.zoom * scale, 0, 0, viewport.zoom * scale, viewport.x * scale, viewport.y * scale);
    const style = getComputedStyle(element);
    paintEdges(pen, graph, layout, marked, style, viewport.zoom);
    paintNodes(pen, graph, layout, views, selected, style);
  }, [graph, layout, views, marked, selected, viewport]);

  return <canvas ref={canvas} className={styles.overview} />;
}

/** The node at a place of the canvas, for a click on the painted picture. */
export function nodeAt(layout: Layout, at: { readonly x: number; readonly y: number }): string | undefined {
  for (const [id, box] of layout.nodes) {
    if (at.x >= box.x && at.x <= box.x + box.width && at.y >= box.y && at.y <= box.y + box.height) return id;
  }
  return undefined;
}

function paintEdges(
  pen: CanvasRenderingContext2D,
  graph: ProjectGraph,
  layout: Layout,
  marked: Distances,
  style: CSSStyleDeclaration,
  zoom: number,
): void {
  const [quiet, high] = [new Path2D(), new Path2D()];
  for (const node of graph.nodes) {
    const to = layout.nodes.get(node.id);
    for (const up of node.dependsOn) {
      const from = layout.nodes.get(up);
      if (!from || !to) continue;
      const path = marked.has(up) && marked.has(node.id) ? high : quiet;
      path.moveTo(from.x + from.width, from.y + from.height / 2);
      path.lineTo(to.x, to.y + to.height / 2);
    }
  }
  pen.lineWidth = 0.6 / zoom;
  pen.globalAlpha = graph.nodes.length > 1500 ? 0.25 : 0.5;
  pen.strokeStyle = style.getPropertyValue('--text-4');
  pen.stroke(quiet);
  pen.globalAlpha = 1;
  pen.strokeStyle = style.getPropertyValue('--accent');
  pen.stroke(high);
}

function paintNodes(
  pen: CanvasRenderingContext2D,
  graph: ProjectGraph,
  layout: Layout,
  views: ReadonlyMap<string, NodeView>,
  selected: string | undefined,
  style: CSSStyleDeclaration,
): void {
  const colours = new Map<string, string>();
  const read = (name: string): string => {
    const known = colours.get(name) ?? style.getPropertyValue(name);
    colours.set(name, known);
    return known;
  };
  for (const node of graph.nodes) {
    const box = layout.nodes.get(node.id);
    if (!box) continue;
    const status = views.get(node.id)?.status;
    const token =
      selected === node.id
        ? '--accent'
        : hasFailed(status)
          ? '--bad'
          : status === 'running'
            ? '--running'
            : `--k-${node.kind}`;
    pen.fillStyle = read(token) || read('--text-3');
    pen.globalAlpha = token.startsWith('--k-') ? 0.6 : 1;
    pen.fillRect(box.x, box.y, box.width, box.height);
  }
}
