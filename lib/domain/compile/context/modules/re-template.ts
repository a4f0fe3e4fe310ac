import { valueError } from '../../../jinja/errors.ts';
import type { Pattern, RegexMatch } from './re-pattern.ts';

const ESCAPE = /\\(?:g<([^>]*)>|([1-9]\d?)|(0[0-7]{0,2})|([\s\S]?))/g;
const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** What a replacement text becomes for a match: `\1`, `\g<name>` and escapes. */
export function expandTemplate(pattern: Pattern, template: string): (match: RegexMatch) => string {
  const parts: (string | number)[] = [];
  let last = 0;
  for (const found of template.matchAll(ESCAPE)) {
    parts.push(template.slice(last, found.index), part(pattern, found));
    last = found.index + found[0].length;
  }
  parts.push(template.slice(last));
  return (match) => parts.map((each) => (typeof each === 'number' ? (match.group(each) ?? '') : each)).join('');
}

function part(pattern: Pattern, found: RegExpExecArray): string | number {
  const [whole, name, digits, octal, letter = ''] = found;
  if (name !== undefined) return groupNamed(pattern, name);
  if (digits !== undefined) return numbered(pattern, digits);
  if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
  const simple = SIMPLE[letter];
  if (simple !== undefined) return simple;
  if (letter === '' || /[A-Za-z]/.test(letter)) throw valueError(`bad escape ${whole}`);
  return whole;
}

function numbered(pattern: Pattern, digits: string): number {
  const index = Number(digits);
  if (index > pattern.groupCount) throw valueError(`invalid group reference ${index}`);
  return index;
}

function groupNamed(pattern: Pattern, name: string): number {
  if (/^\d+$/.test(name)) return numbered(pattern, name);
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) throw valueError(`bad character in group name '${name}'`);
  const index = pattern.names.get(name);
  if (index === undefined) throw valueError(`unknown group name '${name}'`);
  return index;
}
