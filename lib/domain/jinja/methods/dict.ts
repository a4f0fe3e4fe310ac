import { bindPositional } from '../arguments.ts';
import { typeError, valueError } from '../errors.ts';
import { PyDict, PyTuple, PyView } from '../values/collections.ts';
import { toArray } from '../values/sequence.ts';
import { represent, typeName } from '../values/text.ts';
import { type CallArguments, orElse, type Value } from '../values/value.ts';
import type { Method } from './index.ts';

/** Copies a mapping or an iterable of pairs, and named arguments, into a dict. */
export function updateDict(dict: PyDict, args: CallArguments): void {
  const [source] = args.positional;
  if (args.positional.length > 1) throw typeError(`update expected at most 1 argument, got ${args.positional.length}`);
  if (source instanceof PyDict) for (const [key, value] of source.entries()) dict.set(key, value);
  else if (source !== undefined) for (const pair of toArray(source)) setPair(dict, pair);
  for (const [key, value] of args.named) dict.set(key, value);
}

function setPair(dict: PyDict, pair: Value): void {
  const items = toArray(pair);
  const [key, value] = items;
  if (items.length !== 2 || key === undefined || value === undefined) {
    throw valueError(`dictionary update sequence element has length ${items.length}; 2 is required`);
  }
  dict.set(key, value);
}

const pairs = (dict: PyDict): Value[] => [...dict.entries()].map(([key, value]) => new PyTuple([key, value]));

/** A method without arguments. */
const plain =
  (name: string, body: (dict: PyDict) => Value): Method<PyDict> =>
  (dict, args) => {
    bindPositional(name, args, []);
    return body(dict);
  };

/** Methods of a dict. */
export const DICT_METHODS: ReadonlyMap<string, Method<PyDict>> = new Map<string, Method<PyDict>>([
  ['items', plain('items', (dict) => new PyView('dict_items', () => pairs(dict)))],
  [
    'keys',
    plain(
      'keys',
      (dict) =>
        new PyView(
          'dict_keys',
          () => [...dict.keys()],
          (needle) => dict.has(needle),
        ),
    ),
  ],
  ['values', plain('values', (dict) => new PyView('dict_values', () => dict.values()))],
  ['copy', plain('copy', (dict) => new PyDict(dict.entries()))],
  [
    'get',
    (dict, args) => {
      const [key, otherwise] = bindPositional('get', args, ['key', 'default'], 1);
      return orElse(dict.get(key ?? null), otherwise ?? null);
    },
  ],
  [
    'pop',
    (dict, args) => {
      const [key = null, otherwise] = bindPositional('pop', args, ['key', 'default'], 1);
      const value = dict.get(key);
      if (value === undefined && otherwise === undefined) throw valueError(`KeyError: ${represent(key)}`);
      dict.delete(key);
      return orElse(value, otherwise ?? null);
    },
  ],
  [
    'setdefault',
    (dict, args) => {
      const [key = null, otherwise = null] = bindPositional('setdefault', args, ['key', 'default'], 1);
      const value = dict.get(key);
      if (value === undefined) dict.set(key, otherwise);
      return orElse(value, otherwise);
    },
  ],
  [
    'update',
    (dict, args) => {
      updateDict(dict, args);
      return null;
    },
  ],
  [
    'clear',
    plain('clear', (dict) => {
      dict.clear();
      return null;
    }),
  ],
  [
    'popitem',
    plain('popitem', (dict) => {
      const last = pairs(dict).at(-1);
      if (!(last instanceof PyTuple)) throw valueError(`popitem(): ${typeName(dict)} is empty`);
      dict.delete(last.items[0] ?? null);
      return last;
    }),
  ],
]);
