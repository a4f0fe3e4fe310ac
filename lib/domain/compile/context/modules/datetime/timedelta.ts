import { bind } from '../../../../jinja/arguments.ts';
import { valueError } from '../../../../jinja/errors.ts';
import { numeric } from '../../../../jinja/values/compare.ts';
import { integer, numberOf, roundHalfEven } from '../../../../jinja/values/number.ts';
import {
  type CallArguments,
  type HashKey,
  PyFloat,
  PyFunction,
  PyObject,
  type Value,
} from '../../../../jinja/values/value.ts';
import { pad } from './calendar.ts';

const DAY = 86_400_000_000n;
const MAX = 999_999_999n * DAY + DAY - 1n;

/** `datetime.timedelta`: a duration, exact to the microsecond. */
export class TimeDelta extends PyObject {
  readonly typeName = 'datetime.timedelta';
  readonly microseconds: bigint;
  constructor(microseconds: bigint) {
    super();
    if (microseconds > MAX || microseconds < -999_999_999n * DAY)
      throw valueError('days must have magnitude <= 999999999');
    this.microseconds = microseconds;
  }

  private get days(): number {
    return Number((this.microseconds - this.rest) / DAY);
  }
  /** Microseconds within the day; never negative. */
  private get rest(): bigint {
    return ((this.microseconds % DAY) + DAY) % DAY;
  }

  override text(): string {
    const { days, rest } = this;
    const seconds = Number(rest / 1_000_000n);
    const fraction = rest % 1_000_000n;
    const clock = `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
    const prefix = days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `;
    return prefix + clock + (fraction === 0n ? '' : `.${pad(Number(fraction), 6)}`);
  }
  override repr(): string {
    const parts = [
      ['days', this.days],
      ['seconds', Number(this.rest / 1_000_000n)],
      ['microseconds', Number(this.rest % 1_000_000n)],
    ].filter(([, value]) => value !== 0);
    return `datetime.timedelta(${parts.map(([name, value]) => `${name}=${value}`).join(', ') || '0'})`;
  }
  override truth(): boolean {
    return this.microseconds !== 0n;
  }
  override attribute(name: string): Value | undefined {
    if (name === 'days') return this.days;
    if (name === 'seconds') return Number(this.rest / 1_000_000n);
    if (name === 'microseconds') return Number(this.rest % 1_000_000n);
    if (name !== 'total_seconds') return undefined;
    return new PyFunction(name, () => new PyFloat(Number(this.microseconds) / 1e6));
  }
  override equals(other: Value): boolean {
    return other instanceof TimeDelta && other.microseconds === this.microseconds;
  }
  override hashKey(): HashKey {
    return `\u0000timedelta:${this.microseconds}`;
  }
  override order(other: Value): number | undefined {
    if (!(other instanceof TimeDelta)) return undefined;
    return this.microseconds < other.microseconds ? -1 : this.microseconds > other.microseconds ? 1 : 0;
  }
  override operate(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof TimeDelta) return this.withDelta(operator, reflected ? other : this, reflected ? this : other);
    const number = numeric(other);
    if (number === undefined) return undefined;
    if (operator === '*') return scaled(this.microseconds, other);
    if (reflected) return undefined;
    if (operator === '//' && !(other instanceof PyFloat))
      return new TimeDelta(floorDivide(this.microseconds, BigInt(number)));
    if (operator !== '/') return undefined;
    if (Number(number) === 0) throw valueError('division by zero');
    return new TimeDelta(BigInt(roundHalfEven(Number(this.microseconds) / Number(number), 0)));
  }

  private withDelta(operator: string, left: TimeDelta, right: TimeDelta): Value | undefined {
    const [a, b] = [left.microseconds, right.microseconds];
    if (operator === '+') return new TimeDelta(a + b);
    if (operator === '-') return new TimeDelta(a - b);
    if (operator === '*') return undefined;
    if (b === 0n) throw valueError('division by zero');
    if (operator === '/') return new PyFloat(Number(a) / Number(b));
    if (operator === '//') return integer(floorDivide(a, b));
    return operator === '%' ? new TimeDelta(a - b * floorDivide(a, b)) : undefined;
  }
}

function floorDivide(a: bigint, b: bigint): bigint {
  if (b === 0n) throw valueError('integer division or modulo by zero');
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function scaled(microseconds: bigint, by: Value): Value {
  if (by instanceof PyFloat) return new TimeDelta(BigInt(roundHalfEven(Number(microseconds) * by.value, 0)));
  return new TimeDelta(microseconds * BigInt(numeric(by) ?? 0));
}

const UNITS = [
  ['days', 86_400_000_000],
  ['seconds', 1_000_000],
  ['microseconds', 1],
  ['milliseconds', 1000],
  ['minutes', 60_000_000],
  ['hours', 3_600_000_000],
  ['weeks', 604_800_000_000],
] as const;

/** `timedelta(days=…, hours=…)` */
export function makeTimeDelta(args: CallArguments): Value {
  const given = bind(
    'timedelta',
    args,
    UNITS.map(([name]) => name),
  );
  let whole = 0n;
  let fraction = 0;
  for (const [index, [, size]] of UNITS.entries()) {
    const value = given[index];
    if (value === undefined) continue;
    const number = numberOf(value);
    if (value instanceof PyFloat) {
      whole += BigInt(Math.trunc(value.value)) * BigInt(size);
      fraction += (value.value - Math.trunc(value.value)) * size;
    } else whole += BigInt(number) * BigInt(size);
  }
  return new TimeDelta(whole + BigInt(roundHalfEven(fraction, 0)));
}
