import { checkedDate, DateTime, DateValue } from './modules/datetime/values.ts';
import { UTC, Zone } from './modules/datetime/zone.ts';
import { PYTZ_UTC } from './modules/pytz.ts';

const MOMENT = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([+-])(\d\d)(?::?(\d\d))?)?$/;

/** A date as PostgreSQL writes it; undefined for what Python has no date for (`infinity`, BC, beyond 9999). */
export function readDate(text: string): DateValue | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  return match === null ? undefined : new DateValue(checkedDate(Number(match[1]), Number(match[2]), Number(match[3])));
}

/** A timestamp as PostgreSQL writes it, with its offset when it has one; undefined as for a date. */
export function readMoment(text: string): DateTime | undefined {
  const match = MOMENT.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', sign, hours, minutes = '0'] = match;
  const clock = {
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    microsecond: Number(fraction.padEnd(6, '0')),
  };
  const offset = (Number(hours ?? 0) * 60 + Number(minutes)) * (sign === '-' ? -60 : 60);
  const name = `UTC${sign}${hours}:${minutes.padStart(2, '0')}`;
  const zone = sign === undefined ? undefined : offset === 0 ? UTC : new Zone(name, { offset, name });
  return new DateTime(checkedDate(Number(year), Number(month), Number(day)), clock, zone);
}

const YAML_TIME =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt \t]+(\d\d?)(:\d\d:\d\d)(?:\.(\d*))?[ \t]*(?:Z|([-+])(\d\d?)(?::(\d\d))?)?)?$/;

/** A date or time as YAML writes it; undefined for what is none. */
export function readYamlTime(text: string): DateValue | undefined {
  const match = YAML_TIME.exec(text);
  if (match === null) return undefined;
  const [, year, month = '', day = '', hour, rest = '', fraction = '', sign, hours = '', minutes = '00'] = match;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (hour === undefined) return readDate(date);
  const zone =
    sign === undefined ? (text.endsWith('Z') ? '+00:00' : '') : `${sign}${hours.padStart(2, '0')}:${minutes}`;
  const parts = fraction === '' ? '' : `.${fraction.slice(0, 6)}`;
  return readMoment(`${date} ${hour.padStart(2, '0')}${rest}${parts}${zone}`);
}

/** A moment as JavaScript writes it, in UTC: `run_started_at`. */
export const momentOfIso = (iso: string): DateTime =>
  DateTime.fromMicroseconds(BigInt(Date.parse(iso)) * 1000n, PYTZ_UTC);
