import { typeError, valueError } from '../errors.ts';
import { numeric } from './compare.ts';
import { typeName } from './text.ts';
import { PyFloat, type Value } from './value.ts';

const MAX_BITS = 100_000;

/** A Python int from a bigint: a plain number while that is exact. */
export function integer(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

export type Arithmetic = '+' | '-' | '*' | '/' | '//' | '%' | '**';

/** Arithmetic on two numbers; undefined when either is none. */
export function arithmetic(operator: Arithmetic, a: Value, b: Value): Value | undefined {
  const left = numeric(a);
  const right = numeric(b);
  if (left === undefined || right === undefined) return undefined;
  if (a instanceof PyFloat || b instanceof PyFloat) return floats(operator, Number(left), Number(right));
  return integers(operator, left, right);
}

function integers(operator: Arithmetic, left: number | bigint, right: number | bigint): Value {
  if (operator === '/') {
    if (Number(right) === 0) throw valueError('division by zero');
    return new PyFloat(Number(left) / Number(right));
  }
  if (operator === '**' && right < 0) return new PyFloat(Number(left) ** Number(right));
  if (typeof left === 'number' && typeof right === 'number') {
    const quick = smallIntegers(operator, left, right);
    if (quick !== undefined) return quick;
  }
  return integer(bigIntegers(operator, BigInt(left), BigInt(right)));
}

/** Exact results only; undefined sends the work to bigints. */
function smallIntegers(operator: Arithmetic, left: number, right: number): number | undefined {
  if ((operator === '//' || operator === '%') && right === 0) throw valueError('integer division or modulo by zero');
  if (operator === '**') return undefined;
  // Beyond 2^31 a quotient may round up to the next whole number.
  if (operator !== '+' && operator !== '-' && operator !== '*' && Math.abs(left) > 2 ** 31) return undefined;
  let result: number;
  if (operator === '+') result = left + right;
  else if (operator === '-') result = left - right;
  else if (operator === '*') result = left * right;
  else if (operator === '//') result = Math.floor(left / right);
  else result = left - right * Math.floor(left / right);
  // `|| 0` turns -0 into 0: an int has no sign of its own at zero.
  return Number.isSafeInteger(result) ? result || 0 : undefined;
}

function bigIntegers(operator: Arithmetic, left: bigint, right: bigint): bigint {
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  if (operator === '*') return left * right;
  if (operator === '**') {
    const bits = BigInt(left.toString(2).length) * right;
    if (bits > BigInt(MAX_BITS)) throw valueError('This power is too large a number for a template.');
    return left ** right;
  }
  if (right === 0n) throw valueError('integer division or modulo by zero');
  const quotient = left / right;
  const floored = left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient;
  return operator === '//' ? floored : left - right * floored;
}

function floats(operator: Arithmetic, left: number, right: number): Value {
  if (operator === '+') return new PyFloat(left + right);
  if (operator === '-') return new PyFloat(left - right);
  if (operator === '*') return new PyFloat(left * right);
  if (operator === '**') return new PyFloat(left ** right);
  if (right === 0) throw valueError(operator === '/' ? 'float division by zero' : 'float modulo');
  if (operator === '/') return new PyFloat(left / right);
  const remainder = left % right;
  const modulo = remainder !== 0 && remainder < 0 !== right < 0 ? remainder + right : remainder;
  return new PyFloat(operator === '%' ? modulo : Math.floor((left - modulo) / right + 0.5));
}

/** `-x`, `+x` */
export function sign(operator: '-' | '+', value: Value): Value {
  const number = numeric(value);
  if (number === undefined) throw typeError(`bad operand type for unary ${operator}: '${typeName(value)}'`);
  if (value instanceof PyFloat) return operator === '-' ? new PyFloat(-value.value) : value;
  if (operator === '+') return number;
  return typeof number === 'bigint' ? integer(-number) : -number || 0;
}

/** `int(text)` in a base, or undefined. */
export function parseInteger(text: string, base = 10): number | bigint | undefined {
  const clean = text
    .trim()
    .replace(/(?<=[\da-zA-Z])_(?=[\da-zA-Z])/g, '')
    .toLowerCase();
  const prefixes: Readonly<Record<number, string>> = { 2: '0b', 8: '0o', 16: '0x' };
  const match = /^([+-]?)([\da-z]+)$/.exec(clean);
  if (match === null) return undefined;
  const prefix = prefixes[base];
  let digits = match[2] ?? '';
  if (prefix !== undefined && digits.startsWith(prefix)) digits = digits.slice(2);
  let value = 0n;
  for (const digit of digits) {
    const amount = Number.parseInt(digit, 36);
    if (Number.isNaN(amount) || amount >= base) return undefined;
    value = value * BigInt(base) + BigInt(amount);
  }
  if (digits === '') return undefined;
  return integer(match[1] === '-' ? -value : value);
}

/** `float(text)`, or undefined. */
export function parseFloatText(text: string): number | undefined {
  const clean = text
    .trim()
    .replace(/(?<=\d)_(?=\d)/g, '')
    .toLowerCase();
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(clean)) return Number(clean);
  if (/^[+-]?inf(inity)?$/.test(clean)) return clean.startsWith('-') ? -Infinity : Infinity;
  return /^[+-]?nan$/.test(clean) ? Number.NaN : undefined;
}

/** An int argument of a native function. */
export function asIndex(value: Value): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
}

/** Round half to even, as Python's `round`. Digits above 15 change nothing in a double. */
export function roundHalfEven(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 300) return value;
  const exact = decimalDigits(value);
  const text = exact.round(digits);
  return Number(text);
}

/** Exact decimal expansion of a double, so that 2.675 rounds as its true value 2.67499… */
function decimalDigits(value: number): { round(digits: number): string } {
  return {
    round(digits: number): string {
      if (digits >= 0 && digits <= 100) {
        const fixed = value.toFixed(Math.min(digits, 100));
        return tie(value, digits) ? halfEven(fixed, digits) : fixed;
      }
      const scale = 10 ** -digits;
      const quotient = value / scale;
      const floor = Math.floor(quotient);
      const rest = quotient - floor;
      const rounded = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
      return String(rounded * scale);
    },
  };
}

/** Whether the double lies exactly between two decimals of that many digits. */
function tie(value: number, digits: number): boolean {
  if (digits > 20) return false;
  const scaled = Math.abs(value) * 10 ** digits;
  return scaled % 1 === 0.5 && Number((scaled / 10 ** digits).toFixed(digits + 1)) === Math.abs(value);
}

function halfEven(fixed: string, digits: number): string {
  const last = Number(fixed.at(-1));
  if (last % 2 === 0) return fixed;
  // toFixed rounds a tie away from zero; an odd last digit means it went the wrong way.
  const step = 10 ** -digits;
  const value = Number(fixed);
  return (value > 0 ? value - step : value + step).toFixed(digits);
}
