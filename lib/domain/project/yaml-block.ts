import { plainValue } from './yaml-scalar.ts';
import type { Yaml, YamlEntry, YamlList, YamlMap, YamlScalar } from './yaml-tree.ts';

/**
 * Reads YAML as most people write it: block maps and lists, scalars of one line, `[a, b]`, `|` and `>`.
 * Whatever else a text has (and whatever is wrong with it) is left to the whole parser: 2.6 MB of
 * properties of 10,000 models take that one 2.3 s, and this reader 0.15 s.
 * @returns undefined for a text that the whole parser has to read
 */
export function readBlockYaml(text: string): YamlMap | undefined {
  if (UNUSUAL.test(text)) return undefined;
  try {
    return new BlockReader(text).root();
  } catch (error) {
    if (error instanceof Beyond) return undefined;
    throw error;
  }
}

/** Tabs, carriage returns, byte order marks: they have meanings, and problems, of their own. */
const UNUSUAL = /[^\P{Cc}\n]|[\uFEFF\u2028\u2029]/u;

/** The text has something that this reader does not know. */
class Beyond extends Error {}

const KEY = /[A-Za-z_+][\w+.-]*(?=:(?: |$))/my;
/** What a scalar without quotes may begin with here. */
const PLAIN = /[^\s\-?:,[\]{}#&*!|>'"%@`]|-[^\s-]/y;
/** What ends a scalar without quotes, or makes something else of it. */
const NOT_PLAIN = /: | #|:$/;
const BLOCK = /([|>])(-?)$/;

class BlockReader {
  private readonly text: string;
  /** The line it stands on: its first character that is no space, how far that is in, and the end of what it says. */
  private start = 0;
  private indent = 0;
  private end = 0;
  private nextLine = 0;
  private isMore = true;

  constructor(text: string) {
    this.text = text;
  }

  root(): YamlMap {
    this.next();
    if (!this.isMore || this.indent > 0 || this.isItem()) throw new Beyond();
    const map = this.map();
    if (this.isMore) throw new Beyond();
    return map;
  }

  /** Goes to the next line that says something. */
  private next(): void {
    const { text } = this;
    while (this.nextLine < text.length) {
      const line = this.nextLine;
      const newline = text.indexOf('\n', line);
      const end = newline === -1 ? text.length : newline;
      this.nextLine = end + 1;
      const start = this.skipSpaces(line, end);
      if (start === end || text[start] === '#') continue;
      this.start = start;
      this.indent = start - line;
      this.end = end;
      while (text[this.end - 1] === ' ') this.end--;
      return;
    }
    this.isMore = false;
  }

  private skipSpaces(from: number, end: number): number {
    let at = from;
    while (at < end && this.text[at] === ' ') at++;
    return at;
  }

  private isItem(): boolean {
    return this.text[this.start] === '-' && this.text[this.start + 1] === ' ';
  }

  private node(): Yaml {
    return this.isItem() ? this.list() : this.map();
  }

  private map(): YamlMap {
    const { indent, start: at } = this;
    const entries = new Map<string, YamlEntry>();
    while (this.isMore && this.indent === indent) {
      const keyAt = this.start;
      const key = this.keyAt(keyAt);
      if (key === undefined || entries.has(key)) throw new Beyond();
      const from = this.skipSpaces(keyAt + key.length + 1, this.end);
      entries.set(key, { key, keyAt, value: from < this.end ? this.scalar(from, indent) : this.below(indent) });
    }
    if (this.isMore && this.indent > indent) throw new Beyond();
    return { type: 'map', at, entries };
  }

  /** What stands below a key. */
  private below(indent: number): Yaml {
    this.next();
    const isBelow = this.isMore && (this.indent > indent || (this.indent === indent && this.isItem()));
    if (!isBelow) throw new Beyond();
    return this.node();
  }

  private list(): YamlList {
    const { indent, start: at } = this;
    const items: Yaml[] = [];
    while (this.isMore && this.indent === indent && this.isItem()) {
      const from = this.skipSpaces(this.start + 1, this.end);
      if (this.keyAt(from) === undefined) {
        items.push(this.scalar(from, indent));
        continue;
      }
      // The map begins on the line of its dash.
      this.indent += from - this.start;
      this.start = from;
      items.push(this.map());
    }
    if (this.isMore && this.indent > indent) throw new Beyond();
    return { type: 'list', at, items };
  }

  private keyAt(at: number): string | undefined {
    KEY.lastIndex = at;
    return KEY.exec(this.text)?.[0];
  }

  /** The value that begins at an offset of this line, and nothing after it. */
  private scalar(at: number, indent: number): Yaml {
    const first = this.text.charAt(at);
    if (first === '|' || first === '>') return this.blockScalar(at, indent);
    const value = first === '[' ? this.flowList(at) : this.word(at, this.end);
    this.next();
    // A line further in would go on with the value.
    if (this.isMore && this.indent > indent) throw new Beyond();
    return value;
  }

  /** A scalar between two offsets. */
  private word(at: number, end: number): YamlScalar {
    const { text } = this;
    const quote = text[at];
    if (quote === "'" || quote === '"') {
      const source = text.slice(at + 1, end - 1);
      if (end < at + 2 || text[end - 1] !== quote || source.includes(quote) || source.includes('\\'))
        throw new Beyond();
      return { type: 'scalar', value: source, source, at };
    }
    PLAIN.lastIndex = at;
    const source = text.slice(at, end);
    if (!PLAIN.test(text) || NOT_PLAIN.test(source)) throw new Beyond();
    return { type: 'scalar', value: plainValue(source), source, at };
  }

  /** `[a, 'b']` on one line, of scalars without commas and brackets. */
  private flowList(at: number): YamlList {
    const { text, end } = this;
    const inside = text.slice(at + 1, end - 1);
    if (text[end - 1] !== ']' || /[[\]{}#:]/.test(inside)) throw new Beyond();
    const items: Yaml[] = [];
    let from = at + 1;
    for (const part of inside.trim() === '' ? [] : inside.split(',')) {
      const start = this.skipSpaces(from, from + part.length);
      items.push(this.word(start, start + part.trim().length));
      from += part.length + 1;
    }
    return { type: 'list', at, items };
  }

  /** `|` keeps lines, `>` joins them; what is further in than the first line is left to the whole parser. */
  private blockScalar(at: number, indent: number): YamlScalar {
    const [, style, chomp] = BLOCK.exec(this.text.slice(at, this.end)) ?? [];
    if (style === undefined || at + style.length + (chomp?.length ?? 0) !== this.end) throw new Beyond();
    const lines = this.blockLines(indent);
    while (lines.at(-1) === '') lines.pop();
    const [first] = lines;
    if (first === undefined || first === '') throw new Beyond();
    const joined = style === '|' ? lines.join('\n') : folded(lines);
    const endsText = this.nextLine >= this.text.length && !this.text.endsWith('\n');
    const value = chomp === '-' || endsText ? joined : `${joined}\n`;
    this.next();
    if (this.isMore && this.indent > indent) throw new Beyond();
    return { type: 'scalar', value, source: value, at };
  }

  /** The lines of a block without what they are further in; reading goes on after them. */
  private blockLines(indent: number): string[] {
    const { text } = this;
    const lines: string[] = [];
    let depth: number | undefined;
    while (this.nextLine < text.length) {
      const newline = text.indexOf('\n', this.nextLine);
      const end = newline === -1 ? text.length : newline;
      const start = this.skipSpaces(this.nextLine, end);
      const inner = start - this.nextLine;
      if (start === end) {
        if (inner > (depth ?? 0)) throw new Beyond();
        lines.push('');
      } else {
        if (inner <= indent) break;
        depth ??= inner;
        if (inner !== depth) throw new Beyond();
        lines.push(text.slice(start, end));
      }
      this.nextLine = end + 1;
    }
    return lines;
  }
}

/** Lines joined by spaces; an empty line is a line break. */
function folded(lines: readonly string[]): string {
  let text = '';
  let breaks = 0;
  for (const line of lines) {
    if (line === '') breaks++;
    else {
      text += text === '' ? line : (breaks === 0 ? ' ' : '\n'.repeat(breaks)) + line;
      breaks = 0;
    }
  }
  return text;
}
