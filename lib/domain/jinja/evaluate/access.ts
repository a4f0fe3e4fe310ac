import { JinjaError, typeError } from '../errors.ts';
import { methodOf } from '../methods/index.ts';
import { nearNames } from '../near.ts';
import { PyDict } from '../values/collections.ts';
import { itemAt } from '../values/sequence.ts';
import { toText, typeName } from '../values/text.ts';
import { PyFloat, PyObject, Undefined, type Value } from '../values/value.ts';
import { type Interpreter, undefinedError } from './interpreter.ts';

/** `object.name`: attribute or method first, then item, as Jinja. */
export function attribute(interpreter: Interpreter, object: Value, name: string): Value {
  if (name.startsWith('_')) return privateAttribute(interpreter, object, name);
  const own = ownAttribute(object, name);
  if (own !== undefined) return own;
  if (object instanceof PyObject) {
    if (object instanceof Undefined) return ofUndefined(interpreter, object);
    const item = object instanceof PyDict ? object.get(name) : object.item(name);
    if (item !== undefined) return item;
  }
  return missing(object, name);
}

/** `object[key]`: item first, then attribute. */
export function item(interpreter: Interpreter, object: Value, key: Value): Value {
  if (object instanceof Undefined) return ofUndefined(interpreter, object);
  const found = lookup(object, key);
  if (found !== undefined) return found;
  if (typeof key !== 'string') return missing(object, toText(key));
  if (key.startsWith('_')) return privateAttribute(interpreter, object, key);
  const own = ownAttribute(object, key);
  return own === undefined ? missing(object, key) : own;
}

function lookup(object: Value, key: Value): Value | undefined {
  if (object instanceof PyDict) return object.get(key);
  if (typeof key === 'number') return itemAt(object, key);
  if (typeof key === 'boolean') return itemAt(object, key ? 1 : 0);
  return object instanceof PyObject ? object.item(key) : undefined;
}

function ownAttribute(object: Value, name: string): Value | undefined {
  const value = object instanceof PyObject ? object.attribute(name) : undefined;
  return value === undefined ? methodOf(object, name) : value;
}

/** Names that start with an underscore lead out of the sandbox in Python; here they are refused or plain keys. */
function privateAttribute(interpreter: Interpreter, object: Value, name: string): Value {
  if (object instanceof Undefined) return ofUndefined(interpreter, object);
  // Keys are data, whatever they are called: `dbt_utils._is_relation` is a macro in a package.
  const data = object instanceof PyDict ? object.get(name) : object instanceof PyObject ? object.item(name) : undefined;
  if (data !== undefined) return data;
  if (name.startsWith('__')) {
    throw new JinjaError('sandbox', `access to attribute '${name}' of '${typeName(object)}' object is unsafe.`, {
      code: 'jinja.sandbox',
      remedy: 'Attributes that begin with an underscore are not available in templates.',
    });
  }
  return missing(object, name);
}

function ofUndefined(interpreter: Interpreter, value: Undefined): Value {
  if (interpreter.options.lenient === true) return value;
  throw undefinedError(value, interpreter.scope);
}

function missing(object: Value, name: string): Undefined {
  const label = object === null ? 'None' : `${typeName(object)} object`;
  const known = object instanceof PyObject ? object.attributeNames() : [];
  return new Undefined(name, `'${label}' has no attribute '${name}'`, nearNames(name, known));
}

/** `start:stop:step` bounds of a slice. */
export function bound(value: Value): number | null {
  if (value === null || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof PyFloat || typeof value === 'string') {
    throw typeError('slice indices must be integers or None or have an __index__ method');
  }
  throw typeError(`slice indices must be integers, not ${typeName(value)}`);
}
