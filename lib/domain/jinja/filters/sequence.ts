import { bind } from '../arguments.ts';
import { typeError } from '../errors.ts';
import type { Filter } from '../evaluate/interpreter.ts';
import { hashKeyOrThrow, PyDict, PyGenerator, PyTuple } from '../values/collections.ts';
import { compare, equal } from '../values/compare.ts';
import { arithmetic, asIndex } from '../values/number.ts';
import { characters, itemAt, iterate, toArray, tryLength } from '../values/sequence.ts';
import { toText, truth, typeName } from '../values/text.ts';
import { orElse, Undefined, type Value } from '../values/value.ts';
import { getter, keyOf, multiGetter } from './attribute.ts';
import { foldCase, sortValues } from './sort.ts';

const join: Filter = (input, args) => {
  const [separator = '', attribute] = bind('join', args, ['d', 'attribute']);
  const get = getter(attribute);
  return toArray(input)
    .map((item) => toText(keyOf(get, item)))
    .join(toText(separator));
};

const length: Filter = (input) => {
  const size = tryLength(input);
  if (size === undefined) throw typeError(`object of type '${typeName(input)}' has no len()`);
  return size;
};

const first: Filter = (input) => {
  for (const item of iterate(input)) return item;
  return new Undefined('first', 'No first item, sequence was empty.');
};

const last: Filter = (input) =>
  orElse(toArray(input).at(-1), new Undefined('last', 'No last item, sequence was empty.'));

const sort: Filter = (input, args) => {
  const [reverse, caseSensitive, attribute] = bind('sort', args, ['reverse', 'case_sensitive', 'attribute']);
  return sortValues(toArray(input), {
    reverse: truth(reverse ?? false),
    caseSensitive: truth(caseSensitive ?? false),
    by: multiGetter(attribute),
  });
};

const dictsort: Filter = (input, args) => {
  const [caseSensitive, by = 'key', reverse] = bind('dictsort', args, ['case_sensitive', 'by', 'reverse']);
  if (!(input instanceof PyDict)) throw typeError(`dictsort needs a dict, not ${typeName(input)}`);
  const position = by === 'value' ? 1 : 0;
  const pairs = [...input.entries()].map((pair) => new PyTuple(pair));
  return sortValues(pairs, {
    reverse: truth(reverse ?? false),
    caseSensitive: true,
    by: (pair) => foldCase(itemAt(pair, position) ?? null, truth(caseSensitive ?? false)),
  });
};

const unique: Filter = (input, args) => {
  const [caseSensitive, attribute] = bind('unique', args, ['case_sensitive', 'attribute']);
  const get = getter(attribute);
  const seen = new Set<unknown>();
  const items = toArray(input).filter((item) => {
    const key = hashKeyOrThrow(foldCase(keyOf(get, item), truth(caseSensitive ?? false)));
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return new PyGenerator(items);
};

const reverse: Filter = (input) =>
  typeof input === 'string' ? [...characters(input)].reverse().join('') : new PyGenerator(toArray(input).reverse());

function extreme(which: 1 | -1): Filter {
  return (input, args) => {
    const [caseSensitive, attribute] = bind(which === 1 ? 'max' : 'min', args, ['case_sensitive', 'attribute']);
    const get = getter(attribute);
    const key = (item: Value): Value => foldCase(keyOf(get, item), truth(caseSensitive ?? false));
    const items = toArray(input);
    const [start] = items;
    if (start === undefined) return new Undefined('item', 'No aggregated item, sequence was empty.');
    return items.reduce((best, item) => (compare(key(item), key(best)) * which > 0 ? item : best), start);
  };
}

const sum: Filter = (input, args) => {
  const [attribute, start = 0] = bind('sum', args, ['attribute', 'start']);
  const get = getter(attribute);
  return toArray(input).reduce((total, item) => {
    const value = keyOf(get, item);
    const result = arithmetic('+', total, value);
    if (result === undefined)
      throw typeError(`unsupported operand type(s) for +: '${typeName(total)}' and '${typeName(value)}'`);
    return result;
  }, start);
};

const batch: Filter = (input, args) => {
  const [size, fill] = bind('batch', args, ['linecount', 'fill_with'], 1);
  const width = asIndex(size ?? 1);
  const rows: Value[] = [];
  let row: Value[] = [];
  for (const item of iterate(input)) {
    if (row.length === width) {
      rows.push(row);
      row = [];
    }
    row.push(item);
  }
  if (row.length === 0) return new PyGenerator(rows);
  while (fill !== undefined && fill !== null && row.length < width) row.push(fill);
  rows.push(row);
  return new PyGenerator(rows);
};

const sliceFilter: Filter = (input, args) => {
  const [count, fill] = bind('slice', args, ['slices', 'fill_with'], 1);
  const items = toArray(input);
  const slices = asIndex(count ?? 1);
  const each = Math.floor(items.length / slices);
  const extra = items.length % slices;
  let at = 0;
  const made = Array.from({ length: slices }, (_, index) => {
    const size = each + (index < extra ? 1 : 0);
    const part = items.slice(at, at + size);
    at += size;
    if (fill !== undefined && fill !== null && index >= extra && extra > 0) part.push(fill);
    return part;
  });
  return new PyGenerator(made);
};

const groupby: Filter = (input, args) => {
  const [attribute, otherwise, caseSensitive] = bind('groupby', args, ['attribute', 'default', 'case_sensitive'], 1);
  const get = getter(attribute, otherwise) ?? ((item: Value) => item);
  const sensitive = truth(caseSensitive ?? false);
  const key = (item: Value): Value => foldCase(get(item), sensitive);
  const groups: { key: Value; label: Value; items: Value[] }[] = [];
  for (const item of sortValues(toArray(input), { reverse: false, caseSensitive: sensitive, by: get })) {
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

const items: Filter = (input) => {
  if (input instanceof Undefined) return new PyGenerator([]);
  if (!(input instanceof PyDict)) throw typeError('Can only get item pairs from a mapping.');
  return new PyGenerator([...input.entries()].map((pair) => new PyTuple(pair)));
};

const random: Filter = (input) =>
  orElse(itemAt(input, 0), new Undefined('random', 'No random item, sequence was empty.'));

/** Filters over sequences and mappings. */
export const SEQUENCE_FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['join', join],
  ['length', length],
  ['count', length],
  ['first', first],
  ['last', last],
  ['list', (input) => toArray(input)],
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
