import { asciiDigits, strip } from '../../jinja/values/python-text.ts';
import type { Cast } from './cast.ts';

const dateForm = /^(\d{4})-(\d{1,2})-( [1-9]|\d{1,2})$/;
const dateTimeForm = /^(\d{4})-(\d{1,2})-( [1-9]|\d{1,2})\s+(\d{1,2}):(\d{1,2}):(\d{1,2})$/;

/** strptime `%Y-%m-%d`. */
export const castDate: Cast = (cell) => {
  const match = dateForm.exec(asciiDigits(strip(cell)));
  return match ? dayOf(Number(match[1]), Number(match[2]), Number(match[3])) : undefined;
};

/** strptime `%Y-%m-%d %H:%M:%S`. */
export const castDateTime: Cast = (cell) => {
  const match = dateTimeForm.exec(asciiDigits(strip(cell)));
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const date = dayOf(Number(year), Number(month), Number(day));
  const time = clock(Number(hour), Number(minute), Number(second), 0);
  return date && time ? `${date} ${time}` : undefined;
};

/** The part behind a `T` and the time zone behind that. */
const zoneForm = /(Z|[+-]\d{2}(?::?\d{2})?)?$/;

/** ISO 8601 with a `T`, all its forms of date and time as the package isodate reads them; a time zone stays behind it. */
export const castIsoDateTime: Cast = (cell) => {
  const parts = strip(cell).split('T');
  const [day, rest] = parts;
  if (parts.length !== 2 || day === undefined || rest === undefined) return undefined;
  const zone = zoneForm.exec(rest)?.[0] ?? '';
  const date = isoDate(day);
  const time = date === undefined ? undefined : isoTime(rest.slice(0, rest.length - zone.length));
  return time === undefined ? undefined : `${date} ${time}${zone}`;
};

/** Whether a cast ISO time carries a time zone. */
export const isZoned = (value: string): boolean => /(Z|[+-]\d{2}(:?\d{2})?)$/.test(value.slice(10));

function isoDate(text: string): string | undefined {
  const full = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (full) return dayOf(Number(full[1]), Number(full[2]) || 1, Number(full[3]));
  const week = /^(\d{4})-W(\d{2})(?:-(\d))?$/.exec(text) ?? /^(\d{4})W(\d{2})(\d)?$/.exec(text);
  if (week) return weekDay(Number(week[1]), Number(week[2]), Number(week[3] ?? 1));
  const ordinal = /^(\d{4})-?(\d{3})$/.exec(text);
  if (ordinal) return yearDay(Number(ordinal[1]), Number(ordinal[2]) - 1);
  const month = /^(\d{4})-?(\d{2})$/.exec(text);
  if (month) return dayOf(Number(month[1]), Number(month[2]) || 1, 1);
  if (/^\d{4}$/.test(text)) return dayOf(Number(text), 1, 1);
  return /^\d{2}$/.test(text) ? dayOf(Number(text) * 100 + 1, 1, 1) : undefined;
}

const million = 1_000_000n;

/** The smallest part may have a fraction. */
function isoTime(text: string): string | undefined {
  const match =
    /^(\d{2}):(\d{2}):(\d{2})(?:[,.](\d+))?$/.exec(text) ?? /^(\d{2})(\d{2})(\d{2})(?:[,.](\d+))?$/.exec(text);
  if (match) return clock(Number(match[1]), Number(match[2]), Number(match[3]), micros(match[4], million));
  const minutes = /^(\d{2}):?(\d{2})(?:[,.](\d+))?$/.exec(text);
  if (minutes) return spread(Number(minutes[1]), Number(minutes[2]), micros(minutes[3], 60n * million));
  const hours = /^(\d{2})(?:[,.](\d+))?$/.exec(text);
  if (!hours) return undefined;
  const all = micros(hours[2], 3_600n * million);
  return spread(Number(hours[1]), Math.floor(all / 60_000_000), all % 60_000_000);
}

/** A decimal fraction of a unit in whole microseconds, the rest left out. */
const micros = (fraction: string | undefined, unit: bigint): number =>
  fraction === undefined ? 0 : Number((BigInt(fraction) * unit) / 10n ** BigInt(fraction.length));

const spread = (hour: number, minute: number, rest: number): string | undefined =>
  clock(hour, minute, Math.floor(rest / 1_000_000), rest % 1_000_000);

function clock(hour: number, minute: number, second: number, micro: number): string | undefined {
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const text = [hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':');
  return micro === 0 ? text : `${text}.${String(micro).padStart(6, '0')}`;
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function dayOf(year: number, month: number, day: number): string | undefined {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  if (year < 1 || day < 1 || day > (monthDays[month - 1] ?? 0) + leap) return undefined;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** So many days after the first of January. */
function yearDay(year: number, days: number): string | undefined {
  if (year < 1) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, 0, 1 + days);
  return dayOf(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

/** Weeks are counted from the one that holds the first of January, when that is week 1. */
function weekDay(year: number, week: number, day: number): string | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, 0, 1);
  const weekday = date.getUTCDay() || 7;
  return yearDay(year, 7 * (week - (weekday <= 4 ? 1 : 0)) - weekday + day);
}
