/** Kinds of PostgreSQL token that matter for splitting and looking at statements. */
export type SqlTokenType = 'word' | 'quoted' | 'string' | 'comment' | 'semicolon' | 'number' | 'symbol';

export interface SqlToken {
  readonly type: SqlTokenType;
  readonly start: number;
  readonly end: number;
}

/** Something opened that is never closed. */
export interface Unterminated {
  readonly what: 'string' | 'quoted name' | 'comment' | 'dollar-quoted string';
  readonly start: number;
  /** What would close it. */
  readonly closing: string;
}

const WORD = /[\p{L}_\u0080-\uffff][\p{L}\p{N}_$\u0080-\uffff]*/uy;
const NUMBER = /\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?/y;
const DOLLAR = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
/** White space beyond ASCII's, which is told by its code. */
const OTHER_SPACE = /\s/;

/**
 * Cuts SQL as PostgreSQL's scanner does: standard strings, E'' with backslashes, U&'' and quoted
 * names, dollar quotes, nested comments. Strings assume standard_conforming_strings.
 */
export function lexSql(sql: string): { tokens: SqlToken[]; unterminated?: Unterminated } {
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < sql.length) {
    const code = sql.charCodeAt(at);
    if (code === 32 || (code >= 9 && code <= 13) || (code >= 0xa0 && OTHER_SPACE.test(sql.charAt(at)))) {
      at++;
      continue;
    }
    const next = tokenAt(sql, at, code);
    if ('what' in next) return { tokens, unterminated: next };
    tokens.push(next);
    at = next.end;
  }
  return { tokens };
}

function tokenAt(sql: string, at: number, code: number): SqlToken | Unterminated {
  const next = sql.charAt(at + 1);
  switch (sql.charAt(at)) {
    case '-':
      return next === '-' ? lineComment(sql, at) : { type: 'symbol', start: at, end: at + 1 };
    case '/':
      return next === '*' ? blockComment(sql, at) : { type: 'symbol', start: at, end: at + 1 };
    case "'":
      return closed(sql, at, at + 1, "'", 'string', 'string');
    case '"':
      return closed(sql, at, at + 1, '"', 'quoted', 'quoted name');
    case ';':
      return { type: 'semicolon', start: at, end: at + 1 };
    case '$':
      return dollar(sql, at);
    default:
      return (next === "'" || next === '&' ? prefixed(sql, at) : undefined) ?? plain(sql, at, code);
  }
}

/** A string or a name with a letter before its quote. */
function prefixed(sql: string, at: number): SqlToken | Unterminated | undefined {
  const prefix = sql.charAt(at).toLowerCase();
  if (sql[at + 1] === "'" && 'ebxn'.includes(prefix)) return prefixedString(sql, at, prefix);
  const quote = sql.charAt(at + 2);
  if (prefix !== 'u' || sql[at + 1] !== '&') return undefined;
  if (quote === "'") return closed(sql, at, at + 3, quote, 'string', 'string');
  return quote === '"' ? closed(sql, at, at + 3, quote, 'quoted', 'quoted name') : undefined;
}

/** Letters, digits, `_` and `$`: what a word of ASCII goes on with. */
const isWordCode = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code >= 48 && code <= 57) || code === 36;

function plain(sql: string, at: number, code: number): SqlToken {
  const isDigit = code >= 48 && code <= 57;
  if (!isDigit && isWordCode(code)) {
    let end = at + 1;
    while (end < sql.length && isWordCode(sql.charCodeAt(end))) end++;
    // A word may go on with letters of any script.
    if (end === sql.length || sql.charCodeAt(end) < 0x80) return { type: 'word', start: at, end };
  }
  WORD.lastIndex = at;
  if (!isDigit && WORD.test(sql)) return { type: 'word', start: at, end: WORD.lastIndex };
  NUMBER.lastIndex = at;
  if (NUMBER.test(sql)) return { type: 'number', start: at, end: NUMBER.lastIndex };
  return { type: 'symbol', start: at, end: at + 1 };
}

function lineComment(sql: string, at: number): SqlToken {
  const end = sql.slice(at).search(/[\r\n]/);
  return { type: 'comment', start: at, end: end === -1 ? sql.length : at + end };
}

/** Comments nest in PostgreSQL. */
function blockComment(sql: string, at: number): SqlToken | Unterminated {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = at;
  let depth = 0;
  for (let match = edge.exec(sql); match !== null; match = edge.exec(sql)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return { type: 'comment', start: at, end: edge.lastIndex };
  }
  return { what: 'comment', start: at, closing: '*/' };
}

/** A quoted token; a doubled quote inside stands for itself. */
function closed(
  sql: string,
  start: number,
  from: number,
  quote: string,
  type: 'string' | 'quoted',
  what: Unterminated['what'],
): SqlToken | Unterminated {
  for (let at = sql.indexOf(quote, from); at !== -1; at = sql.indexOf(quote, at + 2)) {
    if (sql[at + 1] !== quote) return { type, start, end: at + 1 };
  }
  return { what, start, closing: quote };
}

function prefixedString(sql: string, at: number, prefix: string): SqlToken | Unterminated {
  if (prefix !== 'e') return closed(sql, at, at + 2, "'", 'string', 'string');
  const body = /(?:[^'\\]|\\[\s\S]|'')*'/y;
  body.lastIndex = at + 2;
  if (body.test(sql)) return { type: 'string', start: at, end: body.lastIndex };
  return { what: 'string', start: at, closing: "'" };
}

function dollar(sql: string, at: number): SqlToken | Unterminated {
  DOLLAR.lastIndex = at;
  const tag = DOLLAR.exec(sql)?.[0];
  if (tag === undefined) return { type: 'symbol', start: at, end: at + 1 };
  const end = sql.indexOf(tag, at + tag.length);
  if (end === -1) return { what: 'dollar-quoted string', start: at, closing: tag };
  return { type: 'string', start: at, end: end + tag.length };
}
