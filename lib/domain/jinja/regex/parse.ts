import { valueError } from '../errors.ts';
import { type CharacterTest, FLAGS, type ParsedRegex, type RegexNode } from './ast.ts';
import { characterClass, ignoringCase } from './characters.ts';
import { parseEscape, parseSet } from './parse-set.ts';
import { RegexReader } from './reader.ts';
import { widthOf } from './width.ts';

const MAX_DEPTH = 200;

/** Parses a pattern of Python's `re`. @throws a value error that says where it is wrong */
export function parseRegex(pattern: string, flags: number): ParsedRegex {
  const reader = new RegexReader(pattern);
  const parser = new RegexParser(reader, flags);
  const node = parser.choice();
  if (!reader.done) throw reader.error('unbalanced parenthesis');
  const unknown = parser.conditions.find((index) => index === 0 || index > parser.groups);
  if (unknown !== undefined) throw reader.error(`invalid group reference ${unknown}`);
  return { node, groups: parser.groups, names: parser.names, flags: parser.flags };
}

class RegexParser {
  /** Where the flags for the whole pattern end: others may follow there. */
  private globalEnd = 0;
  private readonly reader: RegexReader;
  flags: number;
  groups = 0;
  readonly names = new Map<string, number>();
  private readonly open = new Set<number>();
  /** Groups that conditions ask for; they may come later in the pattern. */
  readonly conditions: number[] = [];
  private depth = 0;

  constructor(reader: RegexReader, flags: number) {
    this.reader = reader;
    this.flags = flags;
  }

  private has(flag: keyof typeof FLAGS): boolean {
    return (this.flags & FLAGS[flag]) !== 0;
  }

  choice(): RegexNode {
    if (++this.depth > MAX_DEPTH) throw this.reader.error('this pattern is nested too deep');
    const options = [this.sequence()];
    while (this.reader.skip('|')) options.push(this.sequence());
    this.depth--;
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { type: 'choice', options };
  }

  private sequence(): RegexNode {
    const items: RegexNode[] = [];
    for (;;) {
      if (this.has('X')) this.reader.skipVerbose();
      const char = this.reader.peek();
      if (char === '' || char === '|' || char === ')') return { type: 'sequence', items };
      const item = this.atom();
      if (item !== undefined) items.push(this.repeated(item));
    }
  }

  private repeated(body: RegexNode): RegexNode {
    if (this.has('X')) this.reader.skipVerbose();
    const bounds = this.reader.bounds();
    if (bounds === undefined) return body;
    if (body.type === 'assert' && body.what !== 'word' && body.what !== 'not_word')
      throw this.reader.error('nothing to repeat');
    const mode = this.reader.skip('?') ? 'lazy' : this.reader.skip('+') ? 'possessive' : 'greedy';
    if (this.reader.bounds() !== undefined) throw this.reader.error('multiple repeat');
    return { type: 'repeat', body, least: bounds.least, most: bounds.most, mode };
  }

  private set(test: CharacterTest): RegexNode {
    return { type: 'set', test: this.has('I') ? ignoringCase(test) : test };
  }

  private assertion(what: (RegexNode & { type: 'assert' })['what']): RegexNode {
    return { type: 'assert', what, ascii: this.has('A') };
  }

  private atom(): RegexNode | undefined {
    const char = this.reader.next();
    switch (char) {
      case '(':
        return this.group();
      case '[':
        return this.set(parseSet(this.reader, this.has('A')));
      case '.':
        return { type: 'set', test: this.has('S') ? () => true : (code) => code !== 10 };
      case '^':
        return this.assertion(this.has('M') ? 'line_start' : 'start');
      case '$':
        return this.assertion(this.has('M') ? 'line_end' : 'last_end');
      case '\\':
        return this.escape();
      case '*':
      case '+':
      case '?':
        throw this.reader.error('nothing to repeat');
      default: {
        const code = char.codePointAt(0);
        return this.set((each) => each === code);
      }
    }
  }

  private escape(): RegexNode {
    const letter = this.reader.next();
    if (letter === 'A') return this.assertion('start');
    if (letter === 'Z') return this.assertion('end');
    if (letter === 'b') return this.assertion('word');
    if (letter === 'B') return this.assertion('not_word');
    const test = characterClass(letter, this.has('A'));
    if (test !== undefined) return { type: 'set', test };
    if (/[1-9]/.test(letter)) return this.numbered(letter);
    const code = parseEscape(this.reader, letter);
    return this.set((each) => each === code);
  }

  /** A backreference, or an octal code of three digits. */
  private numbered(first: string): RegexNode {
    const octal = this.reader.take(/^[0-7]{2}/);
    if (octal !== undefined && /[0-3]/.test(first)) {
      const code = Number.parseInt(first + octal, 8);
      return this.set((each) => each === code);
    }
    if (octal !== undefined) this.reader.back(2);
    return this.reference(Number(first + (this.reader.take(/^\d/) ?? '')));
  }

  private reference(index: number): RegexNode {
    if (index > this.groups || index === 0) throw this.reader.error(`invalid group reference ${index}`);
    if (this.open.has(index)) throw this.reader.error('cannot refer to an open group');
    return { type: 'reference', index, ignoreCase: this.has('I') };
  }

  private group(): RegexNode | undefined {
    if (!this.reader.skip('?')) return this.capture(undefined);
    if (this.reader.skip('P')) return this.named();
    if (this.reader.skip(':')) return this.closed(this.choice());
    if (this.reader.skip('>')) return { type: 'atomic', body: this.closed(this.choice()) };
    if (this.reader.skip('#')) return this.reader.comment();
    if (this.reader.skip('=')) return this.look(false, false);
    if (this.reader.skip('!')) return this.look(true, false);
    if (this.reader.skip('<')) {
      if (this.reader.skip('=')) return this.look(false, true);
      if (this.reader.skip('!')) return this.look(true, true);
      throw this.reader.error('unknown extension ?<');
    }
    return this.reader.skip('(') ? this.condition() : this.withFlags();
  }

  private closed<T>(body: T): T {
    if (!this.reader.skip(')')) throw this.reader.error('missing ), unterminated subpattern');
    return body;
  }

  private capture(name: string | undefined): RegexNode {
    const index = ++this.groups;
    if (name !== undefined) {
      if (this.names.has(name)) throw this.reader.error(`redefinition of group name '${name}'`);
      this.names.set(name, index);
    }
    this.open.add(index);
    const { flags } = this;
    const body = this.closed(this.choice());
    this.flags = flags;
    this.open.delete(index);
    return { type: 'group', index, body };
  }

  private named(): RegexNode {
    if (this.reader.skip('<')) return this.capture(this.reader.name('>'));
    if (!this.reader.skip('=')) throw this.reader.error('unknown extension ?P');
    const name = this.reader.name(')');
    const index = this.names.get(name);
    if (index === undefined) throw this.reader.error(`unknown group name '${name}'`);
    return this.reference(index);
  }

  private look(negated: boolean, behind: boolean): RegexNode {
    const body = this.closed(this.choice());
    const width = behind ? widthOf(body) : undefined;
    if (behind && width === undefined) throw this.reader.error('look-behind requires fixed-width pattern');
    return { type: 'look', behind: width, negated, body };
  }

  private condition(): RegexNode {
    const name = this.reader.name(')', true);
    const index = /^\d+$/.test(name) ? Number(name) : this.names.get(name);
    if (index === undefined) throw this.reader.error(`unknown group name '${name}'`);
    this.conditions.push(index);
    const yes = this.sequence();
    const no: RegexNode = this.reader.skip('|') ? this.sequence() : { type: 'sequence', items: [] };
    return this.closed({ type: 'condition', index, yes, no });
  }

  /** `(?i)` for the whole pattern, at its beginning, or `(?i-s:…)` for a part. */
  private withFlags(): RegexNode | undefined {
    const atStart = this.reader.position === this.globalEnd + 2;
    const on = flagsOf(this.reader.take(/^[aiLmsux]+/) ?? '');
    const off = flagsOf(this.reader.take(/^-[imsx]+/) ?? '');
    if (this.reader.skip(':')) {
      const { flags } = this;
      this.flags = (flags | on) & ~off;
      const body = this.closed(this.choice());
      this.flags = flags;
      return body;
    }
    if (!this.reader.skip(')') || on === 0) throw this.reader.error('unknown extension');
    if (!atStart) throw valueError('global flags not at the start of the expression');
    this.globalEnd = this.reader.position;
    this.flags |= on;
    return undefined;
  }
}

function flagsOf(letters: string): number {
  const known: Readonly<Record<string, number>> = FLAGS;
  return [...letters].reduce((sum, letter) => sum | (known[letter.toUpperCase()] ?? 0), 0);
}
