import { nearNames } from '../../../contracts/near.ts';
import { typeError, undefinedFailure } from '../errors.ts';
import { methodOf } from '../methods/index.ts';
import { PyDict, PySet, PyTuple } from '../values/collections.ts';
import { itemAt } from '../values/sequence.ts';
import { represent, typeName } from '../values/text.ts';
import { PyObject, Undefined, type Value } from '../values/value.ts';

/** Attributes of every object of Python, none of which a template may have. */
const PRIVATE: ReadonlySet<string> = new Set(
  'class delattr dir doc eq format ge getattribute getstate gt hash init init_subclass le lt ne new reduce reduce_ex repr setattr sizeof str subclasshook len getitem contains iter call globals code'
    .split(' ')
    .map((name) => `__${name}__`),
);

/**
 * `object.name`: attribute or method first, then item, as Jinja.
 * @param lenient whether what is not there has every attribute, as while dbt parses
 */
export function attribute(object: Value, name: string, lenient: boolean): Value {
  const own = attributeOf(object, name, lenient);
  if (own !== undefined) return own;
  if (object instanceof PyObject) {
    if (object instanceof Undefined) return ofUndefined(object, name);
    const item = object instanceof PyDict ? object.get(name) : object.item(name);
    if (item !== undefined) return item;
  }
  return missing(object, name, lenient);
}

/** `object[key]`: item first, then attribute. */
export function item(object: Value, key: Value, lenient: boolean): Value {
  if (object instanceof Undefined) return ofUndefined(object, undefined);
  const found = lookup(object, key);
  if (found !== undefined) return found;
  const own = typeof key === 'string' ? attributeOf(object, key, lenient) : undefined;
  return own === undefined ? missing(object, key, lenient) : own;
}

function lookup(object: Value, key: Value): Value | undefined {
  if (object instanceof PyDict) return isHashable(key) ? object.get(key) : undefined;
  if (typeof key === 'number') return itemAt(object, key);
  if (typeof key === 'boolean') return itemAt(object, key ? 1 : 0);
  return object instanceof PyObject ? object.item(key) : undefined;
}

const isHashable = (key: Value): boolean =>
  key instanceof PyTuple
    ? key.items.every(isHashable)
    : !Array.isArray(key) && !(key instanceof PyDict) && !(key instanceof PySet);

/** An attribute or method of an object; those of Python's own machinery are there, but not to be used. */
export function attributeOf(object: Value, name: string, lenient: boolean): Value | undefined {
  if (name.startsWith('_')) {
    if (object instanceof Undefined || !PRIVATE.has(name)) return undefined;
    return new Undefined(name, `access to attribute '${name}' of '${typeName(object)}' object is unsafe`, {
      unsafe: !lenient,
      lenient,
    });
  }
  const value = object instanceof PyObject ? object.attribute(name) : undefined;
  return value === undefined ? methodOf(object, name) : value;
}

/** An attribute of an undefined value: while dbt parses, its class there has a few of its own and any other. */
function ofUndefined(value: Undefined, name: string | undefined): Value {
  if (!value.lenient) throw undefinedFailure(value);
  if (name === undefined) return value;
  if (name === 'name') return value.name;
  if (name === 'hint' || name === 'node') return null;
  if (name === 'unsafe_callable' || name === 'alters_data') return false;
  return new Undefined(name, undefined, { lenient: true });
}

function missing(object: Value, key: Value, lenient: boolean): Undefined {
  const label = object === null ? 'None' : `${typeName(object)} object`;
  if (typeof key !== 'string')
    return new Undefined(represent(key), `${label} has no element ${represent(key)}`, { lenient });
  const known = object instanceof PyObject ? object.attributeNames() : [];
  return new Undefined(key, `'${label}' has no attribute '${key}'`, { near: nearNames(key, known), lenient });
}

/** `start:stop:step` bounds of a slice. */
export function bound(value: Value): number | null {
  if (value === null || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint') return value > 0n ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
  if (value instanceof Undefined) throw typeError('slice indices must be integers or None, not an undefined value');
  throw typeError(`slice indices must be integers or None, not ${typeName(value)}`);
}
