import { tooLong, typeError } from '../errors.ts';
import { equal, hashKey } from './compare.ts';
import { represent } from './text.ts';
import { type HashKey, PyObject, type Value } from './value.ts';

/** A Python tuple; a list is a JavaScript array. */
export class PyTuple extends PyObject {
  readonly typeName = 'tuple';
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    super();
    this.items = items;
  }
  override text(): string {
    const [only] = this.items;
    if (this.items.length === 1 && only !== undefined) return `(${represent(only)},)`;
    return `(${this.items.map(represent).join(', ')})`;
  }
  override truth(): boolean {
    return this.items.length > 0;
  }
  override iterate(): Iterable<Value> {
    return this.items;
  }
  override size(): number {
    return this.items.length;
  }
  override equals(other: Value): boolean {
    if (!(other instanceof PyTuple) || other.items.length !== this.items.length) return false;
    return this.items.every((item, index) => equal(item, other.items[index] ?? null));
  }
  override hashKey(): HashKey {
    return `\u0000tuple:${this.items.map((item) => keyText(hashKeyOrThrow(item))).join('\u0001')}`;
  }
}

const identities = new WeakMap<object, number>();
let nextIdentity = 1;

function keyText(key: HashKey): string {
  if (typeof key !== 'object' || key === null) return `${typeof key}:${String(key)}`;
  let identity = identities.get(key);
  if (identity === undefined) {
    identity = nextIdentity++;
    identities.set(key, identity);
  }
  return `object:${identity}`;
}

/** Key of a value in a dict or set. @throws a type error for a list, dict or set */
export function hashKeyOrThrow(value: Value): HashKey {
  const key = hashKey(value);
  if (key === undefined) throw typeError(`unhashable type: '${typeOf(value)}'`);
  return key;
}

const typeOf = (value: Value): string =>
  Array.isArray(value) ? 'list' : value instanceof PyObject ? value.typeName : typeof value;

/** A Python dict: insertion order, keys by value. */
export class PyDict extends PyObject {
  readonly typeName: string = 'dict';
  protected readonly entriesByKey = new Map<HashKey, { readonly key: Value; value: Value }>();

  constructor(entries: Iterable<readonly [Value, Value]> = []) {
    super();
    for (const [key, value] of entries) this.set(key, value);
  }
  get(key: Value): Value | undefined {
    const hashed = typeof key === 'string' ? key : hashKeyOrThrow(key);
    return this.entriesByKey.get(hashed)?.value;
  }
  has(key: Value): boolean {
    return this.entriesByKey.has(hashKeyOrThrow(key));
  }
  set(key: Value, value: Value): void {
    const hashed = typeof key === 'string' ? key : hashKeyOrThrow(key);
    const entry = this.entriesByKey.get(hashed);
    if (entry === undefined) this.entriesByKey.set(hashed, { key, value });
    else entry.value = value;
  }
  delete(key: Value): boolean {
    return this.entriesByKey.delete(hashKeyOrThrow(key));
  }
  clear(): void {
    this.entriesByKey.clear();
  }
  *keys(): Generator<Value> {
    for (const entry of this.entriesByKey.values()) yield entry.key;
  }
  *entries(): Generator<[Value, Value]> {
    for (const entry of this.entriesByKey.values()) yield [entry.key, entry.value];
  }
  values(): Value[] {
    return [...this.entriesByKey.values()].map((entry) => entry.value);
  }
  override text(): string {
    return `{${[...this.entries()].map(([key, value]) => `${represent(key)}: ${represent(value)}`).join(', ')}}`;
  }
  override isMapping(): boolean {
    return true;
  }
  override truth(): boolean {
    return this.entriesByKey.size > 0;
  }
  override item(key: Value): Value | undefined {
    return this.get(key);
  }
  override iterate(): Iterable<Value> {
    return this.keys();
  }
  override size(): number {
    return this.entriesByKey.size;
  }
  override hashKey(): undefined {
    return undefined;
  }
  override contains(needle: Value): boolean {
    return this.has(needle);
  }
  override equals(other: Value): boolean {
    if (!(other instanceof PyDict) || other.size() !== this.size()) return false;
    for (const [key, value] of this.entries()) {
      const theirs = other.get(key);
      if (theirs === undefined || !equal(value, theirs)) return false;
    }
    return true;
  }
}

/** A Python set; keeps insertion order, which Python does not promise. */
export class PySet extends PyObject {
  readonly typeName = 'set';
  private readonly byKey = new Map<HashKey, Value>();
  constructor(items: Iterable<Value> = []) {
    super();
    for (const item of items) this.add(item);
  }
  add(item: Value): void {
    const key = hashKeyOrThrow(item);
    if (!this.byKey.has(key)) this.byKey.set(key, item);
  }
  remove(item: Value): boolean {
    return this.byKey.delete(hashKeyOrThrow(item));
  }
  clear(): void {
    this.byKey.clear();
  }
  override text(): string {
    return this.byKey.size === 0 ? 'set()' : `{${[...this.byKey.values()].map(represent).join(', ')}}`;
  }
  override truth(): boolean {
    return this.byKey.size > 0;
  }
  override iterate(): Iterable<Value> {
    return this.byKey.values();
  }
  override size(): number {
    return this.byKey.size;
  }
  override hashKey(): undefined {
    return undefined;
  }
  override contains(needle: Value): boolean {
    return this.byKey.has(hashKeyOrThrow(needle));
  }
  override equals(other: Value): boolean {
    if (!(other instanceof PySet) || other.size() !== this.size()) return false;
    for (const key of this.byKey.keys()) if (!other.byKey.has(key)) return false;
    return true;
  }
}

/** `range(a, b, step)`: a sequence that is never written out. */
export class PyRange extends PyObject {
  readonly typeName = 'range';
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  constructor(start: number, stop: number, step: number) {
    super();
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
  override text(): string {
    const step = this.step === 1 ? '' : `, ${this.step}`;
    return `range(${this.start}, ${this.stop}${step})`;
  }
  override truth(): boolean {
    return this.size() > 0;
  }
  override size(): number {
    return Math.max(0, Math.ceil((this.stop - this.start) / this.step));
  }
  override *iterate(): Generator<Value> {
    const count = this.size();
    for (let index = 0; index < count; index++) yield this.start + index * this.step;
  }
  override item(key: Value): Value | undefined {
    if (typeof key !== 'number') return undefined;
    const index = key < 0 ? key + this.size() : key;
    return index >= 0 && index < this.size() ? this.start + index * this.step : undefined;
  }
}

/** A dict view: iterable again and again, prints as Python's. */
export class PyView extends PyObject {
  readonly typeName: string;
  private readonly items: () => Value[];
  private readonly has: ((needle: Value) => boolean) | undefined;
  /** @param has answers `in`; without it the items are gone through */
  constructor(typeName: string, items: () => Value[], has?: (needle: Value) => boolean) {
    super();
    this.has = has;
    this.typeName = typeName;
    this.items = items;
  }
  override contains(needle: Value): boolean | undefined {
    return this.has?.(needle);
  }
  /** Keys and pairs are like a set. */
  override operate(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (operator !== '-' || this.typeName === 'dict_values') return undefined;
    const others = other instanceof PyObject ? other.iterate() : Array.isArray(other) ? other : undefined;
    if (others === undefined) return undefined;
    const [from, without] = reflected ? [others, this.items()] : [this.items(), others];
    const left = new PySet(without);
    return new PySet([...from].filter((item) => !left.contains(item)));
  }
  override text(): string {
    return `${this.typeName}([${this.items().map(represent).join(', ')}])`;
  }
  override truth(): boolean {
    return this.items().length > 0;
  }
  override iterate(): Iterable<Value> {
    return this.items();
  }
  override size(): number {
    return this.items().length;
  }
}

/** Items a generator gives: `itertools.count()` has no end. */
const MAX_TAKEN = 1_000_000;

/** What `map`, `select`, `zip` and their like give: it is gone through once, as it is asked for, and has no length. */
export class PyGenerator extends PyObject {
  readonly typeName: string;
  private readonly rest: Iterator<Value>;
  private taken = 0;
  constructor(typeName: string, items: Iterable<Value>) {
    super();
    this.typeName = typeName;
    this.rest = items[Symbol.iterator]();
  }
  override text(): string {
    return `<${this.typeName} object>`;
  }
  override iterate(): Iterable<Value> {
    // Without `return`: a loop that is left early leaves the rest to the next one.
    const iterator: IterableIterator<Value> = { next: () => this.next(), [Symbol.iterator]: () => iterator };
    return iterator;
  }
  private next(): IteratorResult<Value> {
    if (++this.taken > MAX_TAKEN) throw tooLong();
    return this.rest.next();
  }
}

/** `namespace(…)`: the one thing an inner scope can assign to. */
export class PyNamespace extends PyDict {
  override readonly typeName: string = 'Namespace';
  override text(): string {
    return `<Namespace ${super.text()}>`;
  }
  override truth(): boolean {
    return true;
  }
  override attribute(name: string): Value | undefined {
    return this.get(name);
  }
}
