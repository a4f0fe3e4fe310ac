import { bindPositional } from '../arguments.ts';
import { characters } from '../values/sequence.ts';
import type { Method } from './index.ts';

/** `str.islower`: something in it has a case, and nothing is upper case. */
export const isLower = (text: string): boolean => /\p{Lowercase}/u.test(text) && !/[\p{Uppercase}\p{Lt}]/u.test(text);
export const isUpper = (text: string): boolean => /\p{Uppercase}/u.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text);

const every =
  (pattern: RegExp) =>
  (text: string): boolean =>
    pattern.test(text);

const QUESTIONS: readonly (readonly [string, (text: string) => boolean])[] = [
  ['isalpha', every(/^\p{L}+$/u)],
  ['isalnum', every(/^[\p{L}\p{N}]+$/u)],
  ['isascii', every(/^[\0-\x7f]*$/)],
  ['isdecimal', every(/^\p{Nd}+$/u)],
  ['isdigit', every(/^[\p{Nd}²³¹⁰⁴-⁹₀-₉]+$/u)],
  ['isnumeric', every(/^\p{N}+$/u)],
  ['isidentifier', every(/^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u)],
  ['isspace', every(/^[\s\x1c-\x1f\x85]+$/)],
  ['islower', isLower],
  ['isupper', isUpper],
  ['istitle', (text) => isTitle(text)],
  ['isprintable', (text) => !/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(text)],
];

/** Methods of a str that ask what it is made of; none takes an argument. */
export const STRING_TEST_METHODS: ReadonlyMap<string, Method<string>> = new Map(
  QUESTIONS.map(([name, ask]) => [
    name,
    (text, args) => {
      bindPositional(name, args, []);
      return ask(text);
    },
  ]),
);

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
