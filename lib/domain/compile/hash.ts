import { md5 } from '@noble/hashes/legacy.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Node's own hash is ten times as fast for short texts, and a browser has none that answers at once. */
const native = globalThis.process?.getBuiltinModule?.('node:crypto');

/** MD5 of a text's UTF-8 in hex, as dbt's `local_md5` and test names use it. */
export const md5Hex = (text: string): string =>
  native ? native.hash('md5', text) : bytesToHex(md5(utf8ToBytes(text)));

/**
 * A fast 128-bit hash of texts for checksums (cyrb128, public domain, by bryc). Not for secrets.
 * @returns 32 hex digits
 */
export function checksum(parts: readonly string[]): string {
  let a = 1779033703;
  let b = 3144134277;
  let c = 1013904242;
  let d = 2773480762;
  for (const part of parts) {
    for (let index = 0; index <= part.length; index++) {
      // One step past the end separates the parts: ["ab", "c"] differs from ["a", "bc"].
      const code = index < part.length ? part.charCodeAt(index) : 0x10000;
      a = b ^ Math.imul(a ^ code, 597399067);
      b = c ^ Math.imul(b ^ code, 2869860233);
      c = d ^ Math.imul(c ^ code, 951274213);
      d = a ^ Math.imul(d ^ code, 2716044179);
    }
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  return hex(a ^ b ^ c ^ d) + hex(b ^ a) + hex(c ^ a) + hex(d ^ a);
}

const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const byteOf = (part: number, shift: number): string => BYTES[(part >>> shift) & 0xff] ?? '';
const hex = (part: number): string => byteOf(part, 24) + byteOf(part, 16) + byteOf(part, 8) + byteOf(part, 0);

/**
 * JSON with sorted keys: equal values give equal text. Written out, and without a list of pairs for
 * every object: a cold parse asks for the text of the config of each of 30,000 nodes.
 * @param without keys of the outermost object that are left out
 */
export function stableJson(value: unknown, without?: ReadonlySet<string>): string {
  if (typeof value === 'bigint') return `"${value}"`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map((item) => stableJson(item)).join(',')}]`;
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const each = value[key];
    if (each === undefined || without?.has(key)) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${stableJson(each)}`;
  }
  return `{${text}}`;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
