import { bindPositional } from '../arguments.ts';
import { valueError } from '../errors.ts';
import { type CallArguments, type HashKey, PyFunction, PyObject, type Value } from './value.ts';

/** Names of encodings as Python takes them, in small letters and without marks. */
const LIMITS: Readonly<Record<string, number>> = {
  utf8: 0x10ffff,
  ascii: 0x7f,
  usascii: 0x7f,
  latin1: 0xff,
  iso88591: 0xff,
};

/** The largest code point that an encoding has. @throws a value error for one that is not known */
function limitOf(encoding: string): number {
  const limit = LIMITS[encoding.toLowerCase().replace(/[-_ ]/g, '')];
  if (limit === undefined) throw valueError(`unknown encoding: ${encoding}`, 'Use utf-8, ascii or latin-1.');
  return limit;
}

function textsOf(name: string, args: CallArguments): [encoding: string, errors: string] {
  const values = bindPositional(name, args, ['encoding', 'errors']);
  const [encoding = 'utf-8', errors = 'strict'] = values.map((each) => (typeof each === 'string' ? each : undefined));
  return [encoding, errors];
}

/** `str.encode(encoding, errors)`. */
export function encode(text: string, args: CallArguments): PyBytes {
  const [encoding, errors] = textsOf('encode', args);
  const limit = limitOf(encoding);
  const kept = [...text].flatMap((char) => {
    if ((char.codePointAt(0) ?? 0) <= limit) return [char];
    if (errors === 'strict') throw valueError(`'${encoding}' codec can't encode character '${char}'`);
    return errors === 'replace' ? ['?'] : [];
  });
  return limit > 0xff
    ? new PyBytes(new TextEncoder().encode(kept.join('')))
    : new PyBytes(Uint8Array.from(kept, (char) => char.charCodeAt(0)));
}

/** Python's bytes. */
export class PyBytes extends PyObject {
  readonly typeName = 'bytes';
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    super();
    this.bytes = bytes;
  }
  override text(): string {
    const written = Array.from(this.bytes, byteText).join('');
    const isDouble = written.includes("'") && !written.includes('"');
    return isDouble ? `b"${written}"` : `b'${written.replaceAll("'", "\\'")}'`;
  }
  override truth(): boolean {
    return this.bytes.length > 0;
  }
  override size(): number {
    return this.bytes.length;
  }
  override iterate(): Iterable<Value> {
    return this.bytes;
  }
  override item(key: Value): Value | undefined {
    return typeof key === 'number' ? this.bytes.at(key) : undefined;
  }
  override hashKey(): HashKey {
    return `\u0000bytes:${this.text()}`;
  }
  override equals(other: Value): boolean {
    return other instanceof PyBytes && other.text() === this.text();
  }
  override operate(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (operator !== '+' || reflected || !(other instanceof PyBytes)) return undefined;
    return new PyBytes(Uint8Array.from([...this.bytes, ...other.bytes]));
  }
  override attribute(name: string): Value | undefined {
    if (name === 'hex') return new PyFunction(name, () => Array.from(this.bytes, hex).join(''));
    return name === 'decode' ? new PyFunction(name, (args) => this.decode(args)) : undefined;
  }

  private decode(args: CallArguments): string {
    const [encoding, errors] = textsOf('decode', args);
    const limit = limitOf(encoding);
    if (limit > 0xff) return decodeUtf8(this.bytes, errors);
    return Array.from(this.bytes, (byte) => {
      if (byte <= limit) return String.fromCharCode(byte);
      if (errors === 'strict') throw valueError(`'${encoding}' codec can't decode byte 0x${byte.toString(16)}`);
      return errors === 'replace' ? '\ufffd' : '';
    }).join('');
  }
}

function decodeUtf8(bytes: Uint8Array, errors: string): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (errors === 'replace') return text;
  if (errors === 'ignore') return text.replaceAll('\ufffd', '');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw valueError("'utf-8' codec can't decode these bytes");
  }
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');

const SHORT: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 92: '\\\\' };

function byteText(byte: number): string {
  const short = SHORT[byte];
  if (short !== undefined) return short;
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${hex(byte)}`;
}
