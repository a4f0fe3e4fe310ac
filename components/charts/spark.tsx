import styles from './chart.module.css';

/** A line without axes, drawn by hand: cheap enough for a hundred in a table. Decoration beside its number. */
export function SparkLine({
  values,
  width,
  height,
  colour = 'var(--chart-1)',
  dot = false,
}: {
  readonly values: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly colour?: string;
  readonly dot?: boolean;
}) {
  const points = sparkPoints(values, width, height);
  const last = points.at(-1);
  return (
    <svg className={styles.spark} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {points.length > 1 && (
        <path
          d={`M${points.map(([x, y]) => `${x} ${y}`).join('L')}`}
          fill="none"
          stroke={colour}
          strokeWidth="1.5"
          strokeLinejoin="round"
        />
      )}
      {dot && last && <circle cx={last[0]} cy={last[1]} r="2.5" fill={colour} />}
    </svg>
  );
}

/** Values spread over a box, the least at its foot; a flat line stands in the middle. */
export function sparkPoints(values: readonly number[], width: number, height: number): readonly [number, number][] {
  const known = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const pad = 3;
  return known.map((value, at) => {
    const x = known.length < 2 ? width / 2 : pad + (at / (known.length - 1)) * (width - 2 * pad);
    const share = high === low ? 0.5 : (value - low) / (high - low);
    return [round(x), round(height - pad - share * (height - 2 * pad))];
  });
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** A small histogram of a feature's values. */
export function SparkBars({
  counts,
  width,
  height,
  colour = 'var(--bar)',
}: {
  readonly counts: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly colour?: string;
}) {
  const most = Math.max(1, ...counts);
  const step = width / Math.max(counts.length, 1);
  const gap = counts.length > width / 3 ? 0.5 : 1;
  return (
    <svg className={styles.spark} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {counts.map((count, at) => {
        const tall = count === 0 ? 0 : Math.max(1, (count / most) * height);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
            key={at}
            x={round(at * step)}
            y={round(height - tall)}
            width={Math.max(0.5, round(step - gap))}
            height={round(tall)}
            fill={colour}
          />
        );
      })}
    </svg>
  );
}
