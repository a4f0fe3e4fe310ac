import type { BatchResults } from '#lib/contracts/run.ts';
import type { Batch, TimeWindow } from '../../compile/index.ts';

/** What a microbatch model says of its batches. */
export interface BatchPlan {
  readonly size: string;
  /** Batches before the present one that are built again. */
  readonly lookback: number;
  readonly begin: Date;
  /** The table is not there, or is made anew: all batches since `begin`. */
  readonly fromBegin: boolean;
  readonly now: Date;
  /** The window that is asked for, whatever was built before. */
  readonly window?: TimeWindow;
}

/**
 * The batches to build, oldest first, as dbt counts them: whole hours, days, months or years in UTC.
 * There is always one: before `begin` it is empty, and makes the table.
 */
export function planBatches({ size, lookback, begin, fromBegin, now, window }: BatchPlan): Batch[] {
  const end = ceiling(window?.end ?? now, size);
  const first = window?.start ?? (fromBegin ? begin : undefined);
  const starts = [first === undefined ? shift(end, size, -(lookback + 1)) : truncate(first, size)];
  for (let next = after(starts, size); next < end; next = after(starts, size)) starts.push(next);
  return inOrder(
    starts.map((start, index) => [start, starts[index + 1] ?? end]),
    size,
    !fromBegin,
  );
}

/** Those that failed, again: they add to the table that the others made. */
export const batchesAgain = ({ failed }: BatchResults, size: string): Batch[] =>
  inOrder(
    failed.map(([start, end]) => [new Date(start), new Date(end)]),
    size,
    true,
  );

const inOrder = (spans: readonly (readonly [Date, Date])[], size: string, isIncremental: boolean): Batch[] =>
  spans.map(([start, end], index) => ({
    id: idOf(start, size),
    start: stamp(start),
    end: stamp(end),
    isFirst: index === 0,
    isLast: index === spans.length - 1,
    isIncremental: index > 0 || isIncremental,
  }));

/** A batch as results name it: `2024-01-31T00:00:00+00:00`. */
export const timesOf = ({ start, end }: Batch): [string, string] => [start.replace(' ', 'T'), end.replace(' ', 'T')];

const after = (starts: readonly Date[], size: string): Date => shift(starts.at(-1) ?? new Date(0), size, 1);

function ceiling(time: Date, size: string): Date {
  const floor = truncate(time, size);
  return floor.getTime() === time.getTime() ? floor : shift(floor, size, 1);
}

function truncate(time: Date, size: string): Date {
  const [year, month, day, hour] = [time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate(), time.getUTCHours()];
  if (size === 'year') return new Date(Date.UTC(year, 0));
  if (size === 'month') return new Date(Date.UTC(year, month));
  return new Date(Date.UTC(year, month, day, size === 'hour' ? hour : 0));
}

/** So many batches later; the time is the start of one. */
function shift(time: Date, size: string, count: number): Date {
  const [year, month, day, hour] = [time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate(), time.getUTCHours()];
  if (size === 'year') return new Date(Date.UTC(year + count, 0));
  if (size === 'month') return new Date(Date.UTC(year, month + count));
  return size === 'hour'
    ? new Date(Date.UTC(year, month, day, hour + count))
    : new Date(Date.UTC(year, month, day + count));
}

/** `2024-01-31 00:00:00+00:00`, as Python prints a time of UTC. */
const stamp = (time: Date): string => time.toISOString().replace('T', ' ').replace(/\..*/, '+00:00');

const idLengths: Readonly<Record<string, number>> = { year: 4, month: 6, day: 8, hour: 11 };

/** `2024`, `202401`, `20240131`, `20240131T10` */
const idOf = (start: Date, size: string): string =>
  start
    .toISOString()
    .replaceAll('-', '')
    .slice(0, idLengths[size] ?? 8);
