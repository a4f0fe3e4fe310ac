import { bind } from '../../../../jinja/arguments.ts';
import { typeError, valueError } from '../../../../jinja/errors.ts';
import { PyTuple } from '../../../../jinja/values/collections.ts';
import { asIndex } from '../../../../jinja/values/number.ts';
import { toText } from '../../../../jinja/values/text.ts';
import { type HashKey, PyFloat, PyObject, type Value } from '../../../../jinja/values/value.ts';
import { type CalendarDate, daysInMonth, fromDays, isoWeek, pad, toDays, weekday } from './calendar.ts';
import { type Moment, offsetText, strftime } from './strftime.ts';
import { type Clock, checkedClock, clockText, type Methods, MIDNIGHT, method, TimeValue } from './time.ts';
import { TimeDelta } from './timedelta.ts';
import { Zone, type ZoneTime } from './zone.ts';

export function checkedDate(year: number, month: number, day: number): CalendarDate {
  if (year < 1 || year > 9999) throw valueError(`year ${year} is out of range`);
  if (month < 1 || month > 12) throw valueError('month must be in 1..12');
  if (day < 1 || day > daysInMonth(year, month)) throw valueError('day is out of range for month');
  return { year, month, day };
}

export const dateText = ({ year, month, day }: CalendarDate): string => `${pad(year, 4)}-${pad(month)}-${pad(day)}`;

const numbers = (values: readonly (Value | undefined)[], otherwise: readonly number[]): number[] =>
  otherwise.map((each, index) => {
    const value = values[index];
    return value === undefined ? each : asIndex(value);
  });

/** `datetime.date` */
export class DateValue extends PyObject {
  readonly typeName: string = 'datetime.date';
  readonly date: CalendarDate;
  constructor(date: CalendarDate) {
    super();
    this.date = date;
  }
  get days(): number {
    return toDays(this.date);
  }
  get moment(): Moment {
    return { ...this.date, ...MIDNIGHT, zone: undefined };
  }
  override text(): string {
    return dateText(this.date);
  }
  override format(spec: string): string {
    return strftime(this.moment, spec);
  }
  override repr(): string {
    return `datetime.date(${this.date.year}, ${this.date.month}, ${this.date.day})`;
  }
  override attribute(name: string): Value | undefined {
    if (name === 'year' || name === 'month' || name === 'day') return this.date[name];
    return method(DATE_METHODS, this, name);
  }
  override equals(other: Value): boolean {
    return other instanceof DateValue && !(other instanceof DateTime) && other.days === this.days;
  }
  override hashKey(): HashKey {
    return `\u0000date:${this.days}`;
  }
  override order(other: Value): number | undefined {
    return other instanceof DateValue && !(other instanceof DateTime) ? this.days - other.days : undefined;
  }
  override operate(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (operator === '-' && !reflected && other instanceof DateValue && !(other instanceof DateTime))
      return new TimeDelta(BigInt(this.days - other.days) * 86_400_000_000n);
    if (!(other instanceof TimeDelta) || (operator !== '+' && (operator !== '-' || reflected))) return undefined;
    const days = asIndex(other.attribute('days') ?? 0);
    return new DateValue(dateOfDays(this.days + (operator === '+' ? days : -days)));
  }
}

function dateOfDays(days: number): CalendarDate {
  const date = fromDays(days);
  if (date.year < 1 || date.year > 9999) throw valueError('date value out of range');
  return date;
}

/** What `isocalendar()` gives: a tuple whose parts have names. */
class IsoCalendarDate extends PyTuple {
  override text(): string {
    const [year, week, day] = this.items.map(toText);
    return `datetime.IsoCalendarDate(year=${year}, week=${week}, weekday=${day})`;
  }
  override attribute(name: string): Value | undefined {
    const at = ['year', 'week', 'weekday'].indexOf(name);
    return at === -1 ? super.attribute(name) : this.items[at];
  }
}

const TIME_PARTS = ['tm_year', 'tm_mon', 'tm_mday', 'tm_hour', 'tm_min', 'tm_sec', 'tm_wday', 'tm_yday', 'tm_isdst'];

/** What `timetuple()` gives: `time.struct_time`, a tuple whose parts have names. */
class TimeTuple extends PyTuple {
  override text(): string {
    return `time.struct_time(${TIME_PARTS.map((name, at) => `${name}=${toText(this.items[at] ?? null)}`).join(', ')})`;
  }
  override attribute(name: string): Value | undefined {
    const at = TIME_PARTS.indexOf(name);
    return at === -1 ? super.attribute(name) : this.items[at];
  }
}

function timeTuple(self: DateValue, isSummer: number): TimeTuple {
  const { year, month, day, hour, minute, second } = self.moment;
  const dayOfYear = self.days - toDays({ year, month: 1, day: 1 }) + 1;
  return new TimeTuple([year, month, day, hour, minute, second, weekday(self.days), dayOfYear, isSummer]);
}

const DATE_METHODS: Methods<DateValue> = {
  timetuple: (self) => timeTuple(self, -1),
  isoformat: (self) => dateText(self.date),
  strftime: (self, args) => {
    const [format] = bind('strftime', args, ['format'], 1);
    if (typeof format !== 'string') throw typeError('strftime() needs a str');
    return strftime(self.moment, format);
  },
  weekday: (self) => weekday(self.days),
  isoweekday: (self) => weekday(self.days) + 1,
  isocalendar: (self) => new IsoCalendarDate(isoWeek(self.days)),
  toordinal: (self) => self.days + 719_163,
  replace: (self, args) => {
    const { year, month, day } = self.date;
    const [y = year, m = month, d = day] = numbers(bind('replace', args, ['year', 'month', 'day']), [year, month, day]);
    return new DateValue(checkedDate(y, m, d));
  },
};

/** `datetime.datetime` */
export class DateTime extends DateValue {
  override readonly typeName: string = 'datetime.datetime';
  readonly clock: Clock;
  readonly zone: Zone | undefined;
  constructor(date: CalendarDate, clock: Clock, zone?: Zone) {
    super(date);
    this.clock = clock;
    this.zone = zone;
  }

  /** From microseconds of local time since the epoch. */
  static fromMicroseconds(microseconds: bigint, zone?: Zone): DateTime {
    const day = 86_400_000_000n;
    const rest = Number(((microseconds % day) + day) % day);
    const days = Number((microseconds - BigInt(rest)) / day);
    const seconds = Math.floor(rest / 1_000_000);
    const clock = {
      hour: Math.floor(seconds / 3600),
      minute: Math.floor(seconds / 60) % 60,
      second: seconds % 60,
      microsecond: rest % 1_000_000,
    };
    return new DateTime(dateOfDays(days), clock, zone);
  }

  /** Microseconds of local time since the epoch. */
  get local(): bigint {
    const { hour, minute, second, microsecond } = this.clock;
    const seconds = this.days * 86_400 + hour * 3600 + minute * 60 + second;
    return BigInt(seconds) * 1_000_000n + BigInt(microsecond);
  }
  /** What the zone says here; undefined without a zone. */
  get zoneTime(): ZoneTime | undefined {
    return this.zone?.fixed ?? this.zone?.local(Number(this.local / 1_000_000n));
  }
  /** Microseconds of UTC since the epoch. */
  get instant(): bigint {
    return this.local - BigInt(this.zoneTime?.offset ?? 0) * 1_000_000n;
  }
  override get moment(): Moment {
    return { ...this.date, ...this.clock, zone: this.zoneTime };
  }
  isoText(separator: string): string {
    const { zoneTime } = this;
    const offset = zoneTime === undefined ? '' : offsetText(zoneTime.offset, ':');
    return dateText(this.date) + separator + clockText(this.clock) + offset;
  }
  override text(): string {
    return this.isoText(' ');
  }
  override repr(): string {
    const { year, month, day } = this.date;
    const { hour, minute, second, microsecond } = this.clock;
    const parts = [
      year,
      month,
      day,
      hour,
      minute,
      ...(microsecond !== 0 ? [second, microsecond] : second !== 0 ? [second] : []),
    ];
    return `datetime.datetime(${parts.join(', ')}${this.zone === undefined ? '' : `, tzinfo=${this.zone.repr()}`})`;
  }
  override attribute(name: string): Value | undefined {
    if (name === 'hour' || name === 'minute' || name === 'second' || name === 'microsecond') return this.clock[name];
    if (name === 'tzinfo') return this.zone ?? null;
    return method(DATETIME_METHODS, this, name) ?? super.attribute(name);
  }
  override equals(other: Value): boolean {
    if (!(other instanceof DateTime) || (other.zone === undefined) !== (this.zone === undefined)) return false;
    return other.instant === this.instant;
  }
  override hashKey(): HashKey {
    return `\u0000datetime:${this.instant}`;
  }
  private comparable(other: DateTime): void {
    if ((other.zone === undefined) !== (this.zone === undefined))
      throw typeError("can't compare or subtract offset-naive and offset-aware datetimes");
  }
  override order(other: Value): number | undefined {
    if (!(other instanceof DateTime)) return undefined;
    this.comparable(other);
    return Number(this.instant - other.instant);
  }
  override operate(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (operator === '-' && !reflected && other instanceof DateTime) {
      this.comparable(other);
      return new TimeDelta(this.instant - other.instant);
    }
    if (!(other instanceof TimeDelta) || (operator !== '+' && (operator !== '-' || reflected))) return undefined;
    const by = operator === '+' ? other.microseconds : -other.microseconds;
    return DateTime.fromMicroseconds(this.local + by, this.zone);
  }

  /** The same moment in a zone, bound to what holds there then. */
  in(zone: Zone): DateTime {
    const time = zone.at(Number(this.instant) / 1e6);
    return DateTime.fromMicroseconds(this.instant + BigInt(time.offset) * 1_000_000n, zone.bound(time));
  }
}

export function zoneOf(value: Value | undefined): Zone | undefined {
  if (value === undefined || value === null) return undefined;
  if (value instanceof Zone) return value;
  throw typeError('tzinfo argument must be None or of a tzinfo subclass');
}

const FIELDS = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond'] as const;

const DATETIME_METHODS: Methods<DateTime> = {
  timetuple: (self) => timeTuple(self, self.zone === undefined ? -1 : 0),
  isoformat: (self, args) => {
    const [separator = 'T'] = bind('isoformat', args, ['sep', 'timespec']);
    if (typeof separator !== 'string') throw typeError('isoformat() argument 1 must be a unicode character');
    return self.isoText(separator);
  },
  date: (self) => new DateValue(self.date),
  time: (self) => new TimeValue(self.clock),
  timestamp: (self) => new PyFloat(Number(self.instant) / 1e6),
  utcoffset: (self) => (self.zoneTime === undefined ? null : new TimeDelta(BigInt(self.zoneTime.offset) * 1_000_000n)),
  tzname: (self) => self.zoneTime?.name ?? null,
  astimezone: (self, args) => {
    const zone = zoneOf(bind('astimezone', args, ['tz'])[0]);
    if (zone === undefined) throw valueError('astimezone() needs a time zone here, for example modules.pytz.utc');
    return self.in(zone);
  },
  replace: (self, args) => {
    const given = bind('replace', args, [...FIELDS, 'tzinfo']);
    const { date, clock } = self;
    const current = [date.year, date.month, date.day, clock.hour, clock.minute, clock.second, clock.microsecond];
    const [year = 0, month = 0, day = 0, ...rest] = numbers(given, current);
    return new DateTime(
      checkedDate(year, month, day),
      checkedClock(rest),
      given[7] === undefined ? self.zone : zoneOf(given[7]),
    );
  },
};
