import { bind } from '../arguments.ts';
import type { Filter } from '../evaluate/interpreter.ts';
import { formatPercent } from '../format-percent.ts';
import { capitalize, replaceText, STRING_METHODS } from '../methods/string.ts';
import { PyDict, PyTuple } from '../values/collections.ts';
import { asIndex } from '../values/number.ts';
import { characters, toArray } from '../values/sequence.ts';
import { toText, truth } from '../values/text.ts';
import type { Value } from '../values/value.ts';
import { wordWrap } from './wordwrap.ts';

/** Escapes for HTML, as markupsafe. */
export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('>', '&gt;')
    .replaceAll('<', '&lt;')
    .replaceAll("'", '&#39;')
    .replaceAll('"', '&#34;');

const onText =
  (change: (text: string) => Value): Filter =>
  (input) =>
    change(toText(input));

const replace: Filter = (input, args) => {
  const [before = '', after = '', count] = bind('replace', args, ['old', 'new', 'count'], 2);
  return replaceText(toText(input), toText(before), toText(after), count);
};

const trim: Filter = (input, args, caller) => {
  const [chars = null] = bind('trim', args, ['chars']);
  const strip = STRING_METHODS.get('strip');
  return (
    strip?.(toText(input), { positional: [chars], named: args.named.size > 0 ? new Map() : args.named }, caller) ?? ''
  );
};

/** Jinja's title: words begin after space, dash or an opening bracket. */
const title = (text: string): string =>
  text
    .split(/([-\s({[<]+)/)
    .map((part) => capitalize(part))
    .join('');

const truncate: Filter = (input, args) => {
  const [size = 255, kill, end = '...', leeway = 5] = bind('truncate', args, ['length', 'killwords', 'end', 'leeway']);
  const text = characters(toText(input));
  const suffix = toText(end);
  const limit = asIndex(size);
  if (text.length <= limit + asIndex(leeway)) return text.join('');
  const cut = text.slice(0, limit - suffix.length).join('');
  if (truth(kill ?? false)) return cut + suffix;
  const space = cut.lastIndexOf(' ');
  return (space === -1 ? cut : cut.slice(0, space)) + suffix;
};

const indent: Filter = (input, args) => {
  const [width = 4, first, blank] = bind('indent', args, ['width', 'first', 'blank']);
  const space = typeof width === 'string' ? width : ' '.repeat(asIndex(width));
  const lines = `${toText(input)}\n`.split('\n').slice(0, -1);
  const [head = '', ...rest] = lines;
  const indented = rest.map((line) => (line !== '' || truth(blank ?? false) ? space + line : line));
  return (truth(first ?? false) ? space : '') + [head, ...indented].join('\n');
};

const center: Filter = (input, args, caller) => {
  const [width = 80] = bind('center', args, ['width']);
  return STRING_METHODS.get('center')?.(toText(input), { positional: [width], named: new Map() }, caller) ?? '';
};

const format: Filter = (input, args) =>
  formatPercent(toText(input), args.named.size > 0 ? new PyDict(args.named) : new PyTuple(args.positional));

const filesizeformat: Filter = (input, args) => {
  const [binary] = bind('filesizeformat', args, ['binary']);
  const base = truth(binary ?? false) ? 1024 : 1000;
  const bytes = Number(toText(input));
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${bytes} Bytes`;
  const units =
    base === 1024
      ? ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB']
      : ['kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];
  const power = Math.min(Math.floor(Math.log(bytes) / Math.log(base)), units.length);
  return `${(bytes / base ** power).toFixed(1)} ${units[power - 1]}`;
};

const urlencode: Filter = (input) => {
  const quote = (value: Value): string =>
    encodeURIComponent(toText(value)).replace(
      /[!'()*]/g,
      (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  if (typeof input === 'string') return quote(input).replaceAll('%2F', '/');
  const pairs = input instanceof PyDict ? [...input.entries()] : toArray(input).map((pair) => toArray(pair));
  return pairs.map(([key = null, value = null]) => `${quote(key)}=${quote(value)}`.replaceAll('%20', '+')).join('&');
};

/** Filters of text. */
export const TEXT_FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['upper', onText((text) => text.toUpperCase())],
  ['lower', onText((text) => text.toLowerCase())],
  ['capitalize', onText(capitalize)],
  ['title', onText(title)],
  ['string', onText((text) => text)],
  ['safe', onText((text) => text)],
  ['escape', onText(escapeHtml)],
  ['e', onText(escapeHtml)],
  ['forceescape', onText(escapeHtml)],
  [
    'striptags',
    onText((text) =>
      text
        .replace(/<!--[\s\S]*?-->|<[^>]*>/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    ),
  ],
  ['wordcount', onText((text) => (text.match(/[\p{L}\p{N}_]+/gu) ?? []).length)],
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
