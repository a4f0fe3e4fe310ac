import { bindPositional } from '../arguments.ts';
import { typeError, valueError } from '../errors.ts';
import { PyTuple } from '../values/collections.ts';
import { asIndex } from '../values/number.ts';
import { characters, textLength } from '../values/sequence.ts';
import { typeName } from '../values/text.ts';
import type { CallArguments, Value } from '../values/value.ts';
import type { Method } from './index.ts';

/** A str argument. @throws a type error when it is something else */
export function textArgument(value: Value | undefined, callee: string): string {
  if (typeof value === 'string') return value;
  throw typeError(`${callee}() needs a str, not ${typeName(value ?? null)}`);
}

/** The part of a text that a search looks at. Positions count code points, as in Python. */
interface Part {
  readonly text: string;
  readonly start: number;
  /** A start beyond the end finds nothing, not even an empty text. */
  readonly beyond: boolean;
}

function partOf(text: string, from: Value | undefined, to: Value | undefined): Part {
  const length = textLength(text);
  const bound = (value: Value | undefined, otherwise: number): number => {
    if (value === undefined || value === null) return otherwise;
    // A position beyond any text is one at its end, however large.
    const index = typeof value === 'bigint' ? (value > 0n ? length + 1 : -length) : asIndex(value);
    return Math.max(index < 0 ? index + length : index, 0);
  };
  const start = bound(from, 0);
  const end = Math.min(bound(to, length), length);
  const beyond = start > end;
  const whole = start === 0 && end === length;
  const part = whole || beyond ? text : characters(text).slice(start, end).join('');
  return { text: part, start, beyond };
}

/** `find`, `rfind`, `index`, `rindex`. */
const find =
  (name: 'find' | 'rfind' | 'index' | 'rindex'): Method<string> =>
  (text, args) => {
    const [wanted, from, to] = bindPositional(name, args, ['sub', 'start', 'end'], 1);
    const needle = textArgument(wanted, name);
    const part = partOf(text, from, to);
    const unit = name.startsWith('r') ? part.text.lastIndexOf(needle) : part.text.indexOf(needle);
    if (unit !== -1 && !part.beyond) return part.start + textLength(part.text.slice(0, unit));
    if (name.endsWith('index')) throw valueError('substring not found');
    return -1;
  };

function count(text: string, args: CallArguments): number {
  const [wanted, from, to] = bindPositional('count', args, ['sub', 'start', 'end'], 1);
  const needle = textArgument(wanted, 'count');
  const part = partOf(text, from, to);
  if (part.beyond) return 0;
  return needle === '' ? textLength(part.text) + 1 : part.text.split(needle).length - 1;
}

const begins =
  (name: 'startswith' | 'endswith'): Method<string> =>
  (text, args) => {
    const [wanted, from, to] = bindPositional(name, args, ['prefix', 'start', 'end'], 1);
    const needles = wanted instanceof PyTuple ? wanted.items : [wanted];
    const part = partOf(text, from, to);
    return needles.some((each) => {
      const needle = textArgument(each, name);
      return !part.beyond && (name === 'startswith' ? part.text.startsWith(needle) : part.text.endsWith(needle));
    });
  };

/** Methods of a str that look for another. */
export const STRING_SEARCH_METHODS: ReadonlyMap<string, Method<string>> = new Map<string, Method<string>>([
  ['find', find('find')],
  ['rfind', find('rfind')],
  ['index', find('index')],
  ['rindex', find('rindex')],
  ['count', count],
  ['startswith', begins('startswith')],
  ['endswith', begins('endswith')],
]);
