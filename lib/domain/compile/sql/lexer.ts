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
const SPACE = /\s+/y;

/**
 * Cuts SQL as PostgreSQL's scanner does: standard strings, E'' with backslashes, U&'' and quoted
 * names, dollar quotes, nested comments. Strings assume standard_conforming_strings.
 */
export function lexSql(sql: string): { tokens: SqlToken[]; unterminated?: Unterminated } {
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < sql.length) {
    SPACE.lastIndex = at;
    if (SPACE.test(sql)) {
      at = SPACE.lastIndex;
      continue;
    }
    const next = tokenAt(sql, at);
    if ('what' in next) return { tokens, unterminated: next };
    tokens.push(next);
    at = next.end;
  }
  return { tokens };
}

function tokenAt(sql: string, at: number): SqlToken | Unterminated {
  const char = sql.charAt(at);
  const pair = sql.slice(at, at + 2);
  if (pair === '--') return lineComment(sql, at);
  if (pair === '/*') return blockComment(sql, at);
  if (char === "'") return closed(sql, at, at + 1, "'", 'string', 'string');
  if (char === '"') return closed(sql, at, at + 1, '"', 'quoted', 'quoted name');
  if (char === ';') return { type: 'semicolon', start: at, end: at + 1 };
  if (char === '$') return dollar(sql, at);
  if (/[eEbBxXnN]/.test(char) && sql[at + 1] === "'") return prefixed(sql, at, char);
  if (/[uU]/.test(char) && sql[at + 1] === '&' && (sql[at + 2] === "'" || sql[at + 2] === '"')) {
    const quote = sql.charAt(at + 2);
    return closed(
      sql,
      at,
      at + 3,
      quote,
      quote === "'" ? 'string' : 'quoted',
      quote === "'" ? 'string' : 'quoted name',
    );
  }
  return plain(sql, at);
}

function plain(sql: string, at: number): SqlToken {
  WORD.lastIndex = at;
  if (WORD.test(sql)) return { type: 'word', start: at, end: WORD.lastIndex };
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

function prefixed(sql: string, at: number, prefix: string): SqlToken | Unterminated {
  if (!/[eE]/.test(prefix)) return closed(sql, at, at + 2, "'", 'string', 'string');
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
