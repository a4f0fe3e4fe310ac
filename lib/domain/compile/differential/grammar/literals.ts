import type { Encoded } from '../case.ts';
import type { Choices } from '../choices.ts';

/** Texts that are strings, contents of lists and keys. */
export const TEXTS: readonly [string, ...string[]] = [
  'a',
  '',
  'abc',
  'b',
  'Hello World',
  ' x ',
  "it's",
  'a,b,c',
  'one two  three',
  'a_b-c.d',
  'ABC',
  'é',
  'ßtraße',
  '😀b',
  'x\ny\n\nz',
  'tab\there',
  '10',
  '-3',
  '3.7',
  'True',
  'null',
  '%',
  '100%',
  '{}',
  '<b>&"',
  'say "hi"',
  'id',
  'ǆ İ',
  'select 1',
  'back\\slash',
  '\u00a0nb',
  '٣',
  'aXbX',
];
const INTEGERS: readonly [string, ...string[]] = [
  '0',
  '1',
  '2',
  '3',
  '5',
  '7',
  '10',
  '42',
  '255',
  '1000',
  '1_000',
  '0x1f',
  '0b101',
  '0o17',
  '2147483648',
  '9007199254740991',
  '9007199254740993',
  '100000000000000000000',
];
const FLOATS: readonly [string, ...string[]] = [
  '1.5',
  '0.5',
  '2.0',
  '0.1',
  '2.5',
  '2.675',
  '3.14159',
  '1e3',
  '1.5e-7',
  '1e16',
  '123456789.123',
  '1e100',
  '0.0001',
  '1_0.5',
  '1e22',
  '0.0',
  '1.005',
];

export const integer = (choices: Choices): string => choices.pick(INTEGERS);
export const float = (choices: Choices): string => choices.pick(FLOATS);
export const boolean = (choices: Choices): string => choices.pick(['true', 'false', 'True', 'False']);
export const none = (choices: Choices): string => choices.pick(['none', 'None']);

/** A string literal, escaped as people write them. */
export function text(choices: Choices, value = choices.pick(TEXTS)): string {
  const quote = choices.pick(["'", '"']);
  const parts = [...value].map((char) => escaped(choices, char, quote)).join('');
  const literal = quote + parts + quote;
  if (!choices.chance(3)) return literal;
  return choices.pick([`${literal} ${quote}z${quote}`, `'\\d\\x41\\u00e9'`, `'\\101\\n\\\\'`, `"a\\\nb"`]);
}

function escaped(choices: Choices, char: string, quote: string): string {
  if (char === quote || char === '\\') return `\\${char}`;
  if (char === '\n') return choices.chance(30) ? '\n' : '\\n';
  if (char === '\t') return choices.chance(50) ? '\t' : '\\t';
  return char;
}

const numbers = ['0', '1', '2', '3', '-4', '17', '1000000', '9007199254740993', '123456789012345678901'] as const;

/** A value of the context. */
export function value(choices: Choices, depth = 2): Encoded {
  switch (choices.below(depth > 0 ? 8 : 5)) {
    case 0:
      return number(choices.pick(numbers));
    case 1:
      return choices.pick(TEXTS);
    case 2:
      return choices.pick([true, false]);
    case 3:
      return null;
    case 4:
      return { float: choices.pick(['1.5', '-0.25', '2.0', '1e20', '0.1', '-0.0', 'inf', 'nan']) };
    case 5:
      return choices.several(0, 3, () => value(choices, depth - 1));
    case 6:
      return { tuple: choices.several(0, 3, () => value(choices, depth - 1)) };
    default:
      return { dict: choices.several(0, 3, () => [choices.pick(KEYS), value(choices, depth - 1)] as const) };
  }
}
const KEYS: readonly [string, ...string[]] = ['a', 'b', 'name', 'items', 'id'];

export const number = (digits: string): Encoded =>
  Number.isSafeInteger(Number(digits)) ? Number(digits) : { int: digits };

/** Format strings of `%` and of `str.format`, good ones and broken ones. */
export const FORMATS: readonly [string, ...string[]] = [
  '%s-%s',
  '%d %s',
  '%5.2f|%s',
  '%-6s|%r',
  '%(a)s',
  '%03d%%%s',
  '%x %o',
  '%+d %e',
  '%s',
  '%g %G',
  '%c%s',
  '%.3s|%5s',
  '%*d',
  '%i %s',
  '% d|%#x',
  '{}-{}',
  '{0} {1} {0}',
  '{:>8}|{:<6}',
  '{:.2f} {}',
  '{name}',
  '{0!r:^10}{1}',
  '{:,} {}',
  '{{}} {}',
  '{:+d}{:x}',
  '{0[a]} {1}',
  '{:%} {}',
  '{:08.3f}{}',
  '{:e} {:s}',
  '{:_^9}{}',
  '{',
  '}{',
  '{0.a}',
  '{:b} {:#o}',
  '{:c}{}',
];
