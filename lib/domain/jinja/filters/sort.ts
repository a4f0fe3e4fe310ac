import { compare } from '../values/compare.ts';
import type { Value } from '../values/value.ts';
import { keyOf } from './attribute.ts';

export interface SortOptions {
  readonly reverse: boolean;
  readonly caseSensitive: boolean;
  /** What to sort by; the item itself by default. */
  readonly by?: ((item: Value) => Value) | undefined;
}

/** Text in lower case unless case counts: how Jinja's filters compare. */
export const foldCase = (value: Value, caseSensitive: boolean): Value =>
  !caseSensitive && typeof value === 'string' ? value.toLowerCase() : value;

/** A sorted copy; stable, also in reverse, as Python's. */
export function sortValues(items: readonly Value[], options: SortOptions): Value[] {
  const keyed = items.map((item) => ({ item, key: foldCase(keyOf(options.by, item), options.caseSensitive) }));
  keyed.sort((a, b) => (options.reverse ? compare(b.key, a.key) : compare(a.key, b.key)));
  return keyed.map((entry) => entry.item);
}
