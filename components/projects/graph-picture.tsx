import type { ReactNode } from 'react';
import { isDescribed } from '#lib/contracts/graph.ts';
import type { ProjectPicture } from './picture.ts';

const WIDTH = 528;
const HEIGHT = 208;
const MARGIN = 20;

/** The graph as a picture: one bar a node in the colour of its kind. Says nothing that the words beside it don't. */
export function GraphPicture({ picture }: { readonly picture: ProjectPicture }): ReactNode {
  const stepX = (WIDTH - 2 * MARGIN) / Math.max(picture.columns, 1);
  const stepY = Math.min(22, (HEIGHT - 2 * MARGIN) / picture.rows);
  const width = stepX * 0.62;
  const height = Math.min(13, stepY * 0.72);
  const heights = picture.nodes.reduce<number[]>((counts, { column }) => {
    counts[column] = (counts[column] ?? 0) + 1;
    return counts;
  }, []);
  const at = (index: number): { x: number; y: number } => {
    const node = picture.nodes[index] ?? { column: 0, row: 0 };
    const top = (HEIGHT - (heights[node.column] ?? 1) * stepY) / 2;
    return { x: MARGIN + node.column * stepX + (stepX - width) / 2, y: top + node.row * stepY };
  };
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" preserveAspectRatio="xMidYMid meet">
      {picture.edges.map(([from, to]) => {
        const [a, b] = [at(from), at(to)];
        const bend = (b.x - a.x - width) / 2;
        const d = `M${a.x + width} ${a.y + height / 2}c${bend} 0 ${bend} ${b.y - a.y} ${2 * bend} ${b.y - a.y}`;
        return <path key={`${from}-${to}`} d={d} fill="none" stroke="var(--border-2)" strokeWidth="0.8" />;
      })}
      {picture.nodes.map(({ kind, column, row }, index) => {
        const { x, y } = at(index);
        const colour = `var(--k-${kind === 'snapshot' || isDescribed(kind) ? 'model' : kind})`;
        const strong = kind === 'train';
        return (
          <rect
            key={`${column}-${row}`}
            x={x}
            y={y}
            width={width}
            height={height}
            rx="3"
            fill={colour}
            fillOpacity={strong ? 1 : 0.35}
            stroke={colour}
            strokeWidth="0.8"
          />
        );
      })}
    </svg>
  );
}
