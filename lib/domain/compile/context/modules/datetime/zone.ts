import { valueError } from '../../../../jinja/errors.ts';
import { PyObject, type Value } from '../../../../jinja/values/value.ts';
import { pad, toDays } from './calendar.ts';

/** Offset in seconds and name of a time zone at one moment. */
export interface ZoneTime {
  readonly offset: number;
  readonly name: string;
  /** A moment it was found for, in seconds since the epoch. */
  readonly moment?: number;
}

/** Moments before and after a change of clocks are a day apart at most. */
const DAY = 86_400;

/** A time zone. `fixed` is the offset that is bound to one datetime, as pytz does, or that is all there is. */
export class Zone extends PyObject {
  readonly typeName: string = 'datetime.timezone';
  readonly key: string;
  readonly fixed: ZoneTime | undefined;

  constructor(key: string, fixed?: ZoneTime) {
    super();
    this.key = key;
    this.fixed = fixed;
  }

  override text(): string {
    return this.key;
  }
  /** A zone of Python itself: an offset alone. */
  override repr(): string {
    const offset = this.fixed?.offset ?? 0;
    return offset === 0 ? 'datetime.timezone.utc' : `datetime.timezone(datetime.timedelta(seconds=${offset}))`;
  }
  override attribute(name: string): Value | undefined {
    return name === 'zone' ? this.key : undefined;
  }

  /** What holds at a moment, in seconds since the epoch. */
  at(moment: number): ZoneTime {
    if (this.key === 'UTC') return { offset: 0, name: 'UTC' };
    // A zone that is an offset alone has no other times.
    if (this.fixed !== undefined && this.key.startsWith('UTC')) return this.fixed;
    const parts = new Map(
      formatter(this.key)
        .formatToParts(moment * 1000)
        .map(({ type, value }) => [type, value]),
    );
    const number = (name: Intl.DateTimeFormatPartTypes): number => Number(parts.get(name) ?? 0);
    const days = toDays({ year: number('year'), month: number('month'), day: number('day') });
    const local = days * DAY + number('hour') * 3600 + number('minute') * 60 + number('second');
    const offset = local - Math.floor(moment);
    return { offset, name: abbreviation(this.key, moment, offset), moment };
  }

  /** What holds at a local time; the standard time where a clock shows it twice or not at all, as pytz. */
  local(seconds: number): ZoneTime {
    const candidates = [this.at(seconds - DAY), this.at(seconds + DAY)].map(({ offset }) => this.at(seconds - offset));
    const fitting = candidates.filter(({ offset }) => this.at(seconds - offset).offset === offset);
    const [first, ...rest] = fitting.length > 0 ? fitting : candidates;
    if (first === undefined) throw valueError(`${this.key} has no such time`);
    return rest.reduce((best, each) => (each.offset < best.offset ? each : best), first);
  }

  /** The zone bound to what holds at a moment. */
  bound(time: ZoneTime): Zone {
    return this.key === 'UTC' ? this : new Zone(this.key, time);
  }
}

export const UTC = new Zone('UTC');

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(key: string): Intl.DateTimeFormat {
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const field = '2-digit';
  const made = new Intl.DateTimeFormat('en-US-u-ca-iso8601-hc-h23', {
    timeZone: key,
    year: 'numeric',
    month: field,
    day: field,
    hour: field,
    minute: field,
    second: field,
  });
  formatters.set(key, made);
  return made;
}

/** Abbreviations that English has no short name for. */
const NAMES: Readonly<Record<string, string>> = {
  'GMT+1': 'CET',
  'GMT+2': 'CEST',
  'GMT+9': 'JST',
  'GMT+5:30': 'IST',
  'GMT+8': 'CST',
};

function abbreviation(key: string, moment: number, offset: number): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: key, timeZoneName: 'short' }).formatToParts(moment * 1000);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  if (!name.startsWith('GMT')) return name;
  if (name === 'GMT') return 'GMT';
  const minutes = Math.abs(Math.round(offset / 60));
  const digits = pad(Math.floor(minutes / 60)) + (minutes % 60 === 0 ? '' : pad(minutes % 60));
  return (
    (key.startsWith('Europe/') || key.startsWith('Asia/') ? NAMES[name] : undefined) ??
    `${offset < 0 ? '-' : '+'}${digits}`
  );
}

/** The zone of a name. @throws a value error when there is none */
export function zoneNamed(name: string): Zone {
  if (/^(utc|gmt)$/i.test(name)) return UTC;
  try {
    formatter(name);
  } catch {
    throw valueError(`UnknownTimeZoneError: '${name}'`);
  }
  return new Zone(name);
}
