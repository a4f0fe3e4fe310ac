import { bind } from '../arguments.ts';
import { valueError } from '../errors.ts';
import { sortValues } from '../filters/sort.ts';
import type { PyTuple } from '../values/collections.ts';
import { equal } from '../values/compare.ts';
import { asIndex } from '../values/number.ts';
import { iterate } from '../values/sequence.ts';
import { represent, truth } from '../values/text.ts';
import { positional, type Value } from '../values/value.ts';
import type { Method } from './index.ts';

const countOf = (items: readonly Value[], needle: Value): number => items.filter((item) => equal(item, needle)).length;

function indexOf(items: readonly Value[], needle: Value, start = 0): number {
  const index = items.findIndex((item, at) => at >= start && equal(item, needle));
  if (index === -1) throw valueError(`${represent(needle)} is not in list`);
  return index;
}

/** Methods of a list. Those that change it return None, as in Python. */
export const LIST_METHODS: ReadonlyMap<string, Method<Value[]>> = new Map<string, Method<Value[]>>([
  [
    'append',
    (list, args) => {
      const [item = null] = bind('append', args, ['object'], 1);
      list.push(item);
      return null;
    },
  ],
  [
    'extend',
    (list, args) => {
      const [items = null] = bind('extend', args, ['iterable'], 1);
      for (const item of [...iterate(items)]) list.push(item);
      return null;
    },
  ],
  [
    'insert',
    (list, args) => {
      const [index = 0, item = null] = bind('insert', args, ['index', 'object'], 2);
      list.splice(asIndex(index), 0, item);
      return null;
    },
  ],
  [
    'pop',
    (list, args) => {
      const [index = -1] = bind('pop', args, ['index']);
      const at = asIndex(index);
      if (list.length === 0) throw valueError('pop from empty list');
      const [item] = list.splice(at < 0 ? at + list.length : at, 1);
      if (item === undefined) throw valueError('pop index out of range');
      return item;
    },
  ],
  [
    'remove',
    (list, args) => {
      const [item = null] = bind('remove', args, ['value'], 1);
      list.splice(indexOf(list, item), 1);
      return null;
    },
  ],
  [
    'clear',
    (list) => {
      list.length = 0;
      return null;
    },
  ],
  [
    'reverse',
    (list) => {
      list.reverse();
      return null;
    },
  ],
  [
    'sort',
    (list, args, caller) => {
      const [key, reverse] = bind('sort', args, ['key', 'reverse']);
      const by = key === undefined || key === null ? undefined : (item: Value) => caller.call(key, positional(item));
      const sorted = sortValues(list, { reverse: truth(reverse ?? false), by, caseSensitive: true });
      list.splice(0, list.length, ...sorted);
      return null;
    },
  ],
  ['copy', (list) => [...list]],
  ['count', (list, args) => countOf(list, args.positional[0] ?? null)],
  ['index', (list, args) => indexOf(list, args.positional[0] ?? null, asIndex(args.positional[1] ?? 0))],
]);

/** Methods of a tuple. */
export const TUPLE_METHODS: ReadonlyMap<string, Method<PyTuple>> = new Map<string, Method<PyTuple>>([
  ['count', (tuple, args) => countOf(tuple.items, args.positional[0] ?? null)],
  ['index', (tuple, args) => indexOf(tuple.items, args.positional[0] ?? null)],
]);
