import { bind } from '../arguments.ts';
import { tooLong, typeError, undefinedFailure, valueError } from '../errors.ts';
import type { Filter } from '../evaluate/interpreter.ts';
import { formatPercent } from '../format-percent.ts';
import { numberText } from '../format-spec.ts';
import { capitalize, replaceText, STRING_METHODS } from '../methods/string.ts';
import { lines } from '../methods/string-split.ts';
import { PyDict, PyTuple } from '../values/collections.ts';
import { numeric } from '../values/compare.ts';
import { asIndex, parseFloatText } from '../values/number.ts';
import { characters, toArray, tryIterate, tryLength } from '../values/sequence.ts';
import { toText, truth, typeName } from '../values/text.ts';
import { type CallArguments, type Caller, Undefined, type Value } from '../values/value.ts';
import { escapeHtml, stripTags } from './html.ts';
import { wordWrap } from './wordwrap.ts';

/** A filter without arguments that takes any value as text. */
const onText =
  (name: string, change: (text: string) => Value): Filter =>
  (input, args) => {
    bind(name, args, []);
    return change(toText(input));
  };

/** The method of a str that a filter is. */
function method(name: string, input: Value, positional: readonly Value[], caller: Caller): Value {
  return STRING_METHODS.get(name)?.(toText(input), { positional, named: new Map() }, caller) ?? '';
}

const replace: Filter = (input, args) => {
  const [before = '', after = '', count = null] = bind('replace', args, ['old', 'new', 'count'], 2);
  return replaceText(toText(input), toText(before), toText(after), count === null ? undefined : count);
};

const trim: Filter = (input, args, caller) => {
  const [chars = null] = bind('trim', args, ['chars']);
  return method('strip', input, [chars], caller);
};

/** Jinja's title: words begin after space, dash or an opening bracket. */
const title = (text: string): string =>
  text
    .split(/([-\s({[<]+)/)
    .filter((part) => part !== '')
    .map((part) => {
      const [first = '', ...rest] = characters(part);
      return first.toUpperCase() + rest.join('').toLowerCase();
    })
    .join('');

const truncate: Filter = (input, args) => {
  const names = ['length', 'killwords', 'end', 'leeway'];
  const [size = 255, kill = false, end = '...', given = null] = bind('truncate', args, names);
  const suffix = characters(textOr(end));
  const limit = asIndex(size);
  if (limit < suffix.length) throw valueError(`expected length >= ${suffix.length}, got ${limit}`);
  const leeway = given === null ? 5 : asIndex(given);
  if (leeway < 0) throw valueError(`expected leeway >= 0, got ${leeway}`);
  const length = tryLength(input);
  if (length === undefined) throw typeError(`object of type '${typeName(input)}' has no len()`);
  if (length <= limit + leeway) return input;
  const cut = characters(textOr(input))
    .slice(0, limit - suffix.length)
    .join('');
  if (truth(kill)) return cut + suffix.join('');
  const space = cut.lastIndexOf(' ');
  return (space === -1 ? cut : cut.slice(0, space)) + suffix.join('');
};

/** A str; other values have no such method in Python. */
function textOr(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof Undefined) throw undefinedFailure(value);
  throw typeError(`'${typeName(value)}' is not a str`);
}

const indent: Filter = (input, args) => {
  const [width = 4, first = false, blank = false] = bind('indent', args, ['width', 'first', 'blank']);
  if (typeof width !== 'string' && asIndex(width) > 1_000_000) throw tooLong();
  const space = typeof width === 'string' ? width : ' '.repeat(Math.max(0, asIndex(width)));
  const [head = '', ...rest] = lines(`${textOr(input)}\n`);
  const indented = rest.map((line) => (line !== '' || truth(blank) ? space + line : line));
  return (truth(first) ? space : '') + [head, ...indented].join('\n');
};

const center: Filter = (input, args, caller) => {
  const [width = 80] = bind('center', args, ['width']);
  return method('center', input, [width], caller);
};

function format(input: Value, args: CallArguments): Value {
  if (args.named.size > 0 && args.positional.length > 0)
    throw valueError("can't handle positional and keyword arguments at the same time");
  return formatPercent(toText(input), args.named.size > 0 ? new PyDict(args.named) : new PyTuple(args.positional));
}

const UNITS = {
  1024: ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'],
  1000: ['kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'],
} as const;

const filesizeformat: Filter = (input, args) => {
  const [binary = false] = bind('filesizeformat', args, ['binary']);
  const base = truth(binary) ? 1024 : 1000;
  const bytes = sizeOf(input);
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${Number.isFinite(bytes) ? BigInt(Math.trunc(bytes)) : bytes} Bytes`;
  const power = UNITS[base].findIndex((_, index) => bytes < base ** (index + 2));
  const index = power === -1 ? UNITS[base].length - 1 : power;
  return `${numberText((base * bytes) / base ** (index + 2), 'f', 1)} ${UNITS[base][index]}`;
};

function sizeOf(value: Value): number {
  if (value instanceof Undefined) throw undefinedFailure(value);
  const number = typeof value === 'string' ? parseFloatText(value) : numeric(value);
  if (number !== undefined) return Number(number);
  if (typeof value === 'string') throw valueError(`could not convert string to float: '${value}'`);
  throw typeError(`float() argument must be a string or a real number, not '${typeName(value)}'`);
}

const urlencode: Filter = (input, args) => {
  bind('urlencode', args, []);
  const quote = (value: Value): string =>
    encodeURIComponent(toText(value)).replace(
      /[!'()*]/g,
      (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  if (typeof input === 'string' || tryIterate(input) === undefined) return quote(input).replaceAll('%2F', '/');
  const pairs = input instanceof PyDict ? [...input.entries()] : toArray(input).map(pairOf);
  return pairs.map(([key = null, value = null]) => `${quote(key)}=${quote(value)}`.replaceAll('%20', '+')).join('&');
};

function pairOf(value: Value): Value[] {
  const pair = toArray(value);
  if (pair.length !== 2) throw valueError(`a pair is needed, not ${pair.length} values`);
  return pair;
}

/** Filters of text. */
export const TEXT_FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['upper', onText('upper', (text) => text.toUpperCase())],
  ['lower', onText('lower', (text) => text.toLowerCase())],
  ['capitalize', onText('capitalize', capitalize)],
  ['title', onText('title', title)],
  ['string', onText('string', (text) => text)],
  ['safe', onText('safe', (text) => text)],
  ['escape', onText('escape', escapeHtml)],
  ['e', onText('e', escapeHtml)],
  ['forceescape', onText('forceescape', escapeHtml)],
  ['striptags', onText('striptags', stripTags)],
  ['wordcount', onText('wordcount', (text) => (text.match(/[\p{L}\p{N}_]+/gu) ?? []).length)],
  ['trim', trim],
  ['replace', replace],
  ['truncate', truncate],
  ['indent', indent],
  ['center', center],
  ['format', format],
  ['wordwrap', wordWrap],
  ['filesizeformat', filesizeformat],
  ['urlencode', urlencode],
]);
