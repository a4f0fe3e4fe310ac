import { bind } from '../arguments.ts';
import { typeError, valueError } from '../errors.ts';
import { formatBraces } from '../format-braces.ts';
import { PyDict, PyTuple } from '../values/collections.ts';
import { asIndex } from '../values/number.ts';
import { characters, iterate, textLength } from '../values/sequence.ts';
import { typeName } from '../values/text.ts';
import type { CallArguments, Value } from '../values/value.ts';
import type { Method } from './index.ts';
import { partition, rpartition, rsplit, split, splitLines } from './string-split.ts';

const SPACES = ' \t\n\r\x0b\f\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029';

/** A str argument. @throws a type error when it is something else */
export function textArgument(value: Value | undefined, callee: string): string {
  if (typeof value === 'string') return value;
  throw typeError(`${callee}() needs a str, not ${typeName(value ?? null)}`);
}

function strip(text: string, args: CallArguments, sides: 'both' | 'left' | 'right', name: string): string {
  const [chars] = bind(name, args, ['chars']);
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
  return first.toUpperCase() + rest.join('').toLowerCase();
}

/** `str.title`: a letter after anything but a letter is upper case. */
export function titleCase(text: string): string {
  return text.replace(/\p{L}+/gu, (word) => capitalize(word));
}

function pad(text: string, args: CallArguments, name: string, side: 'left' | 'right' | 'both'): string {
  const [width, fill] = bind(name, args, ['width', 'fillchar'], 1);
  const missing = asIndex(width ?? 0) - textLength(text);
  if (missing <= 0) return text;
  if (missing > 1_000_000) throw valueError('This width is too large for a template.');
  const char = fill === undefined ? ' ' : textArgument(fill, name);
  if (side === 'left') return char.repeat(missing) + text;
  if (side === 'right') return text + char.repeat(missing);
  // CPython puts the odd one left only when the width is odd too.
  const left = (missing >> 1) + (missing & asIndex(width ?? 0) & 1);
  return char.repeat(left) + text + char.repeat(missing - left);
}

function replace(text: string, args: CallArguments): string {
  const [before, after, count] = bind('replace', args, ['old', 'new', 'count'], 2);
  return replaceText(text, textArgument(before, 'replace'), textArgument(after, 'replace'), count);
}

/** Replaces the first `count` occurrences; all when it is absent or negative. */
export function replaceText(text: string, before: string, after: string, count: Value | undefined): string {
  const most = count === undefined || count === null ? -1 : asIndex(count);
  if (most < 0)
    return before === ''
      ? after + [...characters(text)].map((char) => char + after).join('')
      : text.replaceAll(before, () => after);
  const parts = before === '' ? ['', ...characters(text), ''] : text.split(before);
  let out = parts[0] ?? '';
  for (const [index, part] of parts.slice(1).entries()) out += (index < most ? after : before) + part;
  return out;
}

function range(text: string, args: CallArguments, name: string): { needle: string; start: number; end: number } {
  const [needle, start, end] = bind(name, args, ['sub', 'start', 'end'], 1);
  const bound = (value: Value | undefined, otherwise: number): number => {
    if (value === undefined || value === null) return otherwise;
    const index = asIndex(value);
    return Math.min(Math.max(index < 0 ? index + text.length : index, 0), text.length);
  };
  return { needle: textArgument(needle, name), start: bound(start, 0), end: bound(end, text.length) };
}

function find(text: string, args: CallArguments, name: string, last: boolean): number {
  const { needle, start, end } = range(text, args, name);
  const part = text.slice(start, end);
  const index = last ? part.lastIndexOf(needle) : part.indexOf(needle);
  if (index === -1 && name.endsWith('index')) throw valueError('substring not found');
  return index === -1 ? -1 : index + start;
}

function count(text: string, args: CallArguments): number {
  const { needle, start, end } = range(text, args, 'count');
  const part = text.slice(start, end);
  return needle === '' ? textLength(part) + 1 : part.split(needle).length - 1;
}

function startsOrEnds(text: string, args: CallArguments, name: 'startswith' | 'endswith'): boolean {
  const [needle, start, end] = bind(name, args, ['prefix', 'start', 'end'], 1);
  const part = text.slice(
    start === undefined || start === null ? 0 : asIndex(start),
    end === undefined || end === null ? undefined : asIndex(end),
  );
  const needles = needle instanceof PyTuple ? needle.items : [needle];
  return needles.some((each) => {
    const wanted = textArgument(each, name);
    return name === 'startswith' ? part.startsWith(wanted) : part.endsWith(wanted);
  });
}

function join(text: string, args: CallArguments): string {
  const [items = null] = bind('join', args, ['iterable'], 1);
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
  const [width = 0] = bind('zfill', args, ['width'], 1);
  const missing = Math.min(asIndex(width) - text.length, 1_000_000);
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
      out += ' '.repeat(fill);
      column += fill;
    } else {
      out += char;
      column = char === '\n' || char === '\r' ? 0 : column + 1;
    }
  }
  return out;
}

/** Methods of a str. */
export const STRING_METHODS: ReadonlyMap<string, Method<string>> = new Map<string, Method<string>>([
  ['upper', (text) => text.toUpperCase()],
  ['lower', (text) => text.toLowerCase()],
  ['casefold', (text) => text.toLowerCase().replaceAll('ß', 'ss')],
  ['capitalize', (text) => capitalize(text)],
  ['title', (text) => titleCase(text)],
  ['swapcase', (text) => swapCase(text)],
  ['strip', (text, args) => strip(text, args, 'both', 'strip')],
  ['lstrip', (text, args) => strip(text, args, 'left', 'lstrip')],
  ['rstrip', (text, args) => strip(text, args, 'right', 'rstrip')],
  ['split', split],
  ['rsplit', rsplit],
  ['splitlines', splitLines],
  ['partition', partition],
  ['rpartition', rpartition],
  ['replace', replace],
  ['join', join],
  ['startswith', (text, args) => startsOrEnds(text, args, 'startswith')],
  ['endswith', (text, args) => startsOrEnds(text, args, 'endswith')],
  ['find', (text, args) => find(text, args, 'find', false)],
  ['rfind', (text, args) => find(text, args, 'rfind', true)],
  ['index', (text, args) => find(text, args, 'index', false)],
  ['rindex', (text, args) => find(text, args, 'rindex', true)],
  ['count', count],
  ['ljust', (text, args) => pad(text, args, 'ljust', 'right')],
  ['rjust', (text, args) => pad(text, args, 'rjust', 'left')],
  ['center', (text, args) => pad(text, args, 'center', 'both')],
  ['zfill', zfill],
  ['expandtabs', expandTabs],
  ['removeprefix', (text, args) => removeAffix(text, textArgument(args.positional[0], 'removeprefix'), 'prefix')],
  ['removesuffix', (text, args) => removeAffix(text, textArgument(args.positional[0], 'removesuffix'), 'suffix')],
  ['translate', translate],
  ['format', (text, args, caller) => formatBraces(text, args, caller)],
]);

function removeAffix(text: string, affix: string, kind: 'prefix' | 'suffix'): string {
  if (affix === '') return text;
  if (kind === 'prefix') return text.startsWith(affix) ? text.slice(affix.length) : text;
  return text.endsWith(affix) ? text.slice(0, -affix.length) : text;
}
