import { parse as parseYaml } from 'yaml';
import type { TimeWindow } from '#lib/domain/compile/index.ts';
import { UsageError } from './usage-error.ts';

/** `--event-time-start` and `--event-time-end`, which need each other. */
export function eventTimeOf(start: string | undefined, end: string | undefined): TimeWindow | undefined {
  if (start === undefined && end === undefined) return undefined;
  if (start === undefined) throw new UsageError('--event-time-end needs --event-time-start.');
  if (end === undefined) throw new UsageError('--event-time-start needs --event-time-end.');
  const window = { start: moment('event-time-start', start), end: moment('event-time-end', end) };
  if (window.start < window.end) return window;
  throw new UsageError('--event-time-start must be before --event-time-end.');
}

/** `--sample "3 days"`, counted back from now, or `--sample "{start: 2024-01-01, end: 2024-02-01}"`. */
export function sampleOf(text: string | undefined, now: Date): TimeWindow | undefined {
  if (text === undefined) return undefined;
  if (text.trimStart().startsWith('{')) return writtenWindow(text);
  const [count = '', grain = '', ...more] = text.split(' ');
  const months = { month: 1, year: 12 }[singular(grain)];
  const hours = { hour: 1, day: 24 }[singular(grain)];
  if (!/^[+-]?\d+$/.test(count) || more.length > 0 || (months === undefined && hours === undefined))
    throw new UsageError(`--sample must be a number of hours, days, months or years, like “3 days”, not “${text}”.`);
  const start =
    hours === undefined
      ? monthsBefore(now, Number(count) * (months ?? 1))
      : new Date(now.getTime() - Number(count) * hours * 3_600_000);
  return { start, end: now };
}

const singular = (grain: string): string => grain.toLowerCase().replace(/s+$/, '');

function writtenWindow(text: string): TimeWindow {
  let value: unknown;
  try {
    value = parseYaml(text, { schema: 'failsafe' });
  } catch {
    value = undefined;
  }
  const given = new Map<string, unknown>(Object.entries(typeof value === 'object' && value !== null ? value : {}));
  const [start, end] = [given.get('start'), given.get('end')];
  if (typeof start === 'string' && typeof end === 'string')
    return { start: moment('sample', start), end: moment('sample', end) };
  throw new UsageError(
    `--sample must name a start and an end, like “{start: 2024-01-01, end: 2024-02-01}”, not “${text}”.`,
  );
}

/** The same day and time of an earlier month, or that month's last day. */
function monthsBefore(now: Date, months: number): Date {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth() - months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const day = new Date(Date.UTC(year, month, Math.min(now.getUTCDate(), last)));
  return new Date(day.getTime() + (now.getTime() % 86_400_000));
}

/** A day or a time, of UTC. */
function moment(name: string, text: string): Date {
  const [, day, time = '00:00:00'] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d))?$/.exec(text) ?? [];
  const date = new Date(`${day}T${time}Z`);
  if (!Number.isNaN(date.getTime())) return date;
  throw new UsageError(`--${name} must be a day or a time, like 2024-01-31 or 2024-01-31T10:00:00, not “${text}”.`);
}
