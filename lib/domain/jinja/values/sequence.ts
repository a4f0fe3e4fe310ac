import { typeError, valueError } from '../errors.ts';
import { PyDict, PyRange, PyTuple } from './collections.ts';
import { equal } from './compare.ts';
import { typeName } from './text.ts';
import { PyObject, Undefined, type Value } from './value.ts';

/** Characters of a str as Python counts them: code points. */
export function characters(text: string): readonly string[] {
  return hasSurrogates(text) ? Array.from(text) : text.split('');
}

const hasSurrogates = (text: string): boolean => /[\ud800-\udbff]/.test(text);

/** `len(str)` */
export function textLength(text: string): number {
  return hasSurrogates(text) ? Array.from(text).length : text.length;
}

/** Items of an iterable, or undefined when it is none. */
export function tryIterate(value: Value): Iterable<Value> | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return characters(value);
  return value instanceof PyObject ? value.iterate() : undefined;
}

/** Items of an iterable. @throws a type error when it is none */
export function iterate(value: Value): Iterable<Value> {
  const items = tryIterate(value);
  if (items === undefined) throw typeError(`'${typeName(value)}' object is not iterable`);
  return items;
}

/** Items of an iterable as a new array. */
export const toArray = (value: Value): Value[] => [...iterate(value)];

/** `len(value)`, or undefined when it has none. */
export function tryLength(value: Value): number | undefined {
  if (typeof value === 'string') return textLength(value);
  if (Array.isArray(value)) return value.length;
  return value instanceof PyObject ? value.size() : undefined;
}

/** `needle in container` */
export function contains(container: Value, needle: Value): boolean {
  if (typeof container === 'string') {
    if (needle instanceof Undefined) throw typeError(needle.message);
    if (typeof needle !== 'string') {
      throw typeError(`'in <string>' requires string as left operand, not ${typeName(needle)}`);
    }
    return container.includes(needle);
  }
  if (container instanceof PyObject) {
    const known = container.contains(needle);
    if (known !== undefined) return known;
  }
  const items = tryIterate(container);
  if (items === undefined) throw typeError(`argument of type '${typeName(container)}' is not iterable`);
  for (const item of items) if (equal(item, needle)) return true;
  return false;
}

/** `value[index]` for a whole number; undefined when out of range or not a sequence. */
export function itemAt(value: Value, index: number): Value | undefined {
  if (typeof value === 'string') {
    const items = characters(value);
    return items[index < 0 ? index + items.length : index];
  }
  if (Array.isArray(value)) return value[index < 0 ? index + value.length : index];
  if (value instanceof PyTuple) return value.items[index < 0 ? index + value.items.length : index];
  return value instanceof PyObject ? value.item(index) : undefined;
}

/** `value[start:stop:step]` */
export function slice(value: Value, start: number | null, stop: number | null, step: number | null): Value {
  if (typeof value === 'string') return pick(characters(value), start, stop, step).join('');
  if (Array.isArray(value)) return pick(value, start, stop, step);
  if (value instanceof PyTuple) return new PyTuple(pick(value.items, start, stop, step));
  if (value instanceof PyRange) {
    const [from, to] = sliceBounds(value.size(), start, stop, step ?? 1);
    const at = (index: number): number => value.start + index * value.step;
    return new PyRange(at(from), at(to), value.step * (step ?? 1));
  }
  if (value instanceof PyDict) throw typeError("unhashable type: 'slice'");
  throw typeError(`'${typeName(value)}' object is not subscriptable`);
}

/** Where a slice of so many items begins and ends, in the direction of its step. */
function sliceBounds(length: number, start: number | null, stop: number | null, stride: number): [number, number] {
  if (stride === 0) throw valueError('slice step cannot be zero');
  const low = stride > 0 ? 0 : -1;
  const high = stride > 0 ? length : length - 1;
  const bound = (index: number | null, otherwise: number): number => {
    if (index === null) return otherwise;
    return Math.min(Math.max(index < 0 ? index + length : index, low), high);
  };
  return [bound(start, stride > 0 ? 0 : length - 1), bound(stop, stride > 0 ? length : -1)];
}

function pick<T>(items: readonly T[], start: number | null, stop: number | null, step: number | null): T[] {
  const stride = step ?? 1;
  if (stride === 1) return items.slice(start ?? 0, stop ?? undefined);
  const [from, to] = sliceBounds(items.length, start, stop, stride);
  const out: T[] = [];
  for (let at = from; stride > 0 ? at < to : at > to; at += stride) {
    const item = items[at];
    if (item !== undefined) out.push(item);
  }
  return out;
}
