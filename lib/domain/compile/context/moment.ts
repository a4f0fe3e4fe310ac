import { type HashKey, PyFunction, PyObject, type Value } from '../../jinja/values/value.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** A date of a query's result: Python's `datetime.date`. */
export class DateValue extends PyObject {
  readonly typeName = 'date';
  private readonly iso: string;
  private constructor(iso: string) {
    super();
    this.iso = iso;
  }
  /** @returns undefined for what Python has no date for (`infinity`, years beyond 9999, BC) */
  static parse(text: string): DateValue | undefined {
    return /^\d{4}-\d\d-\d\d$/.test(text) ? new DateValue(text) : undefined;
  }
  override text(): string {
    return this.iso;
  }
  override repr(): string {
    const [year, month, day] = this.iso.split('-').map(Number);
    return `datetime.date(${year}, ${month}, ${day})`;
  }
  override hashKey(): HashKey {
    return `\0date:${this.iso}`;
  }
  override equals(other: Value): boolean {
    return other instanceof DateValue && other.iso === this.iso;
  }
  override attributeNames(): readonly string[] {
    return ['year', 'month', 'day', 'isoformat', 'strftime', 'weekday'];
  }
  override attribute(name: string): Value | undefined {
    return dateAttribute(name, this.iso, { hour: 0, minute: 0, second: 0, micro: 0 });
  }
}

interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micro: number;
}

/** A timestamp of a query's result: Python's `datetime.datetime`, with its offset when it has one. */
export class DateTimeValue extends PyObject {
  readonly typeName = 'datetime';
  private readonly date: string;
  private readonly clock: Clock;
  /** `+00:00`, or empty. */
  private readonly offset: string;
  private constructor(date: string, clock: Clock, offset: string) {
    super();
    this.date = date;
    this.clock = clock;
    this.offset = offset;
  }
  static parse(text: string): DateTimeValue | undefined {
    const match = /^(\d{4}-\d\d-\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d+))?([+-]\d\d(?::?\d\d)?)?$/.exec(text);
    if (match === null) return undefined;
    const [, date = '', hour, minute, second, fraction = '', zone = ''] = match;
    const clock = {
      hour: Number(hour),
      minute: Number(minute),
      second: Number(second),
      micro: Number(fraction.padEnd(6, '0')),
    };
    return new DateTimeValue(date, clock, zone.length === 3 ? `${zone}:00` : zone);
  }
  /** @param iso as JavaScript writes it, in UTC */
  static ofIso(iso: string): DateTimeValue {
    const [, date = '', time = ''] = /^(\d{4}-\d\d-\d\d)T([\d:.]+)/.exec(iso) ?? [];
    const [hour = 0, minute = 0, second = 0] = time.split(':').map(Number);
    const whole = Math.floor(second);
    const micro = Math.round((second - whole) * 1_000_000);
    return new DateTimeValue(date, { hour, minute, second: whole, micro }, '+00:00');
  }
  override text(): string {
    return this.iso(' ');
  }
  private iso(separator: string): string {
    const { hour, minute, second, micro } = this.clock;
    const fraction = micro === 0 ? '' : `.${String(micro).padStart(6, '0')}`;
    return `${this.date}${separator}${two(hour)}:${two(minute)}:${two(second)}${fraction}${this.offset}`;
  }
  override repr(): string {
    const { hour, minute, second, micro } = this.clock;
    const parts = [...this.date.split('-').map(Number), hour, minute];
    if (second !== 0 || micro !== 0) parts.push(second);
    if (micro !== 0) parts.push(micro);
    return `datetime.datetime(${parts.join(', ')}${this.offset === '' ? '' : ', tzinfo=datetime.timezone.utc'})`;
  }
  override hashKey(): HashKey {
    return `\0datetime:${this.text()}`;
  }
  override equals(other: Value): boolean {
    return other instanceof DateTimeValue && other.text() === this.text();
  }
  override attributeNames(): readonly string[] {
    return ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond', 'date', 'isoformat', 'strftime'];
  }
  override attribute(name: string): Value | undefined {
    switch (name) {
      case 'hour':
      case 'minute':
      case 'second':
        return this.clock[name];
      case 'microsecond':
        return this.clock.micro;
      case 'date':
        return new PyFunction(name, () => DateValue.parse(this.date) ?? null);
      case 'isoformat':
        return new PyFunction(name, () => this.iso('T'));
      default:
        return dateAttribute(name, this.date, this.clock);
    }
  }
}

function dateAttribute(name: string, iso: string, clock: Clock): Value | undefined {
  const [year = 0, month = 0, day = 0] = iso.split('-').map(Number);
  const weekday = (): number => (new Date(`${iso}T00:00:00Z`).getUTCDay() + 6) % 7;
  switch (name) {
    case 'year':
      return year;
    case 'month':
      return month;
    case 'day':
      return day;
    case 'isoformat':
      return new PyFunction(name, () => iso);
    case 'weekday':
      return new PyFunction(name, weekday);
    case 'isoweekday':
      return new PyFunction(name, () => weekday() + 1);
    case 'strftime':
      return new PyFunction(name, (args) => formatMoment(String(args.positional[0] ?? ''), iso, clock));
    default:
      return undefined;
  }
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** `strftime` in the C locale. */
function formatMoment(format: string, iso: string, { hour, minute, second, micro }: Clock): string {
  const [year = 0, month = 1, day = 1] = iso.split('-').map(Number);
  const at = new Date(`${iso}T00:00:00Z`);
  const dayOfYear = Math.round((at.getTime() - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
  const parts: Readonly<Record<string, string>> = {
    Y: String(year).padStart(4, '0'),
    y: two(year % 100),
    m: two(month),
    d: two(day),
    H: two(hour),
    I: two(hour % 12 === 0 ? 12 : hour % 12),
    p: hour < 12 ? 'AM' : 'PM',
    M: two(minute),
    S: two(second),
    f: String(micro).padStart(6, '0'),
    j: String(dayOfYear).padStart(3, '0'),
    B: MONTHS[month - 1] ?? '',
    b: (MONTHS[month - 1] ?? '').slice(0, 3),
    A: DAYS[at.getUTCDay()] ?? '',
    a: (DAYS[at.getUTCDay()] ?? '').slice(0, 3),
    w: String(at.getUTCDay()),
    F: iso,
    T: `${two(hour)}:${two(minute)}:${two(second)}`,
    '%': '%',
  };
  return format.replace(/%(.)/g, (whole, letter: string) => parts[letter] ?? whole);
}

/** PostgreSQL's interval as Python prints a timedelta: psycopg2 counts a month as 30 days, a year as 365. */
export function intervalText(text: string): string {
  const amount = (unit: string): number => Number(new RegExp(`(-?\\d+) ${unit}`).exec(text)?.[1] ?? 0);
  let days = amount('year') * 365 + amount('mon') * 30 + amount('day');
  const clock = /(-?)(\d+):(\d\d):(\d\d)(?:\.(\d+))?/.exec(text);
  let micros = 0;
  if (clock !== null) {
    const [, sign = '', hours, minutes, seconds, fraction = ''] = clock;
    const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
    micros = (whole * 1_000_000 + Number(fraction.padEnd(6, '0'))) * (sign === '-' ? -1 : 1);
  }
  const dayMicros = 86_400_000_000;
  days += Math.floor(micros / dayMicros);
  micros -= Math.floor(micros / dayMicros) * dayMicros;
  const seconds = Math.floor(micros / 1_000_000);
  const rest = micros % 1_000_000;
  const time = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const shown = rest === 0 ? time : `${time}.${String(rest).padStart(6, '0')}`;
  return days === 0 ? shown : `${days} day${Math.abs(days) === 1 ? '' : 's'}, ${shown}`;
}
