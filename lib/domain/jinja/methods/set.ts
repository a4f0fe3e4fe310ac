import { valueError } from '../errors.ts';
import { PySet } from '../values/collections.ts';
import { toArray } from '../values/sequence.ts';
import { represent } from '../values/text.ts';
import type { CallArguments, Value } from '../values/value.ts';
import type { Method } from './index.ts';

const others = (args: CallArguments): PySet[] => args.positional.map((each) => new PySet(toArray(each)));
const other = (args: CallArguments): PySet => others(args)[0] ?? new PySet();
const itemsOf = (set: PySet): Value[] => [...set.iterate()];

/** Methods of a set. */
export const SET_METHODS: ReadonlyMap<string, Method<PySet>> = new Map<string, Method<PySet>>([
  [
    'add',
    (set, args) => {
      set.add(args.positional[0] ?? null);
      return null;
    },
  ],
  [
    'remove',
    (set, args) => {
      const item = args.positional[0] ?? null;
      if (!set.remove(item)) throw valueError(`KeyError: ${represent(item)}`);
      return null;
    },
  ],
  [
    'discard',
    (set, args) => {
      set.remove(args.positional[0] ?? null);
      return null;
    },
  ],
  [
    'update',
    (set, args) => {
      for (const each of args.positional) for (const item of toArray(each)) set.add(item);
      return null;
    },
  ],
  [
    'clear',
    (set) => {
      set.clear();
      return null;
    },
  ],
  ['copy', (set) => new PySet(itemsOf(set))],
  ['union', (set, args) => new PySet([set, ...others(args)].flatMap(itemsOf))],
  [
    'intersection',
    (set, args) => new PySet(itemsOf(set).filter((item) => others(args).every((each) => each.contains(item)))),
  ],
  [
    'difference',
    (set, args) => new PySet(itemsOf(set).filter((item) => !others(args).some((each) => each.contains(item)))),
  ],
  [
    'symmetric_difference',
    (set, args) => {
      const right = other(args);
      const left = itemsOf(set).filter((item) => !right.contains(item));
      return new PySet([...left, ...itemsOf(right).filter((item) => !set.contains(item))]);
    },
  ],
  ['issubset', (set, args) => itemsOf(set).every((item) => other(args).contains(item))],
  ['issuperset', (set, args) => itemsOf(other(args)).every((item) => set.contains(item))],
  ['isdisjoint', (set, args) => !itemsOf(set).some((item) => other(args).contains(item))],
]);
