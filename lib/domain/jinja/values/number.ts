import { JinjaError, typeError, undefinedFailure, valueError } from '../errors.ts';
import { numeric } from './compare.ts';
import { decimals, PyDecimal } from './decimal.ts';
import { typeName } from './text.ts';
import { PyFloat, Undefined, type Value } from './value.ts';

const MAX_BITS = 100_000;
const MAX_DIGITS = 4300;

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
  if (a instanceof PyDecimal || b instanceof PyDecimal) return decimals(operator, a, b);
  if (a instanceof PyFloat || b instanceof PyFloat) return floats(operator, Number(left), Number(right));
  return integers(operator, left, right);
}

function integers(operator: Arithmetic, left: number | bigint, right: number | bigint): Value {
  if (operator === '/') {
    if (Number(right) === 0) throw valueError('division by zero');
    return new PyFloat(quotient(left, right));
  }
  if (operator === '**' && right < 0) return floats('**', Number(left), Number(right));
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
  if (operator === '*') {
    if (bitsOf(left) + bitsOf(right) > MAX_BITS) throw tooLarge();
    return left * right;
  }
  if (operator === '**') {
    const bits = BigInt(bitsOf(left)) * right;
    if (bits > BigInt(MAX_BITS) && left !== 1n && left !== -1n && left !== 0n) throw tooLarge();
    return left ** right;
  }
  if (right === 0n) throw valueError('integer division or modulo by zero');
  const quotient = left / right;
  const floored = left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient;
  return operator === '//' ? floored : left - right * floored;
}

/** About how many bits a number has; exact would be slow. */
const bitsOf = (value: bigint): number => value.toString(16).length * 4;

const tooLarge = (): JinjaError =>
  new JinjaError('limit', `This number has more than ${MAX_BITS.toLocaleString('en')} bits.`, {
    code: 'jinja.number',
    remedy: 'Let the database compute it (numeric).',
  });

function floats(operator: Arithmetic, left: number, right: number): Value {
  if (operator === '+') return new PyFloat(left + right);
  if (operator === '-') return new PyFloat(left - right);
  if (operator === '*') return new PyFloat(left * right);
  if (operator === '**') return new PyFloat(power(left, right));
  if (right === 0) throw valueError(operator === '/' ? 'float division by zero' : 'float modulo');
  if (operator === '/') return new PyFloat(left / right);
  const remainder = left % right;
  // A remainder of zero has the divisor's sign.
  const modulo = remainder === 0 ? (right < 0 ? -0 : 0) : remainder < 0 !== right < 0 ? remainder + right : remainder;
  if (operator === '%') return new PyFloat(modulo);
  const whole = (left - remainder) / right - (remainder !== 0 && remainder < 0 !== right < 0 ? 1 : 0);
  const floored = Math.floor(whole);
  // Zero keeps the sign of the true quotient; what floating point lost is put back by rounding.
  if (whole === 0) return new PyFloat(left / right < 0 || Object.is(left / right, -0) ? -0 : 0);
  return new PyFloat(whole - floored > 0.5 ? floored + 1 : floored);
}

/** Two ints beyond 2^53 divide exactly and round once, as in Python. */
function quotient(left: number | bigint, right: number | bigint): number {
  if (typeof left === 'number' && typeof right === 'number') return left / right;
  const [a, b] = [BigInt(left), BigInt(right)];
  const whole = a / b;
  const size = Math.abs(Number(whole));
  if (size === Number.POSITIVE_INFINITY) throw valueError('integer division result too large for a float');
  // 64 more bits of the fraction than a double keeps, and one that says whether anything is left.
  const shift = size > 2 ** 64 ? 0n : 128n;
  const scaled = (a << shift) / b;
  const sticky = (a << shift) % b === 0n ? scaled : scaled | 1n;
  return Number(sticky) / 2 ** Number(shift);
}

function power(left: number, right: number): number {
  if (left === 0 && right < 0) throw valueError('0.0 cannot be raised to a negative power');
  if (left < 0 && Number.isFinite(left) && Number.isFinite(right) && !Number.isInteger(right))
    throw valueError('Complex numbers are not available in templates.');
  // Python: 1 to any power is 1, whatever the power is.
  if (left === 1 || (left === -1 && !Number.isFinite(right) && !Number.isNaN(right))) return 1;
  const result = left ** right;
  if (!Number.isFinite(result) && Number.isFinite(left) && Number.isFinite(right))
    throw valueError('Numerical result out of range');
  return result;
}

/** `-x`, `+x` */
export function sign(operator: '-' | '+', value: Value): Value {
  const number = numeric(value);
  if (value instanceof Undefined) throw undefinedFailure(value);
  if (number === undefined) throw typeError(`bad operand type for unary ${operator}: '${typeName(value)}'`);
  if (value instanceof PyDecimal) return operator === '-' ? value.negated() : value;
  if (value instanceof PyFloat) return operator === '-' ? new PyFloat(-value.value) : value;
  if (operator === '+') return number;
  return typeof number === 'bigint' ? integer(-number) : -number || 0;
}

/** Python reads the digits of every script. */
const asciiDigits = (text: string): string =>
  /[^\0-\x7f]/.test(text) ? text.replace(/[^\0-\x7f]/gu, (char) => digitValue(char) ?? char) : text;

/** The value of a decimal digit: those of a script are ten in a row. */
function digitValue(char: string): string | undefined {
  if (!/\p{Nd}/u.test(char)) return undefined;
  const code = char.codePointAt(0) ?? 0;
  for (let zero = code; ; zero--)
    if (!/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) || code - zero === 9) return String(code - zero);
}

/** `int(text)` in a base, or undefined. */
export function parseInteger(text: string, base = 10): number | bigint | undefined {
  const clean = asciiDigits(text)
    .trim()
    .replace(/(?<=[\da-zA-Z])_(?=[\da-zA-Z])/g, '')
    .toLowerCase();
  const prefixes: Readonly<Record<number, string>> = { 2: '0b', 8: '0o', 16: '0x' };
  // Python refuses longer ones too: reading them takes time that grows with the square.
  if (clean.length > MAX_DIGITS) return undefined;
  const match = /^([+-]?)([\da-z]+)$/.exec(clean);
  if (match === null) return undefined;
  let digits = match[2] ?? '';
  if (base === 0) return parseInteger(text, { '0b': 2, '0o': 8, '0x': 16 }[digits.slice(0, 2)] ?? 10);
  if (base < 2 || base > 36) return undefined;
  const prefix = prefixes[base];
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
  const clean = asciiDigits(text)
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
  if (typeof value === 'bigint') {
    if (BigInt.asIntN(64, value) !== value) throw valueError('Python int too large to convert to C ssize_t');
    return Number(value);
  }
  if (typeof value === 'boolean') return value ? 1 : 0;
  throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
}

/** A flag that Python's own code takes as an int: None and text are refused. */
export function asFlag(value: Value): boolean {
  const index = asIndex(value);
  if (index !== (index | 0)) throw valueError('Python int too large to convert to C int');
  return index !== 0;
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
  if (!Number.isFinite(value) || digits > 40 || (digits >= 0 && Math.abs(value) >= 1e21)) return value;
  if (digits >= 0) return Number(fixedHalfEven(value, digits));
  const scale = 10 ** -digits;
  const quotient = value / scale;
  const floor = Math.floor(quotient);
  const rest = quotient - floor;
  const rounded = (rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor) * scale;
  // Zero keeps the sign.
  return rounded === 0 && value < 0 ? -0 : rounded;
}

/** Python's `round` of an int: exact, half to even. */
export function roundInteger(value: number | bigint, digits: number): number | bigint {
  if (digits >= 0) return value;
  if (digits < -400) return 0;
  const scale = 10n ** BigInt(-digits);
  const whole = BigInt(value);
  const rest = ((whole % scale) + scale) % scale;
  const floor = whole - rest;
  const up = rest * 2n > scale || (rest * 2n === scale && (floor / scale) % 2n !== 0n);
  return integer(up ? floor + scale : floor);
}

/** A number argument of a native function. */
export function numberOf(value: Value): number | bigint {
  const number = numeric(value);
  if (number === undefined) throw typeError(`must be real number, not ${typeName(value)}`);
  return number;
}
