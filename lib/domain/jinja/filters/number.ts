import { bind } from '../arguments.ts';
import { typeError } from '../errors.ts';
import type { Filter } from '../evaluate/interpreter.ts';
import { numeric } from '../values/compare.ts';
import { asIndex, integer, parseFloatText, parseInteger, roundHalfEven, sign } from '../values/number.ts';
import { typeName } from '../values/text.ts';
import { PyFloat, type Value } from '../values/value.ts';

/** `int(value)` or undefined when it can't be one. */
export function toInteger(value: Value, base = 10): number | bigint | undefined {
  if (value instanceof PyFloat)
    return Number.isFinite(value.value) ? integer(BigInt(Math.trunc(value.value))) : undefined;
  const number = numeric(value);
  if (number !== undefined) return number;
  if (typeof value !== 'string') return undefined;
  const whole = parseInteger(value, base);
  if (whole !== undefined) return whole;
  const float = base === 10 ? parseFloatText(value) : undefined;
  return float !== undefined && Number.isFinite(float) ? integer(BigInt(Math.trunc(float))) : undefined;
}

const int: Filter = (input, args) => {
  const [otherwise = 0, base = 10] = bind('int', args, ['default', 'base']);
  return toInteger(input, asIndex(base)) ?? otherwise;
};

const float: Filter = (input, args) => {
  const [otherwise = new PyFloat(0)] = bind('float', args, ['default']);
  const number = typeof input === 'string' ? parseFloatText(input) : numeric(input);
  return number === undefined ? otherwise : new PyFloat(Number(number));
};

const abs: Filter = (input) => {
  const number = numeric(input);
  if (number === undefined) throw typeError(`bad operand type for abs(): '${typeName(input)}'`);
  if (input instanceof PyFloat) return new PyFloat(Math.abs(input.value));
  return number < 0 ? sign('-', number) : number;
};

const round: Filter = (input, args) => {
  const [precision = 0, method = 'common'] = bind('round', args, ['precision', 'method']);
  const number = numeric(input);
  if (number === undefined) throw typeError(`type ${typeName(input)} doesn't define __round__ method`);
  const digits = asIndex(precision);
  if (method !== 'common' && method !== 'ceil' && method !== 'floor') {
    throw typeError('method must be common, ceil or floor');
  }
  if (method === 'common') {
    return input instanceof PyFloat ? new PyFloat(roundHalfEven(input.value, digits)) : roundInteger(number, digits);
  }
  const scale = 10 ** digits;
  const scaled = Number(number) * scale;
  return new PyFloat((method === 'ceil' ? Math.ceil(scaled) : Math.floor(scaled)) / scale);
};

function roundInteger(value: number | bigint, digits: number): Value {
  return digits >= 0 ? value : roundHalfEven(Number(value), digits);
}

/** Filters of numbers. */
export const NUMBER_FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['int', int],
  ['float', float],
  ['abs', abs],
  ['round', round],
]);
