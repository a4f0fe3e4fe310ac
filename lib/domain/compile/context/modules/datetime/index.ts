import { bind } from '../../../../jinja/arguments.ts';
import { typeError, valueError } from '../../../../jinja/errors.ts';
import { asIndex, numberOf } from '../../../../jinja/values/number.ts';
import { typeName } from '../../../../jinja/values/text.ts';
import { type CallArguments, PyFunction, PyObject, type Value } from '../../../../jinja/values/value.ts';
import { moduleOf } from '../module.ts';
import { strptime } from './strptime.ts';
import { checkedClock, MIDNIGHT, TimeValue } from './time.ts';
import { makeTimeDelta, TimeDelta } from './timedelta.ts';
import { checkedDate, DateTime, DateValue, zoneOf } from './values.ts';
import { UTC, Zone } from './zone.ts';

type Body = (args: CallArguments) => Value;

/** A class of Python: called, it makes a value; its own functions are attributes. */
class PyClass extends PyObject {
  readonly typeName = 'type';
  private readonly name: string;
  private readonly make: Body;
  private readonly members: Readonly<Record<string, Body | PyObject>>;
  constructor(name: string, make: Body, members: Readonly<Record<string, Body | PyObject>>) {
    super();
    this.name = name;
    this.make = make;
    this.members = members;
  }
  override text(): string {
    return `<class 'datetime.${this.name}'>`;
  }
  override attribute(name: string): Value | undefined {
    const member = Object.hasOwn(this.members, name) ? this.members[name] : undefined;
    return typeof member === 'function' ? new PyFunction(name, member) : member;
  }
  override attributeNames(): readonly string[] {
    return Object.keys(this.members);
  }
  override call(args: CallArguments): Value {
    return this.make(args);
  }
}

function textOf(value: Value | undefined, callee: string): string {
  if (typeof value === 'string') return value;
  throw typeError(`${callee}() argument must be str, not ${typeName(value ?? null)}`);
}

const numbers = (values: readonly (Value | undefined)[]): number[] =>
  values.map((value) => (value === undefined ? 0 : asIndex(value)));

const DATE_NAMES = ['year', 'month', 'day'];
const CLOCK_NAMES = ['hour', 'minute', 'second', 'microsecond'];

function makeDate(args: CallArguments): Value {
  const [year = 0, month = 0, day = 0] = numbers(bind('date', args, DATE_NAMES, 3));
  return new DateValue(checkedDate(year, month, day));
}

function makeDateTime(args: CallArguments): Value {
  const given = bind('datetime', args, [...DATE_NAMES, ...CLOCK_NAMES, 'tzinfo'], 3);
  const [year = 0, month = 0, day = 0, ...clock] = numbers(given.slice(0, 7));
  return new DateTime(checkedDate(year, month, day), checkedClock(clock), zoneOf(given[7]));
}

const now = (): DateTime => DateTime.fromMicroseconds(BigInt(Date.now()) * 1000n, UTC);
/** Without a zone, the server's local time. */
function localNow(): DateTime {
  const offset = -new Date().getTimezoneOffset() * 60;
  return DateTime.fromMicroseconds((BigInt(Date.now()) + BigInt(offset) * 1000n) * 1000n);
}

function fromTimestamp(args: CallArguments): Value {
  const [seconds = 0, tz] = bind('fromtimestamp', args, ['timestamp', 'tz'], 1);
  const moment = DateTime.fromMicroseconds(BigInt(Math.round(Number(numberOf(seconds)) * 1e6)), UTC);
  const zone = zoneOf(tz);
  return zone === undefined ? new DateTime(moment.date, moment.clock) : moment.in(zone);
}

const ISO =
  /^(\d{4})-?(\d\d)-?(\d\d)(?:[\s\S](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,6})\d*)?)?)?(Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?)?$/;

function fromIso(text: string): DateTime {
  const match = ISO.exec(text);
  if (match === null) throw valueError(`Invalid isoformat string: '${text}'`);
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = match;
  const clock = checkedClock([Number(hour), Number(minute), Number(second), Number(fraction.padEnd(6, '0'))]);
  const date = checkedDate(Number(year), Number(month), Number(day));
  if (zone === undefined) return new DateTime(date, clock);
  return new DateTime(date, clock, zone === 'Z' ? UTC : offsetZone(zone));
}

function offsetZone(text: string): Zone {
  const [hours = 0, minutes = 0] = (text.match(/\d\d/g) ?? []).map(Number);
  const offset = (hours * 3600 + minutes * 60) * (text.startsWith('-') ? -1 : 1);
  return offset === 0 ? UTC : new Zone(`UTC${text}`, { offset, name: `UTC${text}` });
}

function combine(args: CallArguments): Value {
  const [date, time, zone] = bind('combine', args, ['date', 'time', 'tzinfo'], 2);
  if (!(date instanceof DateValue) || !(time instanceof TimeValue))
    throw typeError('combine() needs a date and a time');
  return new DateTime(date.date, time.clock, zoneOf(zone));
}

const LAST_CLOCK = { hour: 23, minute: 59, second: 59, microsecond: 999_999 };
const FIRST = { year: 1, month: 1, day: 1 };
const LAST = { year: 9999, month: 12, day: 31 };

const DATETIME_CLASS = new PyClass('datetime', makeDateTime, {
  now: (args) => {
    const zone = zoneOf(bind('now', args, ['tz'])[0]);
    return zone === undefined ? localNow() : now().in(zone);
  },
  utcnow: () => new DateTime(now().date, now().clock),
  today: localNow,
  fromtimestamp: fromTimestamp,
  utcfromtimestamp: fromTimestamp,
  fromisoformat: (args) => fromIso(textOf(args.positional[0], 'fromisoformat')),
  strptime: (args) => {
    const [text, format] = bind('strptime', args, ['date_string', 'format'], 2);
    return strptime(textOf(text, 'strptime'), textOf(format, 'strptime'));
  },
  combine,
  min: new DateTime(FIRST, MIDNIGHT),
  max: new DateTime(LAST, LAST_CLOCK),
});

const DATE_CLASS = new PyClass('date', makeDate, {
  today: () => new DateValue(localNow().date),
  fromisoformat: (args) => new DateValue(fromIso(textOf(args.positional[0], 'fromisoformat')).date),
  min: new DateValue(FIRST),
  max: new DateValue(LAST),
});

const TIME_CLASS = new PyClass(
  'time',
  (args) => new TimeValue(checkedClock(numbers(bind('time', args, CLOCK_NAMES)))),
  {
    fromisoformat: (args) => new TimeValue(fromIso(`2000-01-01T${textOf(args.positional[0], 'fromisoformat')}`).clock),
    min: new TimeValue(MIDNIGHT),
    max: new TimeValue(LAST_CLOCK),
  },
);

const TIMEDELTA_CLASS = new PyClass('timedelta', makeTimeDelta, { resolution: new TimeDelta(1n) });

/** `modules.datetime` */
export const DATETIME: Value = moduleOf([
  ['datetime', DATETIME_CLASS],
  ['date', DATE_CLASS],
  ['time', TIME_CLASS],
  ['timedelta', TIMEDELTA_CLASS],
]);
