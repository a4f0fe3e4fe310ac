/** Closer than this, halves of the gap between two positions would soon be the same number. */
const leastGap = 1e-6;
const step = 1024;

/**
 * The position of a card between two others; undefined where no room is left and the column has to be
 * numbered anew (`spread`).
 */
export function between(after: number | undefined, before: number | undefined): number | undefined {
  if (after === undefined) return before === undefined ? 0 : before - step;
  if (before === undefined) return after + step;
  return before - after < leastGap ? undefined : (after + before) / 2;
}

/** Positions for a whole column, in order. */
export const spread = (count: number): number[] => Array.from({ length: count }, (_, at) => at * step);
