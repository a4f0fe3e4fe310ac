import { PyDict, PyGenerator, PyRange, PySet, PyTuple, PyView } from './collections.ts';
import { toText } from './text.ts';
import { PyFloat, PyObject, Undefined, type Value } from './value.ts';

/** A value of JavaScript (from YAML, JSON or a config) as Python's. */
export function fromJs(value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : new PyFloat(value);
  if (value instanceof PyObject) return value;
  if (Array.isArray(value)) return value.map(fromJs);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Map) return new PyDict([...value].map(([key, item]) => [fromJs(key), fromJs(item)] as const));
  if (typeof value === 'object') {
    return new PyDict(Object.entries(value).map(([key, item]) => [key, fromJs(item)] as const));
  }
  return String(value);
}

/** A value of Python as plain JSON: tuples and sets become arrays, other objects their text. */
export function toJs(value: Value): unknown {
  if (Array.isArray(value)) return value.map(toJs);
  if (typeof value === 'bigint') return value.toString();
  if (!(value instanceof PyObject)) return value;
  if (value instanceof PyFloat) return value.value;
  if (value instanceof PyTuple) return value.items.map(toJs);
  if (value instanceof PySet) return [...value.iterate()].map(toJs);
  if (value instanceof PyDict) {
    return Object.fromEntries([...value.entries()].map(([key, item]) => [toText(key), toJs(item)]));
  }
  if (value instanceof PyView || value instanceof PyGenerator || value instanceof PyRange)
    return [...value.iterate()].map(toJs);
  return value instanceof Undefined ? null : value.text();
}
