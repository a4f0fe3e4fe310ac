import { PyDict, PySet, PyTuple } from '../values/collections.ts';
import { type CallArguments, type Caller, PyFunction, type Value } from '../values/value.ts';
import { DICT_METHODS } from './dict.ts';
import { LIST_METHODS, TUPLE_METHODS } from './list.ts';
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
  if (object instanceof PySet) return bound(object, name, SET_METHODS.get(name));
  return undefined;
}

function bound<T>(self: T, name: string, method: Method<T> | undefined): Value | undefined {
  return method === undefined ? undefined : new PyFunction(name, (args, caller) => method(self, args, caller));
}
