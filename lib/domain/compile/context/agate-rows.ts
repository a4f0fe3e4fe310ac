import { bind } from '../../jinja/arguments.ts';
import { valueError } from '../../jinja/errors.ts';
import { PyDict, PyTuple } from '../../jinja/values/collections.ts';
import { compare } from '../../jinja/values/compare.ts';
import { toText, truth } from '../../jinja/values/text.ts';
import type { CallArguments, Value } from '../../jinja/values/value.ts';

type Row = readonly Value[];

/** What agate's methods read of a table. */
interface Rows {
  readonly names: readonly string[];
  readonly cells: readonly Row[];
}

/** `group_by(key)`: the rows of each value of a column, in the order in which the values come. */
export function groupBy(table: Rows, args: CallArguments): readonly (readonly [Value, readonly Row[]])[] {
  const [key = null] = bind('group_by', args, ['key', 'key_name', 'key_type'], 1);
  const place = placeOf(table, key);
  const groups = new PyDict();
  const rows: Row[][] = [];
  for (const row of table.cells) {
    const value = row[place] ?? null;
    const at = groups.get(value);
    if (typeof at === 'number') rows[at]?.push(row);
    else groups.set(value, rows.push([row]) - 1);
  }
  return [...groups.keys()].map((value, at) => [value, rows[at] ?? []]);
}

/** `order_by(key, reverse)`: null comes after everything. */
export function orderBy(table: Rows, args: CallArguments): readonly Row[] {
  const [key = null, reverse = false] = bind('order_by', args, ['key', 'reverse'], 1);
  const places = listOf(key).map((each) => placeOf(table, each));
  const sign = truth(reverse) ? -1 : 1;
  const order = (a: Row, b: Row): number => {
    for (const place of places) {
      const found = compareCells(a[place] ?? null, b[place] ?? null);
      if (found !== 0) return sign * found;
    }
    return 0;
  };
  return table.cells.toSorted(order);
}

function compareCells(a: Value, b: Value): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compare(a, b);
}

/** `distinct(key)`: the first row of each value of some columns, or of all. */
export function distinctRows(table: Rows, args: CallArguments): readonly Row[] {
  const [key = null] = bind('distinct', args, ['key']);
  const places = key === null ? table.names.map((_, place) => place) : listOf(key).map((each) => placeOf(table, each));
  const first = new PyDict();
  for (const [at, row] of table.cells.entries()) {
    const value = new PyTuple(places.map((place) => row[place] ?? null));
    if (!first.has(value)) first.set(value, at);
  }
  return first.values().flatMap((at) => table.cells.slice(Number(at), Number(at) + 1));
}

const listOf = (key: Value): readonly Value[] =>
  Array.isArray(key) ? key : key instanceof PyTuple ? key.items : [key];

function placeOf({ names }: Rows, key: Value): number {
  const place = typeof key === 'number' ? key : names.indexOf(toText(key));
  if (place in names) return place;
  throw valueError(`There is no column '${toText(key)}'.`, `It has ${names.join(', ')}.`);
}
