import type { BinaryOperator, CompareOperator } from '../ast.ts';
import { typeError, valueError } from '../errors.ts';
import { formatPercent } from '../format-percent.ts';
import { PySet, PyTuple } from '../values/collections.ts';
import { compare, equal } from '../values/compare.ts';
import { arithmetic } from '../values/number.ts';
import { contains } from '../values/sequence.ts';
import { typeName } from '../values/text.ts';
import { Undefined, type Value } from '../values/value.ts';
import { type Interpreter, undefinedError } from './interpreter.ts';

const MAX_REPEAT = 10_000_000;

/** `left operator right` */
export function binary(interpreter: Interpreter, operator: BinaryOperator, left: Value, right: Value): Value {
  const number = arithmetic(operator, left, right);
  if (number !== undefined) return number;
  if (left instanceof Undefined) throw undefinedError(left, interpreter.scope);
  if (operator === '%' && typeof left === 'string') return formatPercent(left, right);
  if (right instanceof Undefined) throw undefinedError(right, interpreter.scope);
  const result =
    operator === '+' ? add(left, right) : operator === '*' ? repeat(left, right) : setOperation(operator, left, right);
  if (result !== undefined) return result;
  if (operator === '+' && typeof left === 'string') {
    throw typeError(`can only concatenate str (not "${typeName(right)}") to str`, 'Join text with "~" instead of "+".');
  }
  throw typeError(`unsupported operand type(s) for ${operator}: '${typeName(left)}' and '${typeName(right)}'`);
}

function add(left: Value, right: Value): Value | undefined {
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
  if (left instanceof PyTuple && right instanceof PyTuple) return new PyTuple([...left.items, ...right.items]);
  return undefined;
}

function repeat(left: Value, right: Value): Value | undefined {
  if (typeof right !== 'number' && typeof right !== 'boolean') {
    return typeof left === 'number' || typeof left === 'boolean' ? repeat(right, left) : undefined;
  }
  const times = Math.max(0, Number(right));
  if (typeof left === 'string') {
    if (left.length * times > MAX_REPEAT) throw valueError('This repetition makes too long a text.');
    return left.repeat(times);
  }
  const items = left instanceof PyTuple ? left.items : Array.isArray(left) ? left : undefined;
  if (items === undefined) return undefined;
  if (items.length * times > MAX_REPEAT) throw valueError('This repetition makes too long a list.');
  const repeated = Array.from({ length: times }, () => items).flat();
  return left instanceof PyTuple ? new PyTuple(repeated) : repeated;
}

function setOperation(operator: BinaryOperator, left: Value, right: Value): Value | undefined {
  if (operator !== '-' || !(left instanceof PySet) || !(right instanceof PySet)) return undefined;
  return new PySet([...left.iterate()].filter((item) => !right.contains(item)));
}

/** `left operator right` for the comparisons. */
export function comparison(interpreter: Interpreter, operator: CompareOperator, left: Value, right: Value): boolean {
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
      if (left instanceof Undefined) throw undefinedError(left, interpreter.scope);
      if (right instanceof Undefined) throw undefinedError(right, interpreter.scope);
      const order = compare(left, right, operator);
      if (operator === '<') return order < 0;
      if (operator === '<=') return order <= 0;
      return operator === '>' ? order > 0 : order >= 0;
    }
  }
}
