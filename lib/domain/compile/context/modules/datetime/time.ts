import { bind } from '../../../../jinja/arguments.ts';
import { typeError, valueError } from '../../../../jinja/errors.ts';
import { type CallArguments, type HashKey, PyFunction, PyObject, type Value } from '../../../../jinja/values/value.ts';
import { pad } from './calendar.ts';
import { strftime } from './strftime.ts';

/** Time of a day. */
export interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
}
export const MIDNIGHT: Clock = { hour: 0, minute: 0, second: 0, microsecond: 0 };
const CLOCK_FIELDS = ['hour', 'minute', 'second', 'microsecond'] as const;
const CLOCK_LIMITS = [23, 59, 59, 999_999] as const;

export function checkedClock(values: readonly number[]): Clock {
  const [hour = 0, minute = 0, second = 0, microsecond = 0] = values;
  for (const [index, value] of [hour, minute, second, microsecond].entries()) {
    const limit = CLOCK_LIMITS[index] ?? 0;
    if (value < 0 || value > limit) throw valueError(`${CLOCK_FIELDS[index]} must be in 0..${limit}`);
  }
  return { hour, minute, second, microsecond };
}

export function clockText({ hour, minute, second, microsecond }: Clock): string {
  return `${pad(hour)}:${pad(minute)}:${pad(second)}${microsecond === 0 ? '' : `.${pad(microsecond, 6)}`}`;
}

/** Methods of a class by name. */
export type Methods<T> = Readonly<Record<string, (self: T, args: CallArguments) => Value>>;

/** A method bound to its object; undefined when there is none of the name. */
export function method<T>(methods: Methods<T>, self: T, name: string): Value | undefined {
  const body = Object.hasOwn(methods, name) ? methods[name] : undefined;
  return body && new PyFunction(name, (args) => body(self, args));
}

/** `datetime.time` */
export class TimeValue extends PyObject {
  readonly typeName = 'datetime.time';
  readonly clock: Clock;
  constructor(clock: Clock) {
    super();
    this.clock = clock;
  }
  override text(): string {
    return clockText(this.clock);
  }
  override repr(): string {
    const { hour, minute, second, microsecond } = this.clock;
    const parts = [hour, minute, ...(microsecond !== 0 ? [second, microsecond] : second !== 0 ? [second] : [])];
    return `datetime.time(${parts.join(', ')})`;
  }
  private get microseconds(): number {
    const { hour, minute, second, microsecond } = this.clock;
    return (hour * 3600 + minute * 60 + second) * 1_000_000 + microsecond;
  }
  override attribute(name: string): Value | undefined {
    if (name === 'hour' || name === 'minute' || name === 'second' || name === 'microsecond') return this.clock[name];
    return method(TIME_METHODS, this, name);
  }
  override equals(other: Value): boolean {
    return other instanceof TimeValue && other.microseconds === this.microseconds;
  }
  override hashKey(): HashKey {
    return `\u0000time:${this.microseconds}`;
  }
  override order(other: Value): number | undefined {
    return other instanceof TimeValue ? this.microseconds - other.microseconds : undefined;
  }
}

const TIME_METHODS: Methods<TimeValue> = {
  isoformat: (self) => clockText(self.clock),
  strftime: (self, args) => {
    const [format] = bind('strftime', args, ['format'], 1);
    if (typeof format !== 'string') throw typeError('strftime() needs a str');
    return strftime({ year: 1900, month: 1, day: 1, ...self.clock, zone: undefined }, format);
  },
};
