import type { PythonToken } from './tokenizer.ts';

/** A parsed literal, or where it stops being one. */
export type Literal =
  | { readonly ok: true; readonly value: unknown; readonly next: number }
  | { readonly ok: false; readonly at: number };

const CLOSING: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}' };

/** Index of the next token that is no newline. */
export function skipNewlines(tokens: readonly PythonToken[], index: number): number {
  let at = index;
  while (tokens[at]?.type === 'newline') at++;
  return at;
}

/** Reads a literal of Python (text, number, True, None, list, tuple, dict, set) from a token on. */
export function readLiteral(tokens: readonly PythonToken[], start: number): Literal {
  const index = skipNewlines(tokens, start);
  const token = tokens[index];
  if (token === undefined) return { ok: false, at: start };
  if (token.type === 'string') return readStrings(tokens, index);
  if (token.type === 'number') return number(token, index, 1);
  if (token.type === 'name') return constant(token, index);
  if (token.value === '-' || token.value === '+') {
    const next = tokens[index + 1];
    return next?.type === 'number' ? number(next, index + 1, token.value === '-' ? -1 : 1) : { ok: false, at: index };
  }
  if (token.value === '{') return readBraces(tokens, index);
  const close = CLOSING[token.value];
  return close === undefined ? { ok: false, at: index } : readItems(tokens, index, close);
}

function readStrings(tokens: readonly PythonToken[], index: number): Literal {
  let value = '';
  let next = index;
  for (let token = tokens[next]; token?.type === 'string'; token = tokens[next]) {
    if (token.formatted === true || token.bytes === true) return { ok: false, at: next };
    value += token.value;
    next++;
  }
  return { ok: true, value, next };
}

function number(token: PythonToken, index: number, sign: number): Literal {
  const value = Number(token.value.replaceAll('_', ''));
  return Number.isNaN(value) ? { ok: false, at: index } : { ok: true, value: sign * value, next: index + 1 };
}

const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['True', true],
  ['False', false],
  ['None', null],
]);

const constant = (token: PythonToken, index: number): Literal =>
  CONSTANTS.has(token.value)
    ? { ok: true, value: CONSTANTS.get(token.value), next: index + 1 }
    : { ok: false, at: index };

function readItems(tokens: readonly PythonToken[], open: number, close: string): Literal {
  const items: unknown[] = [];
  let index = skipNewlines(tokens, open + 1);
  let commas = 0;
  while (tokens[index]?.value !== close || tokens[index]?.type !== 'op') {
    const item = readLiteral(tokens, index);
    if (!item.ok) return item;
    items.push(item.value);
    index = skipNewlines(tokens, item.next);
    if (tokens[index]?.value !== ',') break;
    commas++;
    index = skipNewlines(tokens, index + 1);
  }
  if (tokens[index]?.value !== close) return { ok: false, at: index };
  const only = items.length === 1 && commas === 0 && close === ')';
  return { ok: true, value: only ? items[0] : items, next: index + 1 };
}

function readBraces(tokens: readonly PythonToken[], open: number): Literal {
  const entries: [string, unknown][] = [];
  let index = skipNewlines(tokens, open + 1);
  while (tokens[index]?.value !== '}') {
    const key = readLiteral(tokens, index);
    if (!key.ok) return key;
    index = skipNewlines(tokens, key.next);
    if (tokens[index]?.value !== ':')
      return entries.length === 0 ? readItems(tokens, open, '}') : { ok: false, at: index };
    const value = readLiteral(tokens, index + 1);
    if (!value.ok) return value;
    entries.push([String(key.value), value.value]);
    index = skipNewlines(tokens, value.next);
    if (tokens[index]?.value !== ',') break;
    index = skipNewlines(tokens, index + 1);
  }
  return tokens[index]?.value === '}'
    ? { ok: true, value: Object.fromEntries(entries), next: index + 1 }
    : { ok: false, at: index };
}
