import type { CharacterTest } from './ast.ts';

const unicode = (pattern: RegExp): CharacterTest => {
  // Most text is ASCII: asked once, remembered.
  const ascii = Array.from({ length: 128 }, (_, code) => pattern.test(String.fromCharCode(code)));
  return (code) => (code < 128 ? (ascii[code] ?? false) : pattern.test(String.fromCodePoint(code)));
};
const DIGIT = unicode(/^\p{Nd}$/u);
const WORD = unicode(/^[\p{L}\p{N}_]$/u);
const SPACE = unicode(/^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/u);
const onlyAscii =
  (test: CharacterTest): CharacterTest =>
  (code) =>
    code < 128 && test(code);
const ASCII_SPACE: CharacterTest = (code) => code === 32 || (code >= 9 && code <= 13);

const not =
  (test: CharacterTest): CharacterTest =>
  (code) =>
    !test(code);

/** `\d`, `\w`, `\s` and their opposites; undefined for another letter. */
export function characterClass(letter: string, ascii: boolean): CharacterTest | undefined {
  switch (letter) {
    case 'd':
      return ascii ? onlyAscii(DIGIT) : DIGIT;
    case 'w':
      return ascii ? onlyAscii(WORD) : WORD;
    case 's':
      return ascii ? ASCII_SPACE : SPACE;
    case 'D':
    case 'W':
    case 'S': {
      const test = characterClass(letter.toLowerCase(), ascii);
      return test && not(test);
    }
    default:
      return undefined;
  }
}

export const isWord = (code: number | undefined, ascii: boolean): boolean =>
  code !== undefined && (ascii ? code < 128 && WORD(code) : WORD(code));

/** Every case of a code point. */
function cases(code: number): number[] {
  const char = String.fromCodePoint(code);
  const others = [char.toLowerCase(), char.toUpperCase(), char.toUpperCase().toLowerCase()];
  return [code, ...others.filter((each) => Array.from(each).length === 1).map((each) => each.codePointAt(0) ?? code)];
}

/** A test that takes any case. */
export const ignoringCase =
  (test: CharacterTest): CharacterTest =>
  (code) =>
    cases(code).some(test);

export const sameIgnoringCase = (a: number, b: number): boolean => a === b || cases(a).includes(b);
