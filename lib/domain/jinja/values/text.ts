import { valueError } from '../errors.ts';
import { PyObject, type Value } from './value.ts';

/** `str(value)`, and what `{{ value }}` prints. */
export function toText(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'bigint') return integerText(value);
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return listText(value);
  return nestedText(value, () => value.text());
}

/** Python has a limit of its own, because making text of a number takes time that grows with the square. */
function integerText(value: bigint): string {
  const text = String(value);
  if (text.length - (value < 0n ? 1 : 0) > 4300)
    throw valueError('Exceeds the limit (4300 digits) for integer string conversion');
  return text;
}

/** `repr(value)` */
export function represent(value: Value): string {
  if (typeof value === 'string') return quote(value);
  if (value instanceof PyObject) return nestedText(value, () => value.repr());
  return toText(value);
}

const open = new Set<object>();

function listText(items: Value[]): string {
  return nestedText(items, () => `[${items.map(represent).join(', ')}]`);
}

/** A list that holds itself prints as `[...]`, as in Python. */
function nestedText(value: object, text: () => string): string {
  if (open.has(value)) return Array.isArray(value) ? '[...]' : '{...}';
  open.add(value);
  try {
    return text();
  } finally {
    open.delete(value);
  }
}

/** Printable ASCII without a backslash: only a quote may have to be escaped in it. */
const PLAIN = /^[ -[\]-~]*$/;

/** Python's repr of a str. */
function quote(text: string): string {
  const delimiter = text.includes("'") && !text.includes('"') ? '"' : "'";
  if (PLAIN.test(text)) return delimiter + text.replaceAll(delimiter, `\\${delimiter}`) + delimiter;
  let out = '';
  for (const char of text) out += escapeChar(char, delimiter);
  return delimiter + out + delimiter;
}

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };
const UNPRINTABLE = /^[\p{C}\p{Zl}\p{Zp}]$|^(?! )\p{Zs}$/u;

function escapeChar(char: string, delimiter: string): string {
  if (char === delimiter) return `\\${char}`;
  const named = NAMED[char];
  if (named !== undefined) return named;
  if (!UNPRINTABLE.test(char)) return char;
  const code = char.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** Python's name of a value's type. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number' || typeof value === 'bigint') return 'int';
  return Array.isArray(value) ? 'list' : value.typeName;
}

/** `bool(value)` */
export function truth(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (value === null || value === '' || value === 0 || value === 0n) return false;
  if (Array.isArray(value)) return value.length > 0;
  return value instanceof PyObject ? value.truth() : true;
}
