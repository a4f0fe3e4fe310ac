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

/** The batches to build, oldest first, as dbt counts them: whole hours, days, months or years in UTC. */
export function planBatches({ size, lookback, begin, fromBegin, now, window }: BatchPlan): Batch[] {
  const end = ceiling(window?.end ?? now, size);
  const first = window?.start ?? (fromBegin ? begin : undefined);
  const batches: Batch[] = [];
  let start = first === undefined ? shift(end, size, -(lookback + 1)) : truncate(first, size);
  while (start < end) {
    const next = shift(start, size, 1);
    batches.push({ id: idOf(start, size), start: stamp(start), end: stamp(next), isFirst: batches.length === 0 });
    start = next;
  }
  return batches;
}

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
