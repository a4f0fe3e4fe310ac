import type { BinaryOperator, CompareOperator } from '../ast.ts';
import { tooLong, typeError, undefinedFailure } from '../errors.ts';
import { formatPercent } from '../format-percent.ts';
import { PySet, PyTuple, PyView } from '../values/collections.ts';
import { compare, equal } from '../values/compare.ts';
import { arithmetic } from '../values/number.ts';
import { contains } from '../values/sequence.ts';
import { typeName } from '../values/text.ts';
import { PyObject, Undefined, type Value } from '../values/value.ts';

/** Characters or items that an operator may make. */
const MAX_LENGTH = 10_000_000;

/** `left operator right` */
export function binary(operator: BinaryOperator, left: Value, right: Value): Value {
  const number = arithmetic(operator, left, right);
  if (number !== undefined) return number;
  if (left instanceof Undefined) throw undefinedFailure(left);
  if (operator === '%' && typeof left === 'string') return formatPercent(left, right);
  if (right instanceof Undefined) throw undefinedFailure(right);
  const result =
    operator === '+' ? add(left, right) : operator === '*' ? repeat(left, right) : operate(operator, left, right);
  if (result !== undefined) return result;
  if (operator === '+' && typeof left === 'string') {
    throw typeError(`can only concatenate str (not "${typeName(right)}") to str`, 'Join text with "~" instead of "+".');
  }
  throw typeError(`unsupported operand type(s) for ${operator}: '${typeName(left)}' and '${typeName(right)}'`);
}

function add(left: Value, right: Value): Value | undefined {
  if (typeof left === 'string' && typeof right === 'string') {
    refuseLong(left.length + right.length);
    return left + right;
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    refuseLong(left.length + right.length);
    return [...left, ...right];
  }
  if (left instanceof PyTuple && right instanceof PyTuple) return new PyTuple([...left.items, ...right.items]);
  return operate('+', left, right);
}

function repeat(left: Value, right: Value): Value | undefined {
  const times = timesOf(right);
  if (times === undefined) return timesOf(left) === undefined ? operate('*', left, right) : repeat(right, left);
  if (typeof left === 'string') {
    refuseLong(left.length * times);
    return left.repeat(times);
  }
  const items = left instanceof PyTuple ? left.items : Array.isArray(left) ? left : undefined;
  if (items === undefined) return operate('*', left, right);
  refuseLong(items.length * times);
  const repeated = Array.from({ length: items.length === 0 ? 0 : times }, () => items).flat();
  return left instanceof PyTuple ? new PyTuple(repeated) : repeated;
}

/** How often a whole number repeats a sequence. */
function timesOf(value: Value): number | undefined {
  const isWhole = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
  return isWhole ? Math.max(0, Number(value)) : undefined;
}

function refuseLong(length: number): void {
  if (length > MAX_LENGTH) throw tooLong();
}

/** What an object itself makes of an operator: sets, dates, durations. */
function operate(operator: BinaryOperator, left: Value, right: Value): Value | undefined {
  if (left instanceof PySet) {
    if (operator !== '-' || !(right instanceof PySet)) return undefined;
    return new PySet([...left.iterate()].filter((item) => !right.contains(item)));
  }
  const own = left instanceof PyObject ? left.operate(operator, right, false) : undefined;
  return own === undefined && right instanceof PyObject ? right.operate(operator, left, true) : own;
}

/** `left operator right` for the comparisons. */
export function comparison(operator: CompareOperator, left: Value, right: Value): boolean {
  switch (operator) {
    case '==':
      return equal(left, right);
    case '!=':
      return !equal(left, right);
    case 'in':
      return contains(right, left);
    case 'not in':
      return !contains(right, left);
    default: {
      const [small, large] = [setOf(left), setOf(right)];
      if (small !== undefined && large !== undefined) return compareSets(operator, small, large);
      return ordered(operator, compare(left, right, operator));
    }
  }
}

/** A set; the keys and pairs of a dict are like one. */
function setOf(value: Value): PySet | undefined {
  if (value instanceof PySet) return value;
  return value instanceof PyView && value.typeName !== 'dict_values' ? new PySet(value.iterate()) : undefined;
}

function ordered(operator: '<' | '<=' | '>' | '>=', order: number): boolean {
  // NaN is neither.
  if (Number.isNaN(order)) return false;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

function compareSets(operator: '<' | '<=' | '>' | '>=', left: PySet, right: PySet): boolean {
  const [small, large] = operator === '<' || operator === '<=' ? [left, right] : [right, left];
  const within = [...small.iterate()].every((item) => large.contains(item));
  return within && (operator === '<=' || operator === '>=' || small.size() < large.size());
}
