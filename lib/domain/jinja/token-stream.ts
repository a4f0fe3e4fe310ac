import { JinjaError } from './errors.ts';
import type { SourceText } from './source.ts';
import type { Token } from './tokens.ts';

const MAX_DEPTH = 400;

/** A cursor over a template's tokens, with the errors a parser needs. */
export class TokenStream {
  readonly source: SourceText;
  private readonly tokens: readonly Token[];
  private index = 0;
  private depth = 0;
  /** Tags that are open, innermost last: named in the error when one is never closed. */
  readonly openTags: { readonly name: string; readonly at: number }[] = [];
  /** Names of filters and tests that don't exist: an error when the template is used, as in Jinja. */
  readonly unknown: JinjaError[] = [];
  private pending: JinjaError[] = [];
  /** Names of `{% block %}`s so far. */
  readonly blocks = new Set<string>();
  current: Token;

  constructor(source: SourceText, tokens: readonly Token[]) {
    this.source = source;
    this.tokens = tokens;
    this.current = this.at(0);
  }

  /** Takes the current token and moves on. */
  next(): Token {
    const token = this.current;
    this.current = this.at(++this.index);
    return token;
  }

  /** An error of the lexer is met where it stands, after those of the parser before it. */
  private at(index: number): Token {
    const token = this.tokens[index] ?? this.tokens.at(-1) ?? { type: 'eof', value: '', start: 0, end: 0 };
    if (token.type === 'error') throw token.error;
    return token;
  }

  /** The token after the current one. */
  look(): Token {
    return this.at(this.index + 1);
  }

  isOp(value: string): boolean {
    return this.current.type === 'op' && this.current.value === value;
  }

  isName(value: string): boolean {
    return this.current.type === 'name' && this.current.value === value;
  }

  skipOp(value: string): boolean {
    if (!this.isOp(value)) return false;
    this.next();
    return true;
  }

  skipName(value: string): boolean {
    if (!this.isName(value)) return false;
    this.next();
    return true;
  }

  expectOp(value: string): Token {
    if (this.isOp(value)) return this.next();
    throw this.unexpected(`"${value}"`);
  }

  expectName(value?: string): Token {
    if (this.current.type === 'name' && (value === undefined || this.current.value === value)) return this.next();
    throw this.unexpected(value === undefined ? 'a name' : `"${value}"`);
  }

  expectBlockEnd(): Token {
    if (this.current.type === 'block_end') return this.next();
    throw this.unexpected('"%}"');
  }

  /** Runs `parse` one level deeper; refuses nesting that would overflow the stack. */
  nested<T>(parse: () => T): T {
    if (++this.depth > MAX_DEPTH) {
      throw this.fail(`This template is nested more than ${MAX_DEPTH} levels deep.`, this.current);
    }
    const result = parse();
    this.depth--;
    return result;
  }

  /** Notes a filter or test that doesn't exist. */
  noteUnknown(error: JinjaError): void {
    this.pending.push(error);
  }

  /** Runs `parse` as a frame of its own (a loop, a macro): what it doesn't know counts, whatever is around it. */
  frame<T>(parse: () => T): T {
    const outer = this.pending;
    this.pending = [];
    const result = parse();
    this.unknown.push(...this.pending);
    this.pending = outer;
    return result;
  }

  /** Where `forget` goes back to. */
  get noted(): number {
    return this.pending.length;
  }

  /** What was noted since turns out to stand behind a condition. */
  forget(noted: number): void {
    this.pending.length = noted;
  }

  unexpected(wanted: string): JinjaError {
    const token = this.current;
    const remedy = `Write ${wanted} here, or remove what stands before it and needs one.`;
    return this.fail(`Expected ${wanted}, found ${readable(token)}.`, token, remedy);
  }

  fail(message: string, token: { start: number; end: number }, remedy?: string): JinjaError {
    return new JinjaError('syntax', message, {
      source: this.source,
      offset: token.start,
      endOffset: Math.max(token.end, token.start + 1),
      remedy,
    });
  }
}

/** How a token reads in an error. */
export function readable(token: Token): string {
  switch (token.type) {
    case 'eof':
      return 'the end of the file';
    case 'variable_end':
      return '"}}"';
    case 'block_end':
      return '"%}"';
    case 'variable_begin':
      return '"{{"';
    case 'block_begin':
      return '"{%"';
    case 'string':
      return `the string '${token.value}'`;
    case 'data':
      return 'text';
    case 'error':
      return token.error.message;
    default:
      return `"${token.value}"`;
  }
}
