import { item } from '../evaluate/access.ts';
import { PyTuple } from '../values/collections.ts';
import { Undefined, type Value } from '../values/value.ts';

/** What a filter compares or adds: an attribute of an item, or the item itself. */
export type Getter = (item: Value) => Value;
const itself: Getter = (value) => value;

/** What `attribute='a.b.0'` of a filter picks; an undefined or None attribute picks the item itself. */
export function getter(attribute: Value | undefined, lenient: boolean, otherwise: Value = null): Getter {
  if (attribute === undefined || attribute === null) return itself;
  const steps = stepsOf(attribute);
  return (value) => {
    let found = value;
    for (const step of steps) {
      found = item(found, step, lenient);
      if (found instanceof Undefined && otherwise !== null) found = otherwise;
    }
    return found;
  };
}

const stepsOf = (attribute: Value): Value[] =>
  typeof attribute === 'string'
    ? attribute.split('.').map((step) => (/^\p{Nd}+$/u.test(step) ? Number(step) : step))
    : [attribute];

/** `attribute='a,b'` of sort: several keys, which are compared one after the other. */
export function multiGetter(attribute: Value | undefined, lenient: boolean, change: Getter): Getter {
  const parts: readonly (Value | undefined)[] = typeof attribute === 'string' ? attribute.split(',') : [attribute];
  const getters = parts.map((each) => getter(each, lenient));
  return (value) => new PyTuple(getters.map((get) => change(get(value))));
}
