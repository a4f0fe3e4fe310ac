import { bind, bindPositional } from '../arguments.ts';
import { tooLong, typeError, valueError } from '../errors.ts';
import { formatBraces } from '../format-braces.ts';
import { encode } from '../values/bytes.ts';
import { PyDict } from '../values/collections.ts';
import { asIndex } from '../values/number.ts';
import { characters, iterate, textLength } from '../values/sequence.ts';
import { toText, typeName } from '../values/text.ts';
import type { CallArguments, Value } from '../values/value.ts';
import type { Method } from './index.ts';
import { STRING_SEARCH_METHODS, textArgument } from './string-search.ts';
import { partition, rpartition, rsplit, split, splitLines } from './string-split.ts';

const MAX_PADDING = 1_000_000;
const SPACES = ' \t\n\r\x0b\f\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029';

function strip(text: string, args: CallArguments, sides: 'both' | 'left' | 'right', name: string): string {
  const [chars] = bindPositional(name, args, ['chars']);
  const set = new Set(chars === undefined || chars === null ? SPACES : textArgument(chars, name));
  const items = characters(text);
  let start = 0;
  let end = items.length;
  if (sides !== 'right') while (start < end && set.has(items[start] ?? '')) start++;
  if (sides !== 'left') while (end > start && set.has(items[end - 1] ?? '')) end--;
  return items.slice(start, end).join('');
}

/** First letter upper case, the rest lower. */
export function capitalize(text: string): string {
  const [first = '', ...rest] = characters(text);
  return titleCharacter(first) + rest.join('').toLowerCase();
}

const DIGRAPHS: Readonly<Record<string, string>> = { ǆ: 'ǅ', Ǆ: 'ǅ', ǉ: 'ǈ', Ǉ: 'ǈ', ǌ: 'ǋ', Ǌ: 'ǋ', ǳ: 'ǲ', Ǳ: 'ǲ' };

/** A character as it begins a word: ß becomes Ss, ǆ becomes ǅ. */
function titleCharacter(char: string): string {
  const [first = '', ...rest] = characters(DIGRAPHS[char] ?? char.toUpperCase());
  return first + rest.join('').toLowerCase();
}

/** `str.title`: a letter after anything but a letter is upper case. */
export function titleCase(text: string): string {
  return text.replace(/[\p{Cased}]+/gu, (word) => capitalize(word));
}

function pad(text: string, args: CallArguments, name: string, side: 'left' | 'right' | 'both'): string {
  const [width, fill] = bindPositional(name, args, ['width', 'fillchar'], 1);
  const missing = asIndex(width ?? 0) - textLength(text);
  const char = fill === undefined ? ' ' : fillCharacter(fill, name);
  if (missing <= 0) return text;
  if (missing > MAX_PADDING) throw tooLong();
  if (side === 'left') return char.repeat(missing) + text;
  if (side === 'right') return text + char.repeat(missing);
  // CPython puts the odd one left only when the width is odd too.
  const left = (missing >> 1) + (missing & asIndex(width ?? 0) & 1);
  return char.repeat(left) + text + char.repeat(missing - left);
}

function fillCharacter(fill: Value, name: string): string {
  const char = textArgument(fill, name);
  if (textLength(char) !== 1) throw typeError('The fill character must be exactly one character long');
  return char;
}

function replace(text: string, args: CallArguments): string {
  const [before, after, count] = bindPositional('replace', args, ['old', 'new', 'count'], 2);
  return replaceText(text, textArgument(before, 'replace'), textArgument(after, 'replace'), count);
}

/** Replaces the first `count` occurrences; all when it is absent or negative. */
export function replaceText(text: string, before: string, after: string, count: Value | undefined): string {
  const most = count === undefined ? -1 : asIndex(count);
  if (most < 0)
    return before === ''
      ? after + [...characters(text)].map((char) => char + after).join('')
      : text.replaceAll(before, () => after);
  const parts = before === '' ? ['', ...characters(text), ''] : text.split(before);
  let out = parts[0] ?? '';
  for (const [index, part] of parts.slice(1).entries()) out += (index < most ? after : before) + part;
  return out;
}

function join(text: string, args: CallArguments): string {
  const [items = null] = bindPositional('join', args, ['iterable'], 1);
  return [...iterate(items)]
    .map((item, index) => {
      if (typeof item === 'string') return item;
      throw typeError(
        `sequence item ${index}: expected str instance, ${typeName(item)} found`,
        'Use the filter join, which makes text of each item.',
      );
    })
    .join(text);
}

function zfill(text: string, args: CallArguments): string {
  const [width = 0] = bindPositional('zfill', args, ['width'], 1);
  const missing = asIndex(width) - textLength(text);
  if (missing > MAX_PADDING) throw tooLong();
  if (missing <= 0) return text;
  const signed = /^[+-]/.test(text) ? text.charAt(0) : '';
  return signed + '0'.repeat(missing) + text.slice(signed.length);
}

function translate(text: string, args: CallArguments): string {
  const [table] = args.positional;
  if (!(table instanceof PyDict)) throw typeError('translate() needs a dict of code points');
  return characters(text)
    .map((char) => {
      const value = table.get(char.codePointAt(0) ?? 0);
      if (value === undefined) return char;
      return value === null
        ? ''
        : typeof value === 'number'
          ? String.fromCodePoint(value)
          : textArgument(value, 'translate');
    })
    .join('');
}

/** `maketrans({'a': 'b'})`, `maketrans('ab', 'cd')`, `maketrans('ab', 'cd', 'gone')`: a table for `translate`. */
function maketrans(_text: string, args: CallArguments): Value {
  const [from = null, to, gone] = bindPositional('maketrans', args, ['x', 'y', 'z'], 1);
  if (to === undefined) {
    if (!(from instanceof PyDict)) throw typeError('if you give only one argument to maketrans it must be a dict');
    return new PyDict([...from.entries()].map(([key, value]) => [codePointOf(key), value] as const));
  }
  const [keys, values] = [characters(textArgument(from, 'maketrans')), characters(textArgument(to, 'maketrans'))];
  if (keys.length !== values.length) throw valueError('the first two maketrans arguments must have equal length');
  const lost = gone === undefined ? [] : characters(textArgument(gone, 'maketrans'));
  return new PyDict([
    ...keys.map((key, index) => [codePointOf(key), codePointOf(values[index] ?? '')] as const),
    ...lost.map((key) => [codePointOf(key), null] as const),
  ]);
}

function codePointOf(key: Value): Value {
  if (typeof key !== 'string') return key;
  if (characters(key).length !== 1) throw valueError('string keys in translate table must be of length 1');
  return key.codePointAt(0) ?? 0;
}

const swapCase = (text: string): string =>
  characters(text)
    .map((char) => (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase()))
    .join('');

function expandTabs(text: string, args: CallArguments): string {
  const [size = 8] = bind('expandtabs', args, ['tabsize']);
  const width = asIndex(size);
  let column = 0;
  let out = '';
  for (const char of characters(text)) {
    if (char === '\t') {
      const fill = width > 0 ? width - (column % width) : 0;
      if (fill > MAX_PADDING) throw tooLong();
      out += ' '.repeat(fill);
      column += fill;
    } else {
      out += char;
      column = char === '\n' || char === '\r' ? 0 : column + 1;
    }
  }
  return out;
}

/** A method without arguments. */
export const plain =
  (name: string, body: (text: string) => Value): Method<string> =>
  (text, args) => {
    bindPositional(name, args, []);
    return body(text);
  };

/** Methods of a str. */
export const STRING_METHODS: ReadonlyMap<string, Method<string>> = new Map<string, Method<string>>([
  ['upper', plain('upper', (text) => text.toUpperCase())],
  ['lower', plain('lower', (text) => text.toLowerCase())],
  ['casefold', plain('casefold', (text) => text.toLowerCase().replaceAll('ß', 'ss'))],
  ['capitalize', plain('capitalize', (text) => capitalize(text))],
  ['title', plain('title', (text) => titleCase(text))],
  ['swapcase', plain('swapcase', (text) => swapCase(text))],
  ['strip', (text, args) => strip(text, args, 'both', 'strip')],
  ['lstrip', (text, args) => strip(text, args, 'left', 'lstrip')],
  ['rstrip', (text, args) => strip(text, args, 'right', 'rstrip')],
  ['encode', encode],
  ['split', split],
  ['rsplit', rsplit],
  ['splitlines', splitLines],
  ['partition', partition],
  ['rpartition', rpartition],
  ['replace', replace],
  ['join', join],
  ['ljust', (text, args) => pad(text, args, 'ljust', 'right')],
  ['rjust', (text, args) => pad(text, args, 'rjust', 'left')],
  ['center', (text, args) => pad(text, args, 'center', 'both')],
  ['zfill', zfill],
  ['expandtabs', expandTabs],
  ['removeprefix', (text, args) => removeAffix(text, args, 'removeprefix')],
  ['removesuffix', (text, args) => removeAffix(text, args, 'removesuffix')],
  ['translate', translate],
  ['maketrans', maketrans],
  ...STRING_SEARCH_METHODS,
  ['format_map', (text, args, caller) => formatBraces(text, mapped(args), caller)],
  ['format', (text, args, caller) => formatBraces(text, args, caller)],
]);

function removeAffix(text: string, args: CallArguments, name: 'removeprefix' | 'removesuffix'): string {
  const [given] = bindPositional(name, args, ['affix'], 1);
  const affix = textArgument(given, name);
  if (affix === '') return text;
  if (name === 'removeprefix') return text.startsWith(affix) ? text.slice(affix.length) : text;
  return text.endsWith(affix) ? text.slice(0, -affix.length) : text;
}

/** `format_map(values)`: the values of a mapping by name. */
function mapped(args: CallArguments): CallArguments {
  const [values = null] = bindPositional('format_map', args, ['mapping'], 1);
  if (!(values instanceof PyDict)) throw typeError('format_map() needs a mapping');
  return { positional: [], named: new Map([...values.entries()].map(([key, value]) => [toText(key), value] as const)) };
}
