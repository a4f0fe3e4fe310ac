import { typeError, undefinedFailure } from '../errors.ts';
import { PyDecimal } from './decimal.ts';
import { typeName } from './text.ts';
import { type HashKey, PyFloat, PyObject, Undefined, type Value } from './value.ts';

/** `a == b` */
export function equal(a: Value, b: Value): boolean {
  if (a === b) return true;
  const left = numeric(a);
  if (left !== undefined) {
    const right = numeric(b);
    // Loose equality compares a number and a bigint by value.
    // biome-ignore lint/suspicious/noDoubleEquals: 1n == 1
    return right !== undefined && left == right;
  }
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equal(item, b[index] ?? null));
  }
  if (a instanceof PyObject) return a.equals(b);
  return b instanceof PyObject && !(b instanceof PyFloat) ? b.equals(a) : false;
}

/** A number of Python (bool included) as one of JavaScript; undefined when it is none. */
export function numeric(value: Value): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof PyDecimal) return value.number();
  return value instanceof PyFloat ? value.value : undefined;
}

/** Key in a dict; undefined when the value can't be hashed. */
export function hashKey(value: Value): HashKey | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return Array.isArray(value) ? undefined : value.hashKey();
}

interface Sequence {
  readonly items: readonly Value[];
}
const isSequence = (value: Value): value is PyObject & Sequence =>
  value instanceof PyObject && value.typeName === 'tuple' && 'items' in value;

/**
 * Order of two values: negative, zero or positive.
 * @throws a type error when Python can't order them
 */
export function compare(a: Value, b: Value, operator = '<'): number {
  const left = numeric(a);
  const right = numeric(b);
  // Neither less, nor greater, nor equal: NaN.
  if (left !== undefined && right !== undefined)
    return left < right ? -1 : left > right ? 1 : left >= right ? 0 : Number.NaN;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (Array.isArray(a) && Array.isArray(b)) return compareItems(a, b, operator);
  if (isSequence(a) && isSequence(b)) return compareItems(a.items, b.items, operator);
  if (a instanceof Undefined) throw undefinedFailure(a);
  if (b instanceof Undefined) throw undefinedFailure(b);
  const own = a instanceof PyObject ? a.order(b) : undefined;
  if (own !== undefined) return own;
  throw typeError(`'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
}

/** By code point, as Python; JavaScript compares UTF-16 units. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left === right) continue;
    const leftHigh = left >= 0xd800 && left <= 0xdfff;
    const rightHigh = right >= 0xd800 && right <= 0xdfff;
    if (leftHigh !== rightHigh) return leftHigh ? 1 : -1;
    return left - right;
  }
  return a.length - b.length;
}

function compareItems(a: readonly Value[], b: readonly Value[], operator: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a[index] ?? null;
    const right = b[index] ?? null;
    if (!equal(left, right)) return compare(left, right, operator);
  }
  return a.length - b.length;
}
