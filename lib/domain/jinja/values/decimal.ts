import { JinjaError, typeError } from '../errors.ts';
import { typeName } from './text.ts';
import { type HashKey, PyObject, type Value } from './value.ts';

/** Digits that Python's default context keeps of a quotient. */
const PRECISION = 28;

/** Python's Decimal: every digit a query gave. `units` stand `scale` places behind the point. */
export class PyDecimal extends PyObject {
  readonly typeName = 'decimal.Decimal';
  readonly units: bigint;
  readonly scale: number;
  /** `NaN`, `Infinity`: what has no digits. */
  private readonly special: string | undefined;

  /** @param text as PostgreSQL prints a numeric, or Python a float */
  constructor(text: string) {
    super();
    const [, sign = '', whole = '', fraction = '', exponent = '0'] =
      /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text) ?? [];
    this.special = whole === '' && fraction === '' ? text : undefined;
    this.units = this.special === undefined ? BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`) : 0n;
    this.scale = fraction.length - Number(exponent);
  }

  static of(units: bigint, scale: number): PyDecimal {
    return new PyDecimal(`${units}e${-scale}`);
  }

  /** As Python: an exponent only where there are no digits for it, or too many zeros. */
  override text(): string {
    if (this.special !== undefined) return this.special;
    const sign = this.units < 0n ? '-' : '';
    const digits = String(this.units < 0n ? -this.units : this.units);
    const adjusted = digits.length - 1 - this.scale;
    if (this.scale === 0) return sign + digits;
    if (this.scale > 0 && adjusted >= -6) {
      const padded = digits.padStart(this.scale + 1, '0');
      return `${sign}${padded.slice(0, -this.scale)}.${padded.slice(-this.scale)}`;
    }
    const mantissa = digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`;
    return `${sign}${mantissa}E${adjusted < 0 ? '-' : '+'}${Math.abs(adjusted)}`;
  }
  override repr(): string {
    return `Decimal('${this.text()}')`;
  }
  override truth(): boolean {
    return this.special !== undefined || this.units !== 0n;
  }
  override hashKey(): HashKey {
    return this.number();
  }
  override equals(other: Value): boolean {
    return other instanceof PyDecimal && other.number() === this.number();
  }
  number(): number {
    return Number(this.special ?? `${this.units}e${-this.scale}`);
  }
  /** `int(x)`: what stands before the point. */
  truncated(): bigint {
    return this.scale > 0 ? this.units / 10n ** BigInt(this.scale) : this.units * 10n ** BigInt(-this.scale);
  }
  negated(): PyDecimal {
    return PyDecimal.of(-this.units, this.scale);
  }
  /** `round(x, places)`, ties to even. */
  rounded(places: number): PyDecimal {
    const drop = this.scale - places;
    if (drop <= 0) return PyDecimal.of(this.units * 10n ** BigInt(-drop), places);
    return PyDecimal.of(halfEven(this.units, 10n ** BigInt(drop)), places);
  }
}

function halfEven(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  const twice = (value < 0n ? -value % divisor : value % divisor) * 2n;
  const away = twice > divisor || (twice === divisor && quotient % 2n !== 0n);
  return away ? quotient + (value < 0n ? -1n : 1n) : quotient;
}

function operand(value: Value): PyDecimal | undefined {
  if (value instanceof PyDecimal) return value;
  if (typeof value === 'boolean') return PyDecimal.of(value ? 1n : 0n, 0);
  return typeof value === 'number' || typeof value === 'bigint' ? PyDecimal.of(BigInt(value), 0) : undefined;
}

type Operator = '+' | '-' | '*' | '/' | '//' | '%' | '**';

/** Arithmetic where one side is a Decimal; a float on the other is an error, as in Python. */
export function decimals(operator: Operator, a: Value, b: Value): PyDecimal {
  const left = operand(a);
  const right = operand(b);
  if (left === undefined || right === undefined) {
    throw typeError(
      `unsupported operand type(s) for ${operator}: '${typeName(a)}' and '${typeName(b)}'`,
      'A numeric of the database is a Decimal: make it a float first with | float.',
    );
  }
  const scale = Math.max(left.scale, right.scale, 0);
  const [x, y] = [at(left, scale), at(right, scale)];
  if (operator === '+') return PyDecimal.of(x + y, scale);
  if (operator === '-') return PyDecimal.of(x - y, scale);
  if (operator === '*') return PyDecimal.of(left.units * right.units, left.scale + right.scale);
  if (operator === '**') return power(left, right);
  if (y === 0n) throw new JinjaError('value', 'division by zero');
  // Decimals divide towards zero, unlike ints.
  if (operator === '//') return PyDecimal.of(x / y, 0);
  return operator === '%' ? PyDecimal.of(x % y, scale) : divided(x, y, left.scale - right.scale);
}

const at = ({ units, scale }: PyDecimal, wanted: number): bigint => units * 10n ** BigInt(wanted - scale);

function power(base: PyDecimal, exponent: PyDecimal): PyDecimal {
  const times = exponent.number();
  if (Number.isInteger(times) && times >= 0 && times <= 1_000)
    return PyDecimal.of(base.units ** BigInt(times), base.scale * times);
  return new PyDecimal(String(base.number() ** times));
}

/** A quotient of 28 digits; an exact one keeps the places that the operands ask for. */
function divided(x: bigint, y: bigint, ideal: number): PyDecimal {
  const size = (value: bigint): number => String(value < 0n ? -value : value).length;
  const places = Math.max(0, PRECISION + size(y) - size(x));
  let units = halfEven(x * 10n ** BigInt(places) * (y < 0n ? -1n : 1n), y < 0n ? -y : y);
  let scale = places;
  const over = size(units) - PRECISION;
  if (over > 0 && over <= scale) {
    units = halfEven(units, 10n ** BigInt(over));
    scale -= over;
  }
  const isExact = units * y === x * 10n ** BigInt(scale);
  while (isExact && scale > Math.max(ideal, 0) && units % 10n === 0n) {
    units /= 10n;
    scale -= 1;
  }
  return PyDecimal.of(units, scale);
}
