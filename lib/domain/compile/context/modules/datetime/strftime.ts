import { dayOfYear, isoWeek, pad, toDays, weekday } from './calendar.ts';
import type { ZoneTime } from './zone.ts';

/** What `strftime` writes of; a date alone is at midnight. */
export interface Moment {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  readonly zone: ZoneTime | undefined;
}

export const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** `±HHMM`, with a separator between when asked for. */
export function offsetText(offset: number, separator = ''): string {
  const size = Math.abs(offset);
  const seconds = size % 60 === 0 ? '' : separator + pad(size % 60);
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(size / 3600))}${separator}${pad(Math.floor(size / 60) % 60)}${seconds}`;
}

const hour12 = (hour: number): number => ((hour + 11) % 12) + 1;

const DIRECTIVES: Readonly<Record<string, (moment: Moment) => string>> = {
  a: (moment) => DAYS[weekday(toDays(moment))]?.slice(0, 3) ?? '',
  A: (moment) => DAYS[weekday(toDays(moment))] ?? '',
  b: (moment) => MONTHS[moment.month - 1]?.slice(0, 3) ?? '',
  B: (moment) => MONTHS[moment.month - 1] ?? '',
  h: (moment) => MONTHS[moment.month - 1]?.slice(0, 3) ?? '',
  c: (moment) => strftime(moment, `%a %b ${String(moment.day).padStart(2)} %H:%M:%S %Y`),
  C: (moment) => pad(Math.floor(moment.year / 100)),
  d: (moment) => pad(moment.day),
  D: (moment) => strftime(moment, '%m/%d/%y'),
  e: (moment) => String(moment.day).padStart(2),
  f: (moment) => pad(moment.microsecond, 6),
  F: (moment) => strftime(moment, '%Y-%m-%d'),
  g: (moment) => pad(isoWeek(toDays(moment))[0] % 100),
  G: (moment) => String(isoWeek(toDays(moment))[0]),
  H: (moment) => pad(moment.hour),
  I: (moment) => pad(hour12(moment.hour)),
  j: (moment) => pad(dayOfYear(moment), 3),
  m: (moment) => pad(moment.month),
  M: (moment) => pad(moment.minute),
  n: () => '\n',
  p: (moment) => (moment.hour < 12 ? 'AM' : 'PM'),
  r: (moment) => strftime(moment, '%I:%M:%S %p'),
  R: (moment) => strftime(moment, '%H:%M'),
  S: (moment) => pad(moment.second),
  t: () => '\t',
  T: (moment) => strftime(moment, '%H:%M:%S'),
  u: (moment) => String(weekday(toDays(moment)) + 1),
  U: (moment) => pad(Math.floor((dayOfYear(moment) + 6 - ((weekday(toDays(moment)) + 1) % 7)) / 7)),
  V: (moment) => pad(isoWeek(toDays(moment))[1]),
  w: (moment) => String((weekday(toDays(moment)) + 1) % 7),
  W: (moment) => pad(Math.floor((dayOfYear(moment) + 6 - weekday(toDays(moment))) / 7)),
  x: (moment) => strftime(moment, '%m/%d/%y'),
  X: (moment) => strftime(moment, '%H:%M:%S'),
  y: (moment) => pad(moment.year % 100),
  // glibc doesn't pad the year.
  Y: (moment) => String(moment.year),
  z: (moment) => (moment.zone === undefined ? '' : offsetText(moment.zone.offset)),
  Z: (moment) => moment.zone?.name ?? '',
  '%': () => '%',
};

/** `strftime(format)` in the C locale, as glibc writes it; an unknown directive stays. */
export function strftime(moment: Moment, format: string): string {
  return format.replace(/%([-_0^#]?)(:?[a-zA-Z%])/g, (whole, flag: string, letter: string) => {
    const text =
      letter === ':z' && moment.zone !== undefined ? offsetText(moment.zone.offset, ':') : DIRECTIVES[letter]?.(moment);
    if (text === undefined) return whole;
    if (flag === '-') return text.replace(/^[0 ]+(?=.)/, '');
    if (flag === '_') return text.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length));
    return flag === '^' ? text.toUpperCase() : text;
  });
}
