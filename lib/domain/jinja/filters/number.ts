import { bind } from '../arguments.ts';
import { typeError, undefinedFailure, valueError } from '../errors.ts';
import type { Filter } from '../evaluate/interpreter.ts';
import { binary } from '../evaluate/operators.ts';
import { hashKeyOrThrow } from '../values/collections.ts';
import { numeric } from '../values/compare.ts';
import { PyDecimal } from '../values/decimal.ts';
import { asIndex, integer, parseFloatText, parseInteger, roundHalfEven, roundInteger, sign } from '../values/number.ts';
import { typeName } from '../values/text.ts';
import { PyFloat, Undefined, type Value } from '../values/value.ts';

/** `int(value)` or undefined when it can't be one. @throws for infinity and undefined values */
function toInteger(value: Value, base: Value): number | bigint | undefined {
  if (value instanceof Undefined) throw undefinedFailure(value);
  if (typeof value === 'string') {
    const whole = typeof base === 'number' ? parseInteger(value, base) : undefined;
    const float = whole === undefined ? parseFloatText(value) : undefined;
    return float !== undefined && Number.isFinite(float) ? integer(BigInt(Math.trunc(float))) : whole;
  }
  if (value instanceof PyDecimal) return integer(value.truncated());
  if (!(value instanceof PyFloat)) return numeric(value);
  if (Number.isNaN(value.value)) return undefined;
  return truncate(value.value);
}

function truncate(value: number): number | bigint {
  if (!Number.isFinite(value)) throw valueError('cannot convert float infinity to integer');
  return integer(BigInt(Math.trunc(value)));
}

const int: Filter = (input, args) => {
  const [otherwise = 0, base = 10] = bind('int', args, ['default', 'base']);
  return toInteger(input, base) ?? otherwise;
};

const float: Filter = (input, args) => {
  const [otherwise = new PyFloat(0)] = bind('float', args, ['default']);
  if (input instanceof Undefined) throw undefinedFailure(input);
  const number = typeof input === 'string' ? parseFloatText(input) : numeric(input);
  if (number === undefined) return otherwise;
  const value = Number(number);
  if (typeof number === 'bigint' && !Number.isFinite(value)) throw valueError('int too large to convert to float');
  return new PyFloat(value);
};

const abs: Filter = (input, args) => {
  bind('abs', args, []);
  const number = numeric(input);
  if (number === undefined) throw typeError(`bad operand type for abs(): '${typeName(input)}'`);
  if (input instanceof PyFloat) return new PyFloat(Math.abs(input.value));
  if (input instanceof PyDecimal) return number < 0 ? input.negated() : input;
  return number < 0 ? sign('-', number) : number;
};

const round: Filter = (input, args) => {
  const [precision = 0, method = 'common'] = bind('round', args, ['precision', 'method']);
  hashKeyOrThrow(method);
  if (method !== 'common' && method !== 'ceil' && method !== 'floor')
    throw valueError('method must be common, ceil or floor');
  if (method !== 'common') return roundTo(method, input, precision);
  const number = numeric(input);
  if (number === undefined) throw typeError(`type ${typeName(input)} doesn't define __round__ method`);
  if (input instanceof PyDecimal)
    return precision === null ? integer(input.rounded(0).units) : input.rounded(asIndex(precision));
  if (!(input instanceof PyFloat)) return roundInteger(number, precision === null ? 0 : asIndex(precision));
  if (precision === null) return truncate(roundHalfEven(input.value, 0));
  return new PyFloat(roundHalfEven(input.value, asIndex(precision)));
};

function roundTo(method: 'ceil' | 'floor', input: Value, precision: Value): Value {
  const scale = binary('**', 10, precision);
  const scaled = numeric(binary('*', input, scale));
  if (scaled === undefined) throw typeError(`must be real number, not ${typeName(input)}`);
  return binary('/', typeof scaled === 'number' ? truncate(Math[method](scaled)) : scaled, scale);
}

/** Filters of numbers. */
export const NUMBER_FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['int', int],
  ['float', float],
  ['abs', abs],
  ['round', round],
]);
