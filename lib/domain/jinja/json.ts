import { JinjaError, typeError, valueError } from './errors.ts';
import { PyDict, PyTuple } from './values/collections.ts';
import { compare } from './values/compare.ts';
import { integer } from './values/number.ts';
import { toText, typeName } from './values/text.ts';
import { floatText, PyFloat, type Value } from './values/value.ts';

interface DumpOptions {
  readonly sortKeys?: boolean;
  /** Spaces a level; none writes one line. */
  readonly indent?: number;
}

/** `json.dumps(value)` of Python. @throws a type error for what JSON has no word for */
export function dumpJson(value: Value, options: DumpOptions = {}): string {
  return dump(value, options, 0, new Set());
}

function dump(value: Value, options: DumpOptions, level: number, open: Set<Value>): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return jsonString(value);
  if (value instanceof PyFloat) return jsonFloat(value.value);
  const items = Array.isArray(value) ? value : value instanceof PyTuple ? value.items : undefined;
  if (items === undefined && !(value instanceof PyDict))
    throw typeError(`Object of type ${typeName(value)} is not JSON serializable`);
  if (open.has(value)) throw valueError('Circular reference detected');
  open.add(value);
  const parts =
    items === undefined
      ? dumpPairs(value, options, level + 1, open)
      : items.map((item) => dump(item, options, level + 1, open));
  open.delete(value);
  return items === undefined ? wrap('{', parts, '}', options, level) : wrap('[', parts, ']', options, level);
}

function dumpPairs(value: Value, options: DumpOptions, level: number, open: Set<Value>): string[] {
  const pairs = value instanceof PyDict ? [...value.entries()] : [];
  if (options.sortKeys === true) pairs.sort(([a], [b]) => compare(a, b));
  return pairs.map(([key, item]) => `${jsonString(keyText(key))}: ${dump(item, options, level, open)}`);
}

function keyText(key: Value): string {
  if (typeof key === 'string') return key;
  if (key === null || typeof key === 'boolean') return key === null ? 'null' : String(key);
  if (key instanceof PyFloat) return jsonFloat(key.value);
  if (typeof key === 'number' || typeof key === 'bigint') return toText(key);
  throw typeError(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
}

function wrap(open: string, parts: readonly string[], close: string, { indent }: DumpOptions, level: number): string {
  if (parts.length === 0) return open + close;
  if (indent === undefined) return open + parts.join(', ') + close;
  const line = (depth: number): string => `\n${' '.repeat(Math.max(0, indent) * depth)}`;
  return open + line(level + 1) + parts.join(`,${line(level + 1)}`) + line(level) + close;
}

const jsonString = (text: string): string =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

function jsonFloat(value: number): string {
  if (Number.isFinite(value)) return floatText(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

const TOKEN =
  /[ \t\n\r]*([[\]{},:]|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?|true|false|null|NaN|-?Infinity)/y;

/** `json.loads(text)` of Python: 1 is an int and 1.0 a float. @throws a value error when it is no JSON */
export function loadJson(text: string): Value {
  const reader = new JsonReader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

const WORDS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', new PyFloat(Number.NaN)],
  ['Infinity', new PyFloat(Number.POSITIVE_INFINITY)],
  ['-Infinity', new PyFloat(Number.NEGATIVE_INFINITY)],
]);

class JsonReader {
  private readonly text: string;
  private at = 0;
  private isFloat = false;
  constructor(text: string) {
    this.text = text;
  }

  private next(): string {
    TOKEN.lastIndex = this.at;
    const match = TOKEN.exec(this.text);
    if (match === null) throw valueError(`Expecting value: char ${this.at}`);
    this.at = TOKEN.lastIndex;
    this.isFloat = match[2] !== undefined || match[3] !== undefined;
    return match[1] ?? '';
  }

  /** Takes a mark when it comes next. */
  private skip(mark: string): boolean {
    const { at } = this;
    TOKEN.lastIndex = at;
    if (TOKEN.exec(this.text)?.[1] !== mark) return false;
    this.at = TOKEN.lastIndex;
    return true;
  }

  private expect(mark: string): void {
    if (!this.skip(mark)) throw valueError(`Expecting '${mark}' delimiter: char ${this.at}`);
  }

  value(depth: number): Value {
    if (depth > 200) throw new JinjaError('limit', 'This JSON is nested too deep.');
    const token = this.next();
    if (token === '[') return this.list(depth + 1);
    if (token === '{') return this.object(depth + 1);
    if (token.startsWith('"')) return String(JSON.parse(token));
    const word = WORDS.get(token);
    if (word !== undefined) return word;
    if (!/^-?\d/.test(token)) throw valueError(`Expecting value: char ${this.at}`);
    return this.isFloat ? new PyFloat(Number(token)) : integer(BigInt(token));
  }

  private list(depth: number): Value {
    const items: Value[] = [];
    if (this.skip(']')) return items;
    do items.push(this.value(depth));
    while (this.skip(','));
    this.expect(']');
    return items;
  }

  private object(depth: number): Value {
    const made = new PyDict();
    if (this.skip('}')) return made;
    do {
      const key = this.value(depth);
      if (typeof key !== 'string') throw valueError('Expecting property name enclosed in double quotes');
      this.expect(':');
      made.set(key, this.value(depth));
    } while (this.skip(','));
    this.expect('}');
    return made;
  }

  end(): void {
    if (this.text.slice(this.at).trim() !== '') throw valueError(`Extra data: char ${this.at}`);
  }
}
