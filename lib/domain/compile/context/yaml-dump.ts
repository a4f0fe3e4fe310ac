import { valueError } from '../../jinja/errors.ts';
import { PyDict, PySet, PyTuple } from '../../jinja/values/collections.ts';
import { toText } from '../../jinja/values/text.ts';
import { floatText, PyFloat, type Value } from '../../jinja/values/value.ts';
import { DateTime, DateValue } from './modules/datetime/values.ts';
import { type TextPlace, yamlText } from './yaml-scalar.ts';

/** `yaml.safe_dump(value)` of Python, keys in their order unless sorted. */
export function dumpYaml(value: Value, sortKeys: boolean): string {
  const text = new YamlWriter(value, sortKeys).write();
  // A document that is one plain word says where it ends.
  return partsOf(value) === undefined && !/^['"]/.test(text) ? `${text}\n...\n` : `${text}\n`;
}

/** What a value is made of; undefined for one that is whole. */
type Parts =
  | { readonly items: readonly Value[] }
  | { readonly entries: readonly (readonly [Value, Value])[]; readonly tag: string };

function partsOf(value: Value): Parts | undefined {
  if (Array.isArray(value)) return { items: value };
  if (value instanceof PyTuple) return { items: value.items };
  if (value instanceof PyDict) return { entries: [...value.entries()], tag: '' };
  if (value instanceof PySet)
    return { entries: [...value.iterate()].map((item) => [item, null] as const), tag: ' !!set' };
  return undefined;
}

/** Writes block style, in which a list stands in its key's column. */
class YamlWriter {
  private readonly root: Value;
  private readonly sortKeys: boolean;
  /** What is met more than once is written at its first place, and named at the others. */
  private readonly anchors = new Map<Value, string>();
  private readonly written = new Set<Value>();

  constructor(root: Value, sortKeys: boolean) {
    this.root = root;
    this.sortKeys = sortKeys;
    this.findTwice(root, new Set());
  }

  write(): string {
    if (partsOf(this.root) === undefined) return scalar(this.root, { indent: 2, column: 0, isKey: false });
    return this.node(this.root, 0, 0).slice(1);
  }

  private findTwice(value: Value, seen: Set<Value>): void {
    const parts = partsOf(value);
    if (parts === undefined || (value instanceof PyTuple && value.items.length === 0)) return;
    if (seen.has(value)) {
      if (!this.anchors.has(value)) this.anchors.set(value, `id${String(this.anchors.size + 1).padStart(3, '0')}`);
      return;
    }
    seen.add(value);
    for (const each of 'items' in parts ? parts.items : this.sorted(parts.entries).flat()) this.findTwice(each, seen);
  }

  private sorted(entries: readonly (readonly [Value, Value])[]): readonly (readonly [Value, Value])[] {
    if (!this.sortKeys || !entries.every(([key]) => typeof key === 'string')) return entries;
    return entries.toSorted(([a], [b]) => (toText(a) < toText(b) ? -1 : 1));
  }

  /** A value after what it belongs to: with a blank before it, or on lines of its own. */
  private node(value: Value, indent: number, column: number): string {
    const parts = partsOf(value);
    if (parts === undefined) return ` ${scalar(value, { indent, column: column + 1, isKey: false })}`;
    const anchor = this.anchors.get(value);
    if (this.written.has(value)) return ` *${anchor}`;
    if (anchor !== undefined) this.written.add(value);
    const before = `${anchor === undefined ? '' : ` &${anchor}`}${'tag' in parts ? parts.tag : ''}`;
    if ('items' in parts) return before + (parts.items.length === 0 ? ' []' : this.items(parts.items, indent));
    return before + (parts.entries.length === 0 ? ' {}' : this.entries(parts.entries, indent));
  }

  private items(items: readonly Value[], indent: number): string {
    return items.map((item) => `${lineAt(indent)}-${this.within(item, indent + 2, indent + 1)}`).join('');
  }

  private entries(entries: readonly (readonly [Value, Value])[], indent: number): string {
    return this.sorted(entries)
      .map(([key, value]) => {
        if (isLongKey(key)) {
          const first = `${lineAt(indent)}?${this.within(key, indent + 2, indent + 1)}`;
          return `${first}${lineAt(indent)}:${this.within(value, indent + 2, indent + 1)}`;
        }
        const name = scalar(key, { indent, column: indent, isKey: true });
        const isList = Array.isArray(value) || value instanceof PyTuple;
        return `${lineAt(indent)}${name}:${this.node(value, isList ? indent : indent + 2, indent + name.length + 1)}`;
      })
      .join('');
  }

  /** What stands behind `-` or `?`: its own first line goes on there. */
  private within(value: Value, indent: number, column: number): string {
    const text = this.node(value, indent, column);
    return text.startsWith('\n') ? ` ${text.slice(indent + 1)}` : text;
  }
}

const lineAt = (indent: number): string => `\n${' '.repeat(indent)}`;

const LINE_END = /[\n\x85\u2028\u2029]/;

/** A key that does not fit its line stands behind a question mark. */
const isLongKey = (key: Value): boolean =>
  partsOf(key) !== undefined ||
  (typeof key === 'string' && (key === '' || [...key].length + '!!str'.length >= 128 || LINE_END.test(key)));

function scalar(value: Value, place: TextPlace): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return yamlText(value, place);
  if (value instanceof PyFloat) return fraction(value.value);
  if (value instanceof DateTime) return value.isoText(' ');
  if (value instanceof DateValue) return value.text();
  throw valueError(`cannot represent an object: ${toText(value)}`);
}

function fraction(value: number): string {
  const text = floatText(value);
  if (!Number.isFinite(value)) return text.replace(/inf|nan/, (word) => `.${word}`);
  return text.includes('.') ? text : text.replace('e', '.0e');
}
