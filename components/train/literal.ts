/**
 * Reads the literals people write in `config(...)`: Jinja's, which are Python's. Every value keeps
 * where it stands, so that an edit replaces it and nothing else.
 */
export type Literal = string | number | boolean | null | readonly Literal[] | { readonly [key: string]: Literal };

export type Value =
  | {
      readonly type: 'scalar';
      readonly value: string | number | boolean | null;
      readonly start: number;
      readonly end: number;
    }
  | { readonly type: 'list'; readonly items: readonly Value[]; readonly start: number; readonly end: number }
  | { readonly type: 'dict'; readonly entries: readonly Entry[]; readonly start: number; readonly end: number }
  /** Anything else (`var('x')`, arithmetic): kept as text, never edited field by field. */
  | { readonly type: 'other'; readonly text: string; readonly start: number; readonly end: number };

export interface Entry {
  readonly key: string;
  readonly value: Value;
  readonly start: number;
}

const NAMES: Readonly<Record<string, boolean | null>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
};

/** Reads one value from `at`; it ends where the next `,` or closing bracket of its own depth stands. */
export function readValue(text: string, at: number): Value {
  const start = skipSpace(text, at);
  const whole = readWhole(text, start);
  const after = whole ? skipSpace(text, whole.end) : start;
  if (whole && /[,)\]}]/.test(text[after] ?? ')')) return whole;
  const end = endOfExpression(text, start);
  return {
    type: 'other',
    text: text.slice(start, end).trimEnd(),
    start,
    end: start + text.slice(start, end).trimEnd().length,
  };
}

function readWhole(text: string, start: number): Value | undefined {
  const first = text[start];
  if (first === "'" || first === '"') return readString(text, start);
  if (first === '[' || first === '(') return readList(text, start, first === '[' ? ']' : ')');
  if (first === '{') return readDict(text, start);
  const word = /^[+-]?(\d[\d_]*\.?\d*(?:[eE][+-]?\d+)?|\.\d+|[A-Za-z_]\w*)/.exec(text.slice(start, start + 80))?.[0];
  if (word === undefined) return undefined;
  const end = start + word.length;
  if (Object.hasOwn(NAMES, word)) return { type: 'scalar', value: NAMES[word] ?? null, start, end };
  const number = Number(word.replaceAll('_', ''));
  return Number.isNaN(number) ? undefined : { type: 'scalar', value: number, start, end };
}

function readString(text: string, start: number): Value | undefined {
  const quote = text[start];
  let value = '';
  for (let at = start + 1; at < text.length; at++) {
    const letter = text[at];
    if (letter === quote) return { type: 'scalar', value, start, end: at + 1 };
    if (letter === '\\') value += unescaped(text[++at] ?? '');
    else value += letter;
  }
  return undefined;
}

const unescaped = (letter: string): string => (letter === 'n' ? '\n' : letter === 't' ? '\t' : letter);

function readList(text: string, start: number, close: string): Value | undefined {
  const items: Value[] = [];
  let at = skipSpace(text, start + 1);
  while (at < text.length && text[at] !== close) {
    const item = readValue(text, at);
    if (item.end <= at) return undefined;
    items.push(item);
    at = skipComma(text, item.end);
  }
  return text[at] === close ? { type: 'list', items, start, end: at + 1 } : undefined;
}

function readDict(text: string, start: number): Value | undefined {
  const entries: Entry[] = [];
  let at = skipSpace(text, start + 1);
  while (at < text.length && text[at] !== '}') {
    const key = readString(text, at);
    if (key?.type !== 'scalar') return undefined;
    const colon = skipSpace(text, key.end);
    if (text[colon] !== ':') return undefined;
    const value = readValue(text, colon + 1);
    entries.push({ key: String(key.value), value, start: at });
    at = skipComma(text, value.end);
  }
  return text[at] === '}' ? { type: 'dict', entries, start, end: at + 1 } : undefined;
}

export function skipSpace(text: string, at: number): number {
  let next = at;
  while (next < text.length && /\s/.test(text[next] ?? '')) next++;
  return next;
}

export function skipComma(text: string, at: number): number {
  const next = skipSpace(text, at);
  return text[next] === ',' ? skipSpace(text, next + 1) : next;
}

function endOfExpression(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (letter === "'" || letter === '"') at = (readString(text, at)?.end ?? text.length) - 1;
    else if ('([{'.includes(letter)) depth++;
    else if (')]}'.includes(letter) && depth-- === 0) return at;
    else if (letter === ',' && depth === 0) return at;
  }
  return text.length;
}

/** The plain value; `undefined` where some of it is not a literal. */
export function toLiteral(value: Value): Literal | undefined {
  if (value.type === 'scalar') return value.value;
  if (value.type === 'other') return undefined;
  if (value.type === 'list') {
    const items = value.items.map(toLiteral);
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  const read: Record<string, Literal> = {};
  for (const { key, value: inner } of value.entries) {
    const literal = toLiteral(inner);
    if (literal === undefined) return undefined;
    read[key] = literal;
  }
  return read;
}

/** A literal as people write it in dbt: single quotes, `true`, `none`. */
export function writeLiteral(literal: Literal): string {
  if (literal === null) return 'none';
  if (typeof literal === 'string') {
    return `'${literal.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
  }
  if (typeof literal === 'object') {
    return isList(literal)
      ? `[${literal.map(writeLiteral).join(', ')}]`
      : `{${Object.entries(literal)
          .map(([key, value]) => `${writeLiteral(key)}: ${writeLiteral(value)}`)
          .join(', ')}}`;
  }
  return String(literal);
}

const isList = (literal: readonly Literal[] | { readonly [key: string]: Literal }): literal is readonly Literal[] =>
  Array.isArray(literal);
