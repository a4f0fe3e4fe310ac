import { characters } from '../values/sequence.ts';
import type { Method } from './index.ts';

const every =
  (pattern: RegExp): Method<string> =>
  (text) =>
    pattern.test(text);

/** Methods of a str that ask what it is made of. */
export const STRING_TEST_METHODS: ReadonlyMap<string, Method<string>> = new Map<string, Method<string>>([
  ['isalpha', every(/^\p{L}+$/u)],
  ['isalnum', every(/^[\p{L}\p{N}]+$/u)],
  ['isascii', every(/^[\0-\x7f]*$/)],
  ['isdecimal', every(/^\p{Nd}+$/u)],
  ['isdigit', every(/^[\p{Nd}²³¹⁰⁴-⁹₀-₉]+$/u)],
  ['isnumeric', every(/^\p{N}+$/u)],
  ['isidentifier', every(/^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u)],
  ['isspace', every(/^[\s\x1c-\x1f\x85]+$/)],
  ['islower', (text) => text === text.toLowerCase() && text !== text.toUpperCase()],
  ['isupper', (text) => text === text.toUpperCase() && text !== text.toLowerCase()],
  ['istitle', (text) => isTitle(text)],
  ['isprintable', (text) => !/[\p{C}\p{Zl}\p{Zp}]/u.test(text)],
]);

function isTitle(text: string): boolean {
  let cased = false;
  let found = false;
  for (const char of characters(text)) {
    const upper = /\p{Lu}|\p{Lt}/u.test(char);
    const lower = /\p{Ll}/u.test(char);
    if ((upper && cased) || (lower && !cased)) return false;
    found ||= upper || lower;
    cased = upper || lower;
  }
  return found;
}
