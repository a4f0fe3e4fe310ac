import { type JinjaRange, jinjaRanges } from './jinja-ranges.ts';

/** A piece of SQL with Jinja in it. Tokens that are not `space` are what the text means. */
export interface SqlToken {
  readonly kind: 'space' | 'jinja' | 'comment' | 'string' | 'quoted' | 'word' | 'number' | 'sign';
  readonly text: string;
  /** For Jinja: `{{ }}`, `{% %}` or `{# #}`. */
  readonly jinja?: JinjaRange['kind'];
}

const PLAIN: readonly (readonly [SqlToken['kind'], RegExp])[] = [
  ['space', /\s+/y],
  ['number', /\d[\w.]*/y],
  ['word', /[\p{L}_][\p{L}\p{N}_$]*/uy],
  ['sign', /::|[<>=!]=|<>|\|\||->>?|#>>?|[^\s]/y],
];

/**
 * Cuts a text into tokens; joined they are the text. Strings, quoted names and comments may hold
 * Jinja, whose quotes and line ends are not theirs.
 * @returns null where a string, comment or piece of Jinja never ends
 */
export function sqlTokens(text: string): SqlToken[] | null {
  const ranges = jinjaRanges(text);
  if (ranges.some(({ closed }) => !closed)) return null;
  const starts = new Map(ranges.map((range) => [range.start, range]));
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < text.length) {
    const range = starts.get(at);
    const closed = range ? ofJinja(text, range) : enclosed(text, at, starts);
    const token = closed === undefined ? plain(text, at) : closed;
    if (token === null) return null;
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

const ofJinja = (text: string, { start, end, kind }: JinjaRange): SqlToken => ({
  kind: 'jinja',
  text: text.slice(start, end),
  jinja: kind,
});

function plain(text: string, at: number): SqlToken | null {
  for (const [kind, pattern] of PLAIN) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found) return { kind, text: found };
  }
  return null;
}

/** A string, a quoted name or a comment; undefined where none begins, null where it never ends. */
function enclosed(text: string, at: number, ranges: ReadonlyMap<number, JinjaRange>): SqlToken | null | undefined {
  const of = (kind: SqlToken['kind'], end: number | undefined): SqlToken | null =>
    end === undefined ? null : { kind, text: text.slice(at, end) };
  if (text.startsWith('--', at)) return of('comment', lineEnd(text, at, ranges));
  if (text.startsWith('/*', at)) return of('comment', blockEnd(text, at));
  const escaped = /[eE]'/y;
  escaped.lastIndex = at;
  if (escaped.test(text)) return of('string', quoteEnd(text, at + 1, "'", ranges, true));
  if (text[at] === "'") return of('string', quoteEnd(text, at, "'", ranges, false));
  if (text[at] === '"') return of('quoted', quoteEnd(text, at, '"', ranges, false));
  const dollar = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
  dollar.lastIndex = at;
  const tag = dollar.exec(text)?.[0];
  if (tag === undefined) return undefined;
  const end = text.indexOf(tag, at + tag.length);
  return of('string', end < 0 ? undefined : end + tag.length);
}

function lineEnd(text: string, from: number, ranges: ReadonlyMap<number, JinjaRange>): number {
  let at = from;
  while (at < text.length && text[at] !== '\n') at = ranges.get(at)?.end ?? at + 1;
  return at;
}

/** PostgreSQL's block comments nest. */
function blockEnd(text: string, from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text.startsWith('/*', at)) {
      depth++;
      at++;
    } else if (text.startsWith('*/', at)) {
      depth--;
      at++;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

function quoteEnd(
  text: string,
  from: number,
  quote: string,
  ranges: ReadonlyMap<number, JinjaRange>,
  backslash: boolean,
): number | undefined {
  let at = from + 1;
  while (at < text.length) {
    const jinja = ranges.get(at);
    if (jinja) at = jinja.end;
    else if (backslash && text[at] === '\\') at += 2;
    else if (text[at] !== quote) at++;
    else if (text[at + 1] === quote) at += 2;
    else return at + 1;
  }
  return undefined;
}
