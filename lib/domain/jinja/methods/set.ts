import { bindPositional } from '../arguments.ts';
import { typeError, valueError } from '../errors.ts';
import { PySet } from '../values/collections.ts';
import { toArray } from '../values/sequence.ts';
import { represent } from '../values/text.ts';
import type { CallArguments, Value } from '../values/value.ts';
import type { Method } from './index.ts';

const itemsOf = (set: PySet): Value[] => [...set.iterate()];

/** A method of one item. */
const ofItem =
  (name: string, body: (set: PySet, item: Value) => Value): Method<PySet> =>
  (set, args) => {
    const [item = null] = bindPositional(name, args, ['element'], 1);
    return body(set, item);
  };

/** A method of one other iterable. */
const ofOther =
  (name: string, body: (set: PySet, other: PySet) => Value): Method<PySet> =>
  (set, args) => {
    const [other = null] = bindPositional(name, args, ['other'], 1);
    return body(set, new PySet(toArray(other)));
  };

/** A method of any number of other iterables. */
const ofOthers =
  (name: string, body: (set: PySet, others: readonly PySet[]) => Value): Method<PySet> =>
  (set, args: CallArguments) => {
    if (args.named.size > 0) throw typeError(`${name}() takes no keyword arguments`);
    return body(
      set,
      args.positional.map((each) => new PySet(toArray(each))),
    );
  };

/** Gives the set other items, in place. */
function become(set: PySet, items: readonly Value[]): null {
  set.clear();
  for (const item of items) set.add(item);
  return null;
}

const union = (set: PySet, others: readonly PySet[]): Value[] => [set, ...others].flatMap(itemsOf);
const intersection = (set: PySet, others: readonly PySet[]): Value[] =>
  itemsOf(set).filter((item) => others.every((each) => each.contains(item)));
const difference = (set: PySet, others: readonly PySet[]): Value[] =>
  itemsOf(set).filter((item) => !others.some((each) => each.contains(item)));
const symmetric = (set: PySet, other: PySet): Value[] => [...difference(set, [other]), ...difference(other, [set])];

/** Methods of a set. */
export const SET_METHODS: ReadonlyMap<string, Method<PySet>> = new Map<string, Method<PySet>>([
  [
    'add',
    ofItem('add', (set, item) => {
      set.add(item);
      return null;
    }),
  ],
  [
    'remove',
    ofItem('remove', (set, item) => {
      if (!set.remove(item)) throw valueError(`KeyError: ${represent(item)}`);
      return null;
    }),
  ],
  [
    'discard',
    ofItem('discard', (set, item) => {
      set.remove(item);
      return null;
    }),
  ],
  ['clear', ofOthers('clear', (set) => become(set, []))],
  ['copy', ofOthers('copy', (set) => new PySet(itemsOf(set)))],
  ['pop', ofOthers('pop', pop)],
  ['update', ofOthers('update', (set, others) => become(set, union(set, others)))],
  ['intersection_update', ofOthers('intersection_update', (set, others) => become(set, intersection(set, others)))],
  ['difference_update', ofOthers('difference_update', (set, others) => become(set, difference(set, others)))],
  [
    'symmetric_difference_update',
    ofOther('symmetric_difference_update', (set, other) => become(set, symmetric(set, other))),
  ],
  ['union', ofOthers('union', (set, others) => new PySet(union(set, others)))],
  ['intersection', ofOthers('intersection', (set, others) => new PySet(intersection(set, others)))],
  ['difference', ofOthers('difference', (set, others) => new PySet(difference(set, others)))],
  ['symmetric_difference', ofOther('symmetric_difference', (set, other) => new PySet(symmetric(set, other)))],
  ['issubset', ofOther('issubset', (set, other) => itemsOf(set).every((item) => other.contains(item)))],
  ['issuperset', ofOther('issuperset', (set, other) => itemsOf(other).every((item) => set.contains(item)))],
  ['isdisjoint', ofOther('isdisjoint', (set, other) => !itemsOf(set).some((item) => other.contains(item)))],
]);

function pop(set: PySet): Value {
  const [first] = itemsOf(set);
  if (first === undefined) throw valueError('pop from an empty set');
  set.remove(first);
  return first;
}
