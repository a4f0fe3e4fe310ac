import { PyDict } from '../../jinja/values/collections.ts';
import { toArray } from '../../jinja/values/sequence.ts';
import { represent, toText } from '../../jinja/values/text.ts';
import { PyObject, type Value } from '../../jinja/values/value.ts';
import { md5Hex } from '../hash.ts';

/**
 * The names dbt makes for a generic test: the full one for its id, the short one (a hash beyond
 * 63 characters) for its file and relation.
 */
export function testNames(type: string, target: string, args: PyDict): { full: string; short: string } {
  const parts = [...args.entries()]
    .filter(([key]) => key !== 'model')
    .sort(([a], [b]) => (toText(a) < toText(b) ? -1 : 1))
    .flatMap(([, value]) => flat(value))
    .map((part) => toText(part).replace(/[^0-9a-zA-Z_]+/g, '_'));
  const identifier = `${type}_${target}`;
  const full = `${identifier}_${parts.join('__')}`;
  return { full, short: Array.from(full).length >= 64 ? `${identifier.slice(0, 30)}_${md5Hex(full)}` : full };
}

function flat(value: Value): Value[] {
  if (value instanceof PyDict) return value.values();
  return Array.isArray(value) || (value instanceof PyObject && value.typeName === 'tuple') ? toArray(value) : [value];
}

/**
 * Ten hex digits of the test's name and arguments, as dbt ends a test's unique id: the hash of a dict
 * as Python prints it, written at once, because dicts of 20,000 tests took 0.3 s.
 */
export function testHash(fullName: string, namespace: string | undefined, name: string, kwargs: PyDict): string {
  const metadata = `{'kwargs': ${hashed(kwargs)}, 'name': ${represent(name)}, 'namespace': ${represent(namespace ?? 'None')}}`;
  return md5Hex(fullName + metadata).slice(-10);
}

/** dbt's `get_hashable_md`, printed: keys sorted, every leaf its text. */
function hashed(value: Value): string {
  if (value instanceof PyDict) {
    const entries = [...value.entries()].sort(([a], [b]) => (toText(a) < toText(b) ? -1 : 1));
    return `{${entries.map(([key, each]) => `${represent(key)}: ${hashed(each)}`).join(', ')}}`;
  }
  return Array.isArray(value) ? `[${value.map(hashed).join(', ')}]` : represent(toText(value));
}
