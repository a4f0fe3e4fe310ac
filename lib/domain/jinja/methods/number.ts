import { bindPositional } from '../arguments.ts';
import { valueError } from '../errors.ts';
import { PyTuple } from '../values/collections.ts';
import { integer } from '../values/number.ts';
import { PyFloat, PyFunction, type Value } from '../values/value.ts';

type Body = () => Value;

function methodNamed(name: string, body: Body): Value {
  return new PyFunction(name, (args) => {
    bindPositional(name, args, []);
    return body();
  });
}

/** Attributes and methods of an int (a bool is one). */
export function integerAttribute(value: number | bigint, name: string): Value | undefined {
  switch (name) {
    case 'real':
    case 'numerator':
      return value;
    case 'imag':
      return 0;
    case 'denominator':
      return 1;
    case 'bit_length':
      return methodNamed(name, () => (value === 0 ? 0 : bits(value).length));
    case 'bit_count':
      return methodNamed(name, () => bits(value).replaceAll('0', '').length);
    case 'conjugate':
      return methodNamed(name, () => value);
    case 'as_integer_ratio':
      return methodNamed(name, () => new PyTuple([value, 1]));
    default:
      return undefined;
  }
}

const bits = (value: number | bigint): string => (value < 0 ? -BigInt(value) : BigInt(value)).toString(2);

/** Attributes and methods of a float. */
export function floatAttribute(value: PyFloat, name: string): Value | undefined {
  switch (name) {
    case 'real':
      return value;
    case 'imag':
      return new PyFloat(0);
    case 'conjugate':
      return methodNamed(name, () => value);
    case 'is_integer':
      return methodNamed(name, () => Number.isInteger(value.value));
    case 'as_integer_ratio':
      return methodNamed(name, () => ratio(value.value));
    default:
      return undefined;
  }
}

/** The exact fraction of a double, in its lowest terms. */
function ratio(value: number): Value {
  if (!Number.isFinite(value)) throw valueError('cannot convert this float to an integer ratio');
  let denominator = 1n;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    denominator *= 2n;
  }
  return new PyTuple([integer(BigInt(scaled)), integer(denominator)]);
}
