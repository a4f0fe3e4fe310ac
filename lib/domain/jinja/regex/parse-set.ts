import type { CharacterTest } from './ast.ts';
import { characterClass } from './characters.ts';
import type { RegexReader } from './reader.ts';

const SIMPLE: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** The code point of an escape; its letter is read already. */
export function parseEscape(reader: RegexReader, letter: string): number {
  const simple = SIMPLE[letter];
  if (simple !== undefined) return simple;
  if (letter === 'x') return hexadecimal(reader, /^[\da-fA-F]{2}/);
  if (letter === 'u') return hexadecimal(reader, /^[\da-fA-F]{4}/);
  if (letter === 'U') return hexadecimal(reader, /^[\da-fA-F]{8}/);
  if (letter === '0') return Number.parseInt(`0${reader.take(/^[0-7]{1,2}/) ?? ''}`, 8);
  if (/[A-Za-z]/.test(letter)) throw reader.error(`bad escape \\${letter}`);
  return letter.codePointAt(0) ?? 0;
}

function hexadecimal(reader: RegexReader, pattern: RegExp): number {
  const digits = reader.take(pattern);
  if (digits === undefined) throw reader.error('incomplete escape');
  return Number.parseInt(digits, 16);
}

/** `[…]`; the opening bracket is read already. */
export function parseSet(reader: RegexReader, ascii: boolean): CharacterTest {
  const negated = reader.skip('^');
  const tests: CharacterTest[] = [];
  for (let first = true; first || !reader.skip(']'); first = false) {
    if (reader.done) throw reader.error('unterminated character set');
    tests.push(member(reader, ascii));
  }
  return (code) => tests.some((test) => test(code)) !== negated;
}

/** A character, a range, or a class. */
function member(reader: RegexReader, ascii: boolean): CharacterTest {
  const low = single(reader, ascii);
  const isRange = reader.peek() === '-' && reader.take(/^-(?!\])/) !== undefined;
  if (!isRange) return typeof low === 'number' ? (code) => code === low : low;
  if (reader.done) throw reader.error('unterminated character set');
  const high = single(reader, ascii);
  if (typeof low !== 'number' || typeof high !== 'number') throw reader.error('bad character range');
  if (high < low) throw reader.error('bad character range');
  return (code) => code >= low && code <= high;
}

function single(reader: RegexReader, ascii: boolean): number | CharacterTest {
  const char = reader.next();
  if (char !== '\\') return char.codePointAt(0) ?? 0;
  const letter = reader.next();
  if (letter === 'b') return 8;
  const test = characterClass(letter, ascii);
  if (test !== undefined) return test;
  if (/[1-7]/.test(letter)) return Number.parseInt(letter + (reader.take(/^[0-7]{1,2}/) ?? ''), 8);
  return parseEscape(reader, letter);
}
