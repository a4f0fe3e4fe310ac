import { type JinjaError, valueError } from '../errors.ts';

/** A cursor over a pattern, by code point. */
export class RegexReader {
  private readonly pattern: string;
  position = 0;
  constructor(pattern: string) {
    this.pattern = pattern;
  }

  get done(): boolean {
    return this.position >= this.pattern.length;
  }

  /** The next character, or nothing at the end. */
  peek(): string {
    const code = this.pattern.codePointAt(this.position);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  next(): string {
    const char = this.peek();
    if (char === '') throw this.error('bad escape (end of pattern)');
    this.position += char.length;
    return char;
  }

  skip(text: string): boolean {
    if (!this.pattern.startsWith(text, this.position)) return false;
    this.position += text.length;
    return true;
  }

  /** What a pattern that begins with `^` matches here. */
  take(pattern: RegExp): string | undefined {
    const found = pattern.exec(this.pattern.slice(this.position, this.position + 100))?.[0];
    if (found !== undefined) this.position += found.length;
    return found;
  }

  back(units: number): void {
    this.position -= units;
  }

  /** `*`, `+`, `?` or `{m,n}`; a brace that bounds nothing is a brace. */
  bounds(): { least: number; most: number } | undefined {
    if (this.skip('*')) return { least: 0, most: Number.POSITIVE_INFINITY };
    if (this.skip('+')) return { least: 1, most: Number.POSITIVE_INFINITY };
    if (this.skip('?')) return { least: 0, most: 1 };
    const text = this.take(/^\{(?:\d+(?:,\d*)?|,\d*)\}/);
    if (text === undefined) return undefined;
    const [low = '', high = low] = text.slice(1, -1).split(',');
    const least = Number(low === '' ? 0 : low);
    const most = high === '' ? Number.POSITIVE_INFINITY : Number(high);
    if (most < least) throw this.error('min repeat greater than max repeat');
    return { least, most };
  }

  /** A group's name up to its end mark. */
  name(end: string, numbers = false): string {
    const close = this.pattern.indexOf(end, this.position);
    if (close === -1) throw this.error(`missing ${end}, unterminated name`);
    const name = this.pattern.slice(this.position, close);
    const isName = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) || (numbers && /^\d+$/.test(name));
    if (!isName) throw this.error(`bad character in group name '${name}'`);
    this.position = close + end.length;
    return name;
  }

  /** Skips `(?#…)`. */
  comment(): undefined {
    const close = this.pattern.indexOf(')', this.position);
    if (close === -1) throw this.error('missing ), unterminated comment');
    this.position = close + 1;
  }

  /** White space and comments of a verbose pattern. */
  skipVerbose(): void {
    const found = /(?:[\t-\r ]|#[^\n]*)+/y;
    found.lastIndex = this.position;
    if (found.test(this.pattern)) this.position = found.lastIndex;
  }

  error(message: string): JinjaError {
    return valueError(`${message} at position ${this.position} of the regular expression ${this.pattern.slice(0, 80)}`);
  }
}
