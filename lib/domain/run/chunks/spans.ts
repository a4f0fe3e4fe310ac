import { lexSql, type SqlToken } from '../../compile/sql/lexer.ts';

interface Token extends SqlToken {
  readonly word: string;
  readonly depth: number;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

const endsRows = new Set([
  'group',
  'having',
  'window',
  'order',
  'union',
  'intersect',
  'except',
  'limit',
  'offset',
  'fetch',
  'for',
]);

/** Finds clauses and calls in SQL that PostgreSQL's parser accepted; the parser tells only where they begin. */
export class Spans {
  readonly #sql: string;
  readonly #bytes: Buffer;
  readonly #tokens: readonly Token[];

  constructor(sql: string) {
    this.#sql = sql;
    this.#bytes = Buffer.from(sql);
    this.#tokens = withDepth(sql);
  }

  /** From FROM to the end of WHERE, of the SELECT whose select list has an item at `location` (bytes). */
  rows(location: number): Span | undefined {
    const first = this.#indexAt(location);
    const { depth } = this.#tokens[first] ?? {};
    if (depth === undefined) return undefined;
    const from = this.#find(first, depth, (word, at) => word === 'from' && !this.#isDistinctFrom(at));
    const start = this.#tokens[from];
    if (start?.word !== 'from' || start.depth !== depth) return undefined;
    const end = this.#find(from + 1, depth, (word) => endsRows.has(word));
    return { start: start.start, end: this.#tokens[end - 1]?.end ?? this.#sql.length };
  }

  /** `name(…)` that begins at `location` (bytes), and the texts of its arguments. */
  call(location: number): (Span & { readonly args: readonly string[] }) | undefined {
    const first = this.#indexAt(location);
    const open = this.#tokens.findIndex(({ word }, at) => at >= first && word === '(');
    const { depth, end: from } = this.#tokens[open] ?? {};
    if (depth === undefined || from === undefined) return undefined;
    const close = this.#tokens.findIndex((token, at) => at > open && token.word === ')' && token.depth === depth);
    const last = this.#tokens[close];
    const start = this.#tokens[first]?.start;
    if (!last || start === undefined) return undefined;
    const commas = this.#tokens
      .slice(open + 1, close)
      .filter(({ word, depth: at }) => word === ',' && at === depth + 1);
    const edges = [from, ...commas.flatMap((comma) => [comma.start, comma.end]), last.start];
    const args = Array.from({ length: edges.length / 2 }, (_, n) => this.#sql.slice(edges[2 * n], edges[2 * n + 1]));
    return { start, end: last.end, args };
  }

  #indexAt(location: number): number {
    const offset = this.#bytes.subarray(0, location).toString().length;
    return this.#tokens.findIndex(({ start }) => start === offset);
  }

  /** Next keyword at the depth, or what closes the level. */
  #find(from: number, depth: number, wanted: (word: string, at: number) => boolean): number {
    const found = this.#tokens.findIndex((token, at) => {
      if (at < from) return false;
      if (token.depth < depth || (token.word === ')' && token.depth === depth - 1) || token.type === 'semicolon')
        return true;
      return token.depth === depth && this.#isKeyword(at) && wanted(token.word, at);
    });
    return found === -1 ? this.#tokens.length : found;
  }

  /** Reserved words may stand as names behind a dot and behind AS. */
  #isKeyword(at: number): boolean {
    const before = this.#tokens[at - 1]?.word;
    return this.#tokens[at]?.type === 'word' && before !== '.' && before !== 'as';
  }

  #isDistinctFrom(at: number): boolean {
    return this.#tokens[at - 1]?.word === 'distinct' && ['is', 'not'].includes(this.#tokens[at - 2]?.word ?? '');
  }
}

/** Comments left out; a parenthesis has the depth of what is around it. */
function withDepth(sql: string): Token[] {
  let depth = 0;
  return lexSql(sql)
    .tokens.filter(({ type }) => type !== 'comment')
    .map((token) => {
      const word =
        token.type === 'word' || token.type === 'symbol' ? sql.slice(token.start, token.end).toLowerCase() : '';
      if (word === ')') depth -= 1;
      const here = { ...token, word, depth };
      if (word === '(') depth += 1;
      return here;
    });
}
