import type { Batch } from '../../compile/index.ts';

/** What a microbatch model says of its batches. */
export interface BatchPlan {
  readonly size: string;
  /** Batches before the present one that are built again. */
  readonly lookback: number;
  readonly begin: Date;
  /** The table is not there, or is made anew: all batches since `begin`. */
  readonly fromBegin: boolean;
  readonly now: Date;
}

/** The batches to build, oldest first, as dbt counts them: whole hours, days, months or years in UTC. */
export function planBatches({ size, lookback, begin, fromBegin, now }: BatchPlan): Batch[] {
  const floor = truncate(now, size);
  const end = floor.getTime() === now.getTime() ? floor : shift(floor, size, 1);
  const batches: Batch[] = [];
  let start = fromBegin ? truncate(begin, size) : shift(end, size, -(lookback + 1));
  while (start < end) {
    const next = shift(start, size, 1);
    batches.push({ id: idOf(start, size), start: stamp(start), end: stamp(next), isFirst: batches.length === 0 });
    start = next;
  }
  return batches;
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
