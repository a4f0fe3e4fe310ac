import { valueError } from '../../../jinja/errors.ts';
import type { ParsedRegex } from '../../../jinja/regex/ast.ts';
import { FLAGS } from '../../../jinja/regex/ast.ts';
import { type Found, Matcher } from '../../../jinja/regex/matcher.ts';
import { parseRegex } from '../../../jinja/regex/parse.ts';
import { PyDict } from '../../../jinja/values/collections.ts';
import { represent } from '../../../jinja/values/text.ts';
import type { Value } from '../../../jinja/values/value.ts';

/** One match of a pattern in a text. Positions count code points. */
export class RegexMatch {
  readonly pattern: Pattern;
  readonly text: string;
  private readonly codes: readonly number[];
  private readonly found: Found;

  constructor(pattern: Pattern, text: string, codes: readonly number[], found: Found) {
    this.pattern = pattern;
    this.text = text;
    this.codes = codes;
    this.found = found;
  }

  start(index: number): number {
    return this.found.starts[index] ?? -1;
  }
  end(index: number): number {
    return this.found.ends[index] ?? -1;
  }

  /** Text of a group; None when it took no part. */
  group(index: number): string | null {
    const end = this.end(index);
    return end < 0 ? null : textOf(this.codes, this.start(index), end);
  }

  groups(otherwise: Value): Value[] {
    return Array.from({ length: this.pattern.groupCount }, (_, index) => {
      const text = this.group(index + 1);
      return text === null ? otherwise : text;
    });
  }

  groupDict(otherwise: Value): Value {
    const groups = this.groups(otherwise);
    return new PyDict([...this.pattern.names].map(([name, index]) => [name, groups[index - 1] ?? null] as const));
  }

  /** The group that was closed last. */
  get lastIndex(): number | null {
    let last: number | null = null;
    for (let index = 1; index <= this.pattern.groupCount; index++)
      if (this.end(index) >= 0 && (last === null || this.end(index) > this.end(last))) last = index;
    return last;
  }

  /** The number of a group given by number or name; undefined when there is none. */
  find(key: Value): number | undefined {
    if (typeof key === 'string') return this.pattern.names.get(key);
    if (typeof key !== 'number' && typeof key !== 'boolean') return undefined;
    const index = Number(key);
    return index >= 0 && index <= this.pattern.groupCount ? index : undefined;
  }

  /** As `find`. @throws when there is no such group */
  indexOf(key: Value): number {
    const index = this.find(key);
    if (index === undefined) throw valueError(`no such group: ${represent(key)}`);
    return index;
  }
}

const codesOf = (text: string): number[] => Array.from(text, (char) => char.codePointAt(0) ?? 0);

function textOf(codes: readonly number[], from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at++) text += String.fromCodePoint(codes[at] ?? 0);
  return text;
}

/** A regular expression of Python, ready to search. */
export class Pattern {
  readonly source: string;
  readonly flags: number;
  private readonly regex: ParsedRegex;

  constructor(source: string, flags: number) {
    this.source = source;
    this.regex = parseRegex(source, flags);
    this.flags = (this.regex.flags & FLAGS.A) === 0 ? this.regex.flags | FLAGS.U : this.regex.flags;
  }

  get groupCount(): number {
    return this.regex.groups;
  }
  get names(): ReadonlyMap<string, number> {
    return this.regex.names;
  }

  private find(text: string, look: (matcher: Matcher) => Found | undefined): RegexMatch | undefined {
    const codes = codesOf(text);
    const found = look(new Matcher(this.regex, codes));
    return found === undefined ? undefined : new RegexMatch(this, text, codes, found);
  }

  match(text: string): RegexMatch | undefined {
    return this.find(text, (matcher) => matcher.match(0));
  }
  fullmatch(text: string): RegexMatch | undefined {
    return this.find(text, (matcher) => matcher.match(0, true));
  }
  search(text: string): RegexMatch | undefined {
    return this.find(text, (matcher) => matcher.search(0));
  }

  /** Every match, one after the other; an empty one may follow another at the same place, as since Python 3.7. */
  *each(text: string): Generator<RegexMatch> {
    const codes = codesOf(text);
    const matcher = new Matcher(this.regex, codes);
    let from = 0;
    let mustAdvance = false;
    while (from <= codes.length) {
      const found: Found | undefined = mustAdvance ? matcher.searchAdvancing(from) : matcher.search(from);
      if (found === undefined) return;
      yield new RegexMatch(this, text, codes, found);
      from = found.ends[0] ?? 0;
      mustAdvance = found.starts[0] === from;
    }
  }

  /** Replaces matches. @param most how many; 0 is all */
  replace(text: string, by: (match: RegexMatch) => string, most: number): readonly [string, number] {
    const codes = codesOf(text);
    let out = '';
    let last = 0;
    let count = 0;
    for (const match of this.each(text)) {
      if (most !== 0 && count >= most) break;
      out += textOf(codes, last, match.start(0)) + by(match);
      last = match.end(0);
      count++;
    }
    return [out + textOf(codes, last, codes.length), count];
  }

  /** The parts between matches, with what groups captured. */
  split(text: string, most: number): Value[] {
    const codes = codesOf(text);
    const parts: Value[] = [];
    let last = 0;
    let count = 0;
    for (const match of this.each(text)) {
      if (most !== 0 && count >= most) break;
      parts.push(textOf(codes, last, match.start(0)), ...match.groups(null));
      last = match.end(0);
      count++;
    }
    return [...parts, textOf(codes, last, codes.length)];
  }
}
