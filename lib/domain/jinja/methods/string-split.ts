import { bind, bindPositional } from '../arguments.ts';
import { typeError, valueError } from '../errors.ts';
import { PyTuple } from '../values/collections.ts';
import { asFlag, asIndex } from '../values/number.ts';
import { typeName } from '../values/text.ts';
import type { CallArguments, Value } from '../values/value.ts';

interface SplitArguments {
  readonly separator: string | undefined;
  /** -1 is no limit. */ readonly most: number;
}

function splitArguments(args: CallArguments, name: string): SplitArguments {
  const [separator, most] = bind(name, args, ['sep', 'maxsplit']);
  const limit = most === undefined ? -1 : asIndex(most);
  if (separator === undefined || separator === null) return { separator: undefined, most: limit };
  if (typeof separator !== 'string') throw typeError(`must be str or None, not ${typeName(separator)}`);
  if (separator === '') throw valueError('empty separator');
  return { separator, most: limit };
}

export function split(text: string, args: CallArguments): Value {
  const { separator, most } = splitArguments(args, 'split');
  if (separator === undefined) return splitWords(text, most);
  const parts = text.split(separator);
  if (most < 0 || parts.length <= most + 1) return parts;
  return [...parts.slice(0, most), parts.slice(most).join(separator)];
}

function splitWords(text: string, most: number): string[] {
  const parts: string[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const end = parts.length === most && most >= 0 ? -1 : rest.search(/\s/);
    if (end === -1) {
      parts.push(rest);
      return parts;
    }
    parts.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return parts;
}

export function rsplit(text: string, args: CallArguments): Value {
  const { separator, most } = splitArguments(args, 'rsplit');
  const parts = separator === undefined ? text.split(/\s+/).filter((part) => part !== '') : text.split(separator);
  if (most < 0 || parts.length <= most + 1) return parts;
  if (separator !== undefined) {
    const cut = parts.length - most;
    return [parts.slice(0, cut).join(separator), ...parts.slice(cut)];
  }
  const tail: string[] = [];
  let rest = text.trimEnd();
  while (tail.length < most) {
    const match = /\s(\S+)$/.exec(rest);
    if (match === null) break;
    tail.unshift(match[1] ?? '');
    rest = rest.slice(0, match.index).trimEnd();
  }
  return [rest.trimStart(), ...tail];
}

export function splitLines(text: string, args: CallArguments): Value {
  const [keep = false] = bind('splitlines', args, ['keepends']);
  return lines(text, asFlag(keep));
}

/** The lines of a text, cut where Python cuts. */
export function lines(text: string, keepEnds = false): string[] {
  const found =
    text.match(/[^\n\r\x0b\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\x0b\f\x1c-\x1e\x85\u2028\u2029]|$)/g) ?? [];
  if (found.at(-1) === '') found.pop();
  return keepEnds ? found : found.map((line) => line.replace(/(?:\r\n|[\n\r\x0b\f\x1c-\x1e\x85\u2028\u2029])$/, ''));
}

function separatorOf(args: CallArguments, name: string): string {
  const [separator] = bindPositional(name, args, ['sep'], 1);
  if (typeof separator !== 'string') throw typeError(`must be str, not ${typeName(separator ?? null)}`);
  if (separator === '') throw valueError('empty separator');
  return separator;
}

export function partition(text: string, args: CallArguments): Value {
  const separator = separatorOf(args, 'partition');
  const index = text.indexOf(separator);
  if (index === -1) return new PyTuple([text, '', '']);
  return new PyTuple([text.slice(0, index), separator, text.slice(index + separator.length)]);
}

export function rpartition(text: string, args: CallArguments): Value {
  const separator = separatorOf(args, 'rpartition');
  const index = text.lastIndexOf(separator);
  if (index === -1) return new PyTuple(['', '', text]);
  return new PyTuple([text.slice(0, index), separator, text.slice(index + separator.length)]);
}
