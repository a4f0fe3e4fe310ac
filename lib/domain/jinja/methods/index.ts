import { PyDict, PyRange, PySet, PyTuple } from '../values/collections.ts';
import { numeric } from '../values/compare.ts';
import { type CallArguments, type Caller, PyFloat, PyFunction, PyObject, type Value } from '../values/value.ts';
import { DICT_METHODS } from './dict.ts';
import { LIST_METHODS, RANGE_METHODS, TUPLE_METHODS } from './list.ts';
import { floatAttribute, integerAttribute } from './number.ts';
import { SET_METHODS } from './set.ts';
import { STRING_METHODS } from './string.ts';
import { STRING_TEST_METHODS } from './string-tests.ts';

export type Method<T> = (self: T, args: CallArguments, caller: Caller) => Value;

/** The method of a built-in type bound to its object; undefined when there is none. */
export function methodOf(object: Value, name: string): Value | undefined {
  if (typeof object === 'string') return bound(object, name, STRING_METHODS.get(name) ?? STRING_TEST_METHODS.get(name));
  if (Array.isArray(object)) return bound(object, name, LIST_METHODS.get(name));
  if (object instanceof PyDict) return bound(object, name, DICT_METHODS.get(name));
  if (object instanceof PyTuple) return bound(object, name, TUPLE_METHODS.get(name));
  if (object instanceof PyRange) return bound(object, name, RANGE_METHODS.get(name));
  if (object instanceof PySet) return bound(object, name, SET_METHODS.get(name));
  if (object instanceof PyFloat) return floatAttribute(object, name);
  const whole = object instanceof PyObject ? undefined : numeric(object);
  return whole === undefined ? undefined : integerAttribute(whole, name);
}

function bound<T>(self: T, name: string, method: Method<T> | undefined): Value | undefined {
  return method === undefined ? undefined : new PyFunction(name, (args, caller) => method(self, args, caller));
}
