/** Kinds of Python token. White space, comments and line continuations are left out. */
export type PythonTokenType = 'name' | 'number' | 'string' | 'op' | 'newline';

export interface PythonToken {
  readonly type: PythonTokenType;
  /** Text as written; for a string its value. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** A string with holes in it (f-string) has no value of its own. */
  readonly formatted?: boolean;
  readonly bytes?: boolean;
}

export interface PythonFault {
  readonly message: string;
  readonly remedy: string;
  readonly at: number;
}

const NAME = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/uy;
const NUMBER = /0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:[eE][+-]?\d[\d_]*)?[jJ]?/y;
const PREFIX = /^(?:[rR]?[bBfFuUtT]?|[bBfFtT][rR])$/;
const OPERATOR = /\*\*=?|\/\/=?|->|:=|>>=?|<<=?|[-+*/%@&|^=!<>]=|\.\.\.|[-+*/%@&|^~<>()[\]{},:;.=!]/y;

/**
 * Cuts Python source into tokens: enough to find calls reliably, with comments, every kind of
 * string, and brackets over several lines. Indentation is not looked at.
 */
export function tokenizePython(source: string): { tokens: PythonToken[]; fault?: PythonFault } {
  const tokens: PythonToken[] = [];
  let at = 0;
  while (at < source.length) {
    const char = source.charAt(at);
    if (char === '#') {
      const end = source.indexOf('\n', at);
      at = end === -1 ? source.length : end;
    } else if (char === '\n') {
      tokens.push({ type: 'newline', value: '\n', start: at, end: ++at });
    } else if (/\s/.test(char) || char === '\\' || char === '\ufeff') at++;
    else {
      const token = tokenAt(source, at);
      if ('message' in token) return { tokens, fault: token };
      tokens.push(token);
      at = token.end;
    }
  }
  return { tokens };
}

function tokenAt(source: string, at: number): PythonToken | PythonFault {
  const name = match(NAME, source, at);
  const quoteAt = at + (name?.length ?? 0);
  const quote = source[quoteAt];
  if ((quote === '"' || quote === "'") && (name === undefined || PREFIX.test(name))) {
    return stringAt(source, at, quoteAt, (name ?? '').toLowerCase());
  }
  if (name !== undefined) return { type: 'name', value: name, start: at, end: quoteAt };
  if (/\d/.test(source.charAt(at)) || (source[at] === '.' && /\d/.test(source.charAt(at + 1)))) {
    const number = match(NUMBER, source, at) ?? source.charAt(at);
    return { type: 'number', value: number, start: at, end: at + number.length };
  }
  const operator = match(OPERATOR, source, at) ?? source.charAt(at);
  return { type: 'op', value: operator, start: at, end: at + operator.length };
}

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

function stringAt(source: string, start: number, quoteAt: number, prefix: string): PythonToken | PythonFault {
  const quote = source.charAt(quoteAt);
  const triple = source.startsWith(quote.repeat(3), quoteAt);
  const delimiter = triple ? quote.repeat(3) : quote;
  const bodyAt = quoteAt + delimiter.length;
  let at = bodyAt;
  while (at < source.length && !source.startsWith(delimiter, at)) {
    if (source[at] === '\n' && !triple) break;
    at += source[at] === '\\' ? 2 : 1;
  }
  if (!source.startsWith(delimiter, at)) {
    return { message: 'This string is never closed.', remedy: `Add ${delimiter} where it ends.`, at: start };
  }
  const body = source.slice(bodyAt, at);
  return {
    type: 'string',
    value: prefix.includes('r') ? body : unescapePython(body),
    start,
    end: at + delimiter.length,
    formatted: prefix.includes('f') || prefix.includes('t'),
    bytes: prefix.includes('b'),
  };
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
  '0': '\0',
};

const unescapePython = (body: string): string =>
  body.replace(/\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|([\s\S]))/g, (whole, x: string, u: string, simple: string) => {
    const hex = x ?? u;
    return hex === undefined ? (ESCAPES[simple] ?? whole) : String.fromCodePoint(Number.parseInt(hex, 16));
  });
