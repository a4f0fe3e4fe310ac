import { bind } from '../arguments.ts';
import { tooLong, typeError, undefinedFailure, valueError } from '../errors.ts';
import type { Filter } from '../evaluate/interpreter.ts';
import { binary } from '../evaluate/operators.ts';
import { hashKeyOrThrow, PyDict, PyGenerator, PyRange, PySet, PyTuple, PyView } from '../values/collections.ts';
import { compare, equal } from '../values/compare.ts';
import { asFlag, asIndex } from '../values/number.ts';
import { characters, itemAt, iterate, toArray, tryIterate, tryLength } from '../values/sequence.ts';
import { toText, truth, typeName } from '../values/text.ts';
import { type Caller, orElse, PyObject, Undefined, type Value } from '../values/value.ts';
import { getter, multiGetter } from './attribute.ts';
import { foldCase, sortValues } from './sort.ts';

const none = (name: string, message: string, { lenient }: Caller): Undefined =>
  new Undefined(name, message, { lenient });

const join: Filter = (input, args, caller) => {
  const [separator = '', attribute] = bind('join', args, ['d', 'attribute']);
  const get = getter(attribute, caller.lenient);
  return toArray(input)
    .map((item) => toText(get(item)))
    .join(toText(separator));
};

const length: Filter = (input, args) => {
  bind('length', args, []);
  const size = tryLength(input);
  if (size === undefined) throw typeError(`object of type '${typeName(input)}' has no len()`);
  return size;
};

const first: Filter = (input, args, caller) => {
  bind('first', args, []);
  for (const item of iterate(input)) return item;
  return none('first', 'No first item, sequence was empty', caller);
};

const last: Filter = (input, args, caller) => {
  bind('last', args, []);
  const items = reversible(input);
  if (items === undefined) throw typeError(`'${typeName(input)}' object is not reversible`);
  return orElse(items.at(-1), none('last', 'No last item, sequence was empty', caller));
};

/** What `reversed()` of Python goes through backwards. */
function reversible(value: Value): Value[] | undefined {
  const isReversible =
    Array.isArray(value) ||
    typeof value === 'string' ||
    [PyTuple, PyDict, PyRange, PyView, Undefined].some((kind) => value instanceof kind);
  return isReversible ? toArray(value) : undefined;
}

const sort: Filter = (input, args, caller) => {
  const [reverse = false, sensitive = false, attribute] = bind('sort', args, [
    'reverse',
    'case_sensitive',
    'attribute',
  ]);
  const by = multiGetter(attribute, caller.lenient, (value) => foldCase(value, truth(sensitive)));
  return sortValues(toArray(input), asFlag(reverse), by);
};

const dictsort: Filter = (input, args) => {
  const [sensitive = false, by = 'key', reverse = false] = bind('dictsort', args, ['case_sensitive', 'by', 'reverse']);
  if (by !== 'key' && by !== 'value') throw valueError('You can only sort by either "key" or "value"');
  if (input instanceof Undefined) throw undefinedFailure(input);
  if (!(input instanceof PyDict)) throw typeError(`'${typeName(input)}' object has no attribute 'items'`);
  const position = by === 'value' ? 1 : 0;
  const pairs = [...input.entries()].map((pair) => new PyTuple(pair));
  return sortValues(pairs, asFlag(reverse), (pair) => foldCase(itemAt(pair, position) ?? null, truth(sensitive)));
};

const unique: Filter = (input, args, caller) => {
  const [sensitive = false, attribute] = bind('unique', args, ['case_sensitive', 'attribute']);
  const get = getter(attribute, caller.lenient);
  return new PyGenerator(
    'generator',
    distinct(input, (item) => foldCase(get(item), truth(sensitive))),
  );
};

function* distinct(input: Value, by: (item: Value) => Value): Generator<Value> {
  const seen = new Set<unknown>();
  for (const item of iterate(input)) {
    const key = hashKeyOrThrow(by(item));
    if (seen.has(key)) continue;
    seen.add(key);
    yield item;
  }
}

const reverse: Filter = (input, args) => {
  bind('reverse', args, []);
  if (typeof input === 'string') return [...characters(input)].reverse().join('');
  const items = reversible(input);
  if (items !== undefined) return new PyGenerator('reversed', items.reverse());
  if (tryIterate(input) === undefined) throw valueError('argument must be iterable');
  return toArray(input).reverse();
};

function extreme(which: 1 | -1): Filter {
  return (input, args, caller) => {
    const [sensitive = false, attribute] = bind(which === 1 ? 'max' : 'min', args, ['case_sensitive', 'attribute']);
    const get = getter(attribute, caller.lenient);
    const key = (item: Value): Value => foldCase(get(item), truth(sensitive));
    const items = toArray(input);
    const [start] = items;
    if (start === undefined) return none('item', 'No aggregated item, sequence was empty', caller);
    return items.reduce((best, item, index) => {
      const better = index > 0 && compare(key(item), key(best), which === 1 ? '>' : '<') * which > 0;
      return better ? item : best;
    }, start);
  };
}

const sum: Filter = (input, args, caller) => {
  const [attribute, start = 0] = bind('sum', args, ['attribute', 'start']);
  if (typeof start === 'string') throw typeError("sum() can't sum strings [use ''.join(seq) instead]");
  const get = getter(attribute, caller.lenient);
  let total: Value = start;
  for (const item of iterate(input)) total = binary('+', total, get(item));
  return total;
};

const batch: Filter = (input, args) => {
  const [size = null, fill = null] = bind('batch', args, ['linecount', 'fill_with'], 1);
  return new PyGenerator('generator', batches(input, size, fill));
};

function* batches(input: Value, size: Value, fill: Value): Generator<Value> {
  let row: Value[] = [];
  for (const item of iterate(input)) {
    if (equal(row.length, size)) {
      yield row;
      row = [];
    }
    row.push(item);
  }
  if (row.length === 0) return;
  if (fill !== null && compare(row.length, size) < 0) {
    const width = asIndex(size);
    if (width > 1_000_000) throw tooLong();
    while (row.length < width) row.push(fill);
  }
  yield row;
}

const sliceFilter: Filter = (input, args) => {
  const [count = null, fill = null] = bind('slice', args, ['slices', 'fill_with'], 1);
  return new PyGenerator('generator', slices(input, count, fill));
};

function* slices(input: Value, count: Value, fill: Value): Generator<Value> {
  const items = toArray(input);
  const each = asIndex(binary('//', items.length, count));
  const extra = asIndex(binary('%', items.length, count));
  let at = 0;
  for (let index = 0; index < asIndex(count); index++) {
    const end = at + each + (index < extra ? 1 : 0);
    const part = items.slice(at, end);
    at = end;
    if (fill !== null && index >= extra) part.push(fill);
    yield part;
  }
}

const groupby: Filter = (input, args, caller) => {
  const [attribute = null, otherwise = null, sensitive = false] = bind(
    'groupby',
    args,
    ['attribute', 'default', 'case_sensitive'],
    1,
  );
  const get = getter(attribute, caller.lenient, otherwise);
  const key = (item: Value): Value => foldCase(get(item), truth(sensitive));
  const groups: { key: Value; label: Value; items: Value[] }[] = [];
  for (const item of sortValues(toArray(input), false, key)) {
    const group = groups.at(-1);
    if (group !== undefined && equal(group.key, key(item))) group.items.push(item);
    else groups.push({ key: key(item), label: get(item), items: [item] });
  }
  return groups.map((group) => new Group(group.label, group.items));
};

/** One group of `groupby`: a pair with names. */
class Group extends PyTuple {
  constructor(grouper: Value, list: Value[]) {
    super([grouper, list]);
  }
  override attribute(name: string): Value | undefined {
    return name === 'grouper' ? this.items[0] : name === 'list' ? this.items[1] : undefined;
  }
}

const items: Filter = (input, args) => {
  bind('items', args, []);
  return new PyGenerator('generator', pairs(input));
};

function* pairs(input: Value): Generator<Value> {
  if (input instanceof Undefined) return;
  if (!(input instanceof PyDict)) throw typeError('Can only get item pairs from a mapping.');
  for (const pair of input.entries()) yield new PyTuple(pair);
}

const random: Filter = (input, _args, caller) => {
  if (input instanceof PySet || (input instanceof PyObject && input.size() === undefined))
    throw typeError(`'${typeName(input)}' object is not subscriptable`);
  return orElse(itemAt(input, 0), none('random', 'No random item, sequence was empty', caller));
};

const list: Filter = (input, args) => {
  bind('list', args, []);
  return toArray(input);
};

/** Filters over sequences and mappings. */
export const SEQUENCE_FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['join', join],
  ['length', length],
  ['count', length],
  ['first', first],
  ['last', last],
  ['list', list],
  ['sort', sort],
  ['dictsort', dictsort],
  ['unique', unique],
  ['reverse', reverse],
  ['max', extreme(1)],
  ['min', extreme(-1)],
  ['sum', sum],
  ['batch', batch],
  ['slice', sliceFilter],
  ['groupby', groupby],
  ['items', items],
  // A template must give the same text each time, so "random" is always the first item.
  ['random', random],
]);
