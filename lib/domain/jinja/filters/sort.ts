import { compare } from '../values/compare.ts';
import type { Value } from '../values/value.ts';
import type { Getter } from './attribute.ts';

/** Text in lower case unless case counts: how Jinja's filters compare. */
export const foldCase = (value: Value, caseSensitive: boolean): Value =>
  !caseSensitive && typeof value === 'string' ? value.toLowerCase() : value;

/** A sorted copy; stable, also in reverse, as Python's. */
export function sortValues(items: readonly Value[], reverse: boolean, by: Getter): Value[] {
  const keyed = items.map((item) => ({ item, key: by(item) }));
  keyed.sort((a, b) => (reverse ? compare(b.key, a.key) : compare(a.key, b.key)) || 0);
  return keyed.map((entry) => entry.item);
}
