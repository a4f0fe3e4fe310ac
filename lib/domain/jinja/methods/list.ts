import { bind, bindPositional } from '../arguments.ts';
import { typeError, valueError } from '../errors.ts';
import { sortValues } from '../filters/sort.ts';
import type { PyRange, PyTuple } from '../values/collections.ts';
import { equal } from '../values/compare.ts';
import { asFlag, asIndex } from '../values/number.ts';
import { iterate } from '../values/sequence.ts';
import { represent } from '../values/text.ts';
import { type CallArguments, positional, type Value } from '../values/value.ts';
import type { Method } from './index.ts';

function count(items: readonly Value[], args: CallArguments): number {
  const [needle = null] = bindPositional('count', args, ['value'], 1);
  return items.filter((item) => equal(item, needle)).length;
}

function index(items: readonly Value[], args: CallArguments): number {
  const [needle = null, start = 0, stop = items.length] = bindPositional('index', args, ['value', 'start', 'stop'], 1);
  const bound = (at: number): number => (at < 0 ? Math.max(0, at + items.length) : at);
  const [from, to] = [bound(asIndex(start)), bound(asIndex(stop))];
  const found = items.findIndex((item, at) => at >= from && at < to && equal(item, needle));
  if (found === -1) throw valueError(`${represent(needle)} is not in list`);
  return found;
}

function pop(list: Value[], args: CallArguments): Value {
  const [which = -1] = bindPositional('pop', args, ['index']);
  const at = asIndex(which);
  if (list.length === 0) throw valueError('pop from empty list');
  const from = at < 0 ? at + list.length : at;
  const [item] = from < 0 ? [] : list.splice(from, 1);
  if (item === undefined) throw valueError('pop index out of range');
  return item;
}

function sort(list: Value[], args: CallArguments, call: (item: Value, key: Value) => Value): Value {
  if (args.positional.length > 0) throw typeError('sort() takes no positional arguments');
  const [key = null, reverse = false] = bind('sort', args, ['key', 'reverse']);
  const sorted = sortValues(list, asFlag(reverse), (item) => (key === null ? item : call(item, key)));
  list.length = 0;
  for (const item of sorted) list.push(item);
  return null;
}

/** A method that changes its list and gives None, as in Python. */
const change =
  (name: string, names: readonly string[], body: (list: Value[], ...values: Value[]) => void): Method<Value[]> =>
  (list, args) => {
    const values = bindPositional(name, args, names, names.length);
    body(list, ...values.map((value) => value ?? null));
    return null;
  };

/** Methods of a list. */
export const LIST_METHODS: ReadonlyMap<string, Method<Value[]>> = new Map<string, Method<Value[]>>([
  ['append', change('append', ['object'], (list, item = null) => list.push(item))],
  [
    'extend',
    change('extend', ['iterable'], (list, items = null) => {
      for (const item of [...iterate(items)]) list.push(item);
    }),
  ],
  ['insert', change('insert', ['index', 'object'], (list, at = 0, item = null) => list.splice(asIndex(at), 0, item))],
  ['remove', change('remove', ['value'], (list, item = null) => list.splice(index(list, positional(item)), 1))],
  [
    'clear',
    change('clear', [], (list) => {
      list.length = 0;
    }),
  ],
  ['reverse', change('reverse', [], (list) => list.reverse())],
  ['pop', pop],
  ['sort', (list, args, caller) => sort(list, args, (item, key) => caller.call(key, positional(item)))],
  [
    'copy',
    (list, args) => {
      bindPositional('copy', args, []);
      return [...list];
    },
  ],
  ['count', count],
  ['index', index],
]);

/** Methods of a tuple. */
export const TUPLE_METHODS: ReadonlyMap<string, Method<PyTuple>> = new Map<string, Method<PyTuple>>([
  ['count', (tuple, args) => count(tuple.items, args)],
  ['index', (tuple, args) => index(tuple.items, args)],
]);

/** Methods of a range. */
export const RANGE_METHODS: ReadonlyMap<string, Method<PyRange>> = new Map<string, Method<PyRange>>([
  ['count', (range, args) => count([...range.iterate()], args)],
  ['index', (range, args) => index([...range.iterate()], args)],
]);
