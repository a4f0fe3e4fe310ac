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

/**
 * `value.toFixed(digits)` with ties to even, as Python and C round. JavaScript's toFixed works on
 * the exact value of the double but rounds a tie up.
 */
export function fixedHalfEven(value: number, digits: number): string {
  const places = Math.min(digits, 100);
  const rounded = value.toFixed(places);
  if (places > 40) return rounded;
  // A tie has a 5 and then nothing; 60 more digits are more than a double of this size can hide.
  const exact = value.toFixed(places + 60);
  if (!/^50*$/.test(exact.slice(-60))) return rounded;
  const floor = exact.slice(0, -60).replace(/\.$/, '');
  return Number(floor.at(-1)) % 2 === 0 ? floor : rounded;
}

/** Round half to even at a decimal place, as Python's `round`. */
export function roundHalfEven(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 40 || Math.abs(value) >= 1e21) return value;
  if (digits >= 0) return Number(fixedHalfEven(value, digits));
  const scale = 10 ** -digits;
  const quotient = value / scale;
  const floor = Math.floor(quotient);
  const rest = quotient - floor;
  return (rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor) * scale;
}
