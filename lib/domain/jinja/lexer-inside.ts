import { JinjaError } from './errors.ts';
import type { SourceText } from './source.ts';
import { brokenEscape, unescapeString } from './string-literal.ts';
import type { Token } from './tokens.ts';

const NAME = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/uy;
const FLOAT = /\d+(?:_\d+)*(?:(?:\.\d+(?:_\d+)*)?[eE][+-]?\d+(?:_\d+)*|\.\d+(?:_\d+)*)/y;
const INTEGER = /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*/y;
const STRING = /'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;
const OPERATOR = /\*\*|\/\/|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y;
const PAIRS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

export interface InsideEnd {
  /** Offset of the closing delimiter, its `-` or `+` included. */
  readonly close: number;
  readonly end: number;
  readonly control: string;
}

/**
 * Lexes what stands inside `{{ }}` or `{% %}` from `start`; appends to `tokens`.
 * @returns where the tag closes, or undefined when the text ends first
 */
export function lexInside(
  source: SourceText,
  start: number,
  closing: '}}' | '%}',
  tokens: Token[],
): InsideEnd | undefined {
  const text = source.text;
  const open: { bracket: string; at: number }[] = [];
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 32 || (code >= 9 && code <= 13) || code === 0xa0) {
      at++;
      continue;
    }
    const end = open.length === 0 ? closingAt(text, at, closing) : undefined;
    if (end !== undefined) return end;
    const token = nextToken(source, at, code);
    if (token.type === 'op') balance(source, token, open);
    tokens.push(token);
    at = token.end;
  }
  return undefined;
}

function closingAt(text: string, at: number, closing: string): InsideEnd | undefined {
  if (text.startsWith(closing, at)) return { close: at, end: at + 2, control: '' };
  const control = text[at] ?? '';
  const controlled = control === '-' || (control === '+' && closing === '%}');
  return controlled && text.startsWith(closing, at + 1) ? { close: at, end: at + 3, control } : undefined;
}

function nextToken(source: SourceText, at: number, code: number): Token {
  const text = source.text;
  if (code === 0x27 || code === 0x22) return stringToken(source, at);
  if (code >= 0x30 && code <= 0x39) return numberToken(text, at);
  const name = match(NAME, text, at);
  if (name !== undefined) return { type: 'name', value: name, start: at, end: at + name.length };
  const operator = match(OPERATOR, text, at);
  if (operator !== undefined) return { type: 'op', value: operator, start: at, end: at + operator.length };
  throw new JinjaError(
    'syntax',
    `Unexpected character ${JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0))}.`,
    {
      source,
      offset: at,
      endOffset: at + 1,
      remedy: 'Remove it, or put it in quotes where it belongs to a text.',
    },
  );
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function numberToken(text: string, at: number): Token {
  // `1.real` is not a float and `x.0.1` is attribute access twice: a float never follows a dot.
  const float = text[at - 1] === '.' ? undefined : match(FLOAT, text, at);
  if (float !== undefined)
    return { type: 'float', value: float.replaceAll('_', ''), start: at, end: at + float.length };
  const integer = match(INTEGER, text, at) ?? '0';
  return { type: 'integer', value: integer.replaceAll('_', ''), start: at, end: at + integer.length };
}

function stringToken(source: SourceText, at: number): Token {
  const raw = match(STRING, source.text, at);
  if (raw === undefined) {
    throw new JinjaError('syntax', 'This string is never closed.', {
      code: 'jinja.unclosed',
      remedy: `Add the closing ${source.text[at]}.`,
      source,
      offset: at,
      endOffset: at + 1,
    });
  }
  const broken = raw.includes('\\') ? brokenEscape(raw) : undefined;
  if (broken !== undefined) {
    const offset = at + raw.indexOf(broken);
    const remedy = 'Write the backslash twice, or all the digits: \\xe9, \\u00e9.';
    const place = { source, offset, endOffset: offset + broken.length };
    throw new JinjaError('syntax', `After "${broken}" there are too few hexadecimal digits.`, { remedy, ...place });
  }
  const value = raw.includes('\\') || raw.includes('\r') ? unescapeString(raw.slice(1, -1)) : raw.slice(1, -1);
  return { type: 'string', value, start: at, end: at + raw.length };
}

function balance(source: SourceText, token: Token, open: { bracket: string; at: number }[]): void {
  if (token.value === '(' || token.value === '[' || token.value === '{') {
    open.push({ bracket: token.value, at: token.start });
    return;
  }
  const opening = PAIRS[token.value];
  if (opening === undefined) return;
  if (open.pop()?.bracket === opening) return;
  throw new JinjaError('syntax', `"${token.value}" closes nothing.`, {
    remedy: `Remove it, or add the matching "${opening}".`,
    source,
    offset: token.start,
    endOffset: token.end,
  });
}
