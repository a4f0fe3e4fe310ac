import type { LiveRun, LiveStep } from './live.ts';

/** A step's bar on the Gantt: start and length in milliseconds from the run's start. */
export interface Bar {
  readonly id: string;
  readonly live: LiveStep;
  readonly start?: number;
  readonly length?: number;
  /** On the longest path: shortening another bar would not end the run sooner. */
  readonly critical: boolean;
}

export interface Gantt {
  readonly bars: readonly Bar[];
  /** Milliseconds the axis covers. */
  readonly span: number;
  readonly ticks: readonly number[];
}

/** Bars in the order steps began (those that have not yet, in plan order behind them). */
export function toGantt(run: LiveRun, now: number): Gantt {
  const zero = run.startedAt ?? Math.min(now, ...[...run.steps.values()].flatMap(({ startedAt }) => startedAt ?? []));
  const critical = longestPath(run);
  const bars = run.order.flatMap((id) => {
    const live = run.steps.get(id);
    return live ? [barOf(id, live, zero, now, critical.has(id))] : [];
  });
  bars.sort((a, b) => (a.start ?? Number.POSITIVE_INFINITY) - (b.start ?? Number.POSITIVE_INFINITY) || 0);
  const ends = bars.map(({ start = 0, length = 0 }) => start + length);
  const span = Math.max(1000, run.ms ?? 0, ...ends);
  return { bars, span, ticks: ticksOf(span) };
}

function barOf(id: string, live: LiveStep, zero: number, now: number, critical: boolean): Bar {
  if (live.startedAt === undefined) return { id, live, critical };
  const start = Math.max(0, live.startedAt - zero);
  const length = live.ms ?? (live.status === 'running' ? Math.max(0, now - live.startedAt) : undefined);
  return { id, live, start, length, critical };
}

/** Round ticks from 0, between four and eight of them. */
export function ticksOf(span: number): readonly number[] {
  const rough = span / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, at) => Math.round(at * step));
}

/**
 * The chain of finished steps that decided when the run ended: from the step that ended last, back
 * along the dependency that ended last, as a step starts when that one has.
 */
export function longestPath(run: LiveRun): ReadonlySet<string> {
  const end = (id: string): number => {
    const live = run.steps.get(id);
    return live?.startedAt === undefined || live.ms === undefined ? Number.NEGATIVE_INFINITY : live.startedAt + live.ms;
  };
  const latest = (ids: readonly string[]): string | undefined => {
    const ended = ids.filter((id) => end(id) !== Number.NEGATIVE_INFINITY);
    return ended.length === 0 ? undefined : ended.reduce((best, id) => (end(id) > end(best) ? id : best));
  };
  const path = new Set<string>();
  for (
    let at = latest(run.order);
    at !== undefined && !path.has(at);
    at = latest(run.steps.get(at)?.step.after ?? [])
  ) {
    path.add(at);
  }
  return path;
}
