import { valueError } from '../../../../jinja/errors.ts';
import { fromDays, toDays } from './calendar.ts';
import { DAYS, MONTHS } from './strftime.ts';
import { checkedClock } from './time.ts';
import { checkedDate, DateTime } from './values.ts';
import { UTC, Zone } from './zone.ts';

const names = (list: readonly string[]): string => list.join('|');
const short = (list: readonly string[]): string[] => list.map((name) => name.slice(0, 3));

/** What each directive of `strptime` reads, as in Python's `_strptime`. */
const PATTERNS: Readonly<Record<string, string>> = {
  d: '(?<d>3[01]|[12]\\d|0[1-9]|[1-9]| [1-9])',
  f: '(?<f>\\d{1,6})',
  H: '(?<H>2[0-3]|[01]\\d|\\d)',
  I: '(?<I>1[0-2]|0[1-9]|[1-9])',
  j: '(?<j>36[0-6]|3[0-5]\\d|[12]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9])',
  m: '(?<m>1[0-2]|0[1-9]|[1-9])',
  M: '(?<M>[0-5]\\d|\\d)',
  S: '(?<S>6[01]|[0-5]\\d|\\d)',
  y: '(?<y>\\d\\d)',
  Y: '(?<Y>\\d{4})',
  z: '(?<z>[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|Z)',
  A: `(?<A>${names(DAYS)})`,
  a: `(?<a>${names(short(DAYS))})`,
  B: `(?<B>${names(MONTHS)})`,
  b: `(?<b>${names(short(MONTHS))})`,
  p: '(?<p>AM|PM)',
  Z: '(?<Z>UTC|GMT)',
  '%': '%',
};

/** `datetime.strptime(text, format)` */
export function strptime(text: string, format: string): DateTime {
  const source = format
    .replace(/[\\.^$*+?(){}[\]|]/g, '\\$&')
    .replace(/\s+/g, '\\s+')
    .replace(/%([a-zA-Z%])/g, (_whole, letter: string) => {
      const pattern = PATTERNS[letter];
      if (pattern === undefined) throw valueError(`'${letter}' is a bad directive in format '${format}'`);
      return pattern;
    });
  const found = patternOf(source, format).exec(text);
  if (found === null) throw valueError(`time data '${text}' does not match format '${format}'`);
  if (found[0].length < text.length) throw valueError(`unconverted data remains: ${text.slice(found[0].length)}`);
  return momentOf(found.groups ?? {});
}

function patternOf(source: string, format: string): RegExp {
  try {
    return new RegExp(`^${source}`, 'i');
  } catch {
    throw valueError(`'${format}' names a part of the time twice`);
  }
}

function momentOf(parts: Readonly<Record<string, string | undefined>>): DateTime {
  const number = (name: string): number | undefined => (parts[name] === undefined ? undefined : Number(parts[name]));
  const short = number('y');
  const year = number('Y') ?? (short === undefined ? 1900 : short + (short <= 68 ? 2000 : 1900));
  const dayOfYear = number('j');
  const date =
    dayOfYear === undefined
      ? { year, month: monthOf(parts) ?? 1, day: number('d') ?? 1 }
      : fromDays(toDays({ year, month: 1, day: 1 }) + dayOfYear - 1);
  const clock = [hourOf(parts), number('M') ?? 0, number('S') ?? 0, Number((parts.f ?? '0').padEnd(6, '0'))];
  return new DateTime(checkedDate(date.year, date.month, date.day), checkedClock(clock), zoneOf(parts.z));
}

function monthOf(parts: Readonly<Record<string, string | undefined>>): number | undefined {
  if (parts.m !== undefined) return Number(parts.m);
  const name = (parts.B ?? parts.b)?.slice(0, 3).toLowerCase();
  return name === undefined ? undefined : MONTHS.findIndex((month) => month.toLowerCase().startsWith(name)) + 1;
}

function hourOf(parts: Readonly<Record<string, string | undefined>>): number {
  if (parts.I === undefined) return Number(parts.H ?? 0);
  const hour = Number(parts.I) % 12;
  return parts.p?.toUpperCase() === 'PM' ? hour + 12 : hour;
}

function zoneOf(text: string | undefined): Zone | undefined {
  if (text === undefined) return undefined;
  if (text.toUpperCase() === 'Z') return UTC;
  const [hours = 0, minutes = 0, seconds = 0] = (text.slice(1).match(/\d\d/g) ?? []).map(Number);
  const offset = (hours * 3600 + minutes * 60 + seconds) * (text.startsWith('-') ? -1 : 1);
  return offset === 0 ? UTC : new Zone(`UTC${text}`, { offset, name: `UTC${text}` });
}
