import { methodOf } from '../methods/index.ts';
import { PyDict, PyTuple } from '../values/collections.ts';
import { itemAt } from '../values/sequence.ts';
import { orElse, PyObject, Undefined, type Value } from '../values/value.ts';

/** One step of Jinja's `environment.getitem`: item, then attribute. */
export function member(object: Value, key: Value): Value {
  if (object instanceof PyDict) {
    const found = object.get(key);
    if (found !== undefined) return found;
  } else if (typeof key === 'number') {
    const found = itemAt(object, key);
    if (found !== undefined) return found;
  }
  if (typeof key !== 'string' || key.startsWith('_')) return new Undefined(String(key));
  const own = object instanceof PyObject ? orElse(object.attribute(key), object.item(key)) : undefined;
  return orElse(orElse(own, methodOf(object, key)), new Undefined(key));
}

/** What `attribute='a.b.0'` of a filter picks; undefined attribute picks the item itself. */
export function getter(attribute: Value | undefined, otherwise?: Value): ((item: Value) => Value) | undefined {
  if (attribute === undefined || attribute === null) return undefined;
  const steps = stepsOf(attribute);
  return (item) => {
    let value = item;
    for (const step of steps) {
      value = member(value, step);
      if (value instanceof Undefined && otherwise !== undefined && otherwise !== null) return otherwise;
    }
    return value;
  };
}

const stepsOf = (attribute: Value): Value[] =>
  typeof attribute === 'string'
    ? attribute.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step))
    : [attribute];

/** What a filter compares or adds: the attribute, or the item itself. */
export const keyOf = (get: ((item: Value) => Value) | undefined, item: Value): Value =>
  get === undefined ? item : get(item);

/** `attribute='a,b'` of sort: several keys. */
export function multiGetter(attribute: Value | undefined): ((item: Value) => Value) | undefined {
  if (typeof attribute !== 'string' || !attribute.includes(',')) return getter(attribute);
  const getters = attribute.split(',').map((each) => getter(each));
  return (item) => new PyTuple(getters.map((get) => get?.(item) ?? null));
}
