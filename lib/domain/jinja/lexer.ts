import { JinjaError } from './errors.ts';
import { lexInside } from './lexer-inside.ts';
import type { SourceText } from './source.ts';
import type { LexerOptions, Token } from './tokens.ts';

const RAW_BEGIN = /\{%([-+]?)\s*raw\s*(?:-%\}\s*|%\})/y;
const RAW_END = /\{%([-+]?)\s*endraw\s*(?:\+%\}|-%\}\s*|%\}\n?)/g;
const SPACE = /\s*/y;

/** State of one pass over a template. */
interface Lexing {
  readonly source: SourceText;
  readonly text: string;
  readonly end: number;
  readonly options: LexerOptions;
  readonly tokens: Token[];
  position: number;
}

/**
 * Cuts a template into tokens: data between tags, and what stands inside them. White space
 * control (`-`, `+`, trim_blocks, lstrip_blocks) is done here, as Jinja does.
 */
export function lex(source: SourceText, options: LexerOptions = {}): Token[] {
  const text = source.text;
  const state: Lexing = { source, text, end: endOf(text, options), options, tokens: [], position: 0 };
  try {
    while (state.position < state.end) step(state);
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error;
    state.tokens.push({ type: 'error', value: '', start: text.length, end: text.length, error });
  }
  state.tokens.push({ type: 'eof', value: '', start: text.length, end: text.length });
  return state.tokens;
}

function endOf(text: string, options: LexerOptions): number {
  if (options.keepTrailingNewline === true) return text.length;
  if (text.endsWith('\r\n')) return text.length - 2;
  return text.endsWith('\n') || text.endsWith('\r') ? text.length - 1 : text.length;
}

function step(state: Lexing): void {
  const tag = nextTag(state.text, state.position, state.end);
  if (tag === -1) {
    pushData(state, state.position, state.end);
    state.position = state.end;
    return;
  }
  const kind = state.text.charAt(tag + 1);
  const control = state.text.charAt(tag + 2);
  pushData(state, state.position, dataEnd(state, tag, kind, control));
  if (kind === '#') skipComment(state, tag);
  else if (kind === '%') lexBlock(state, tag, control);
  else lexTag(state, tag, control, '}}', 'variable');
}

/** Offset of the next `{{`, `{%` or `{#`, or -1. */
function nextTag(text: string, from: number, end: number): number {
  for (let at = text.indexOf('{', from); at !== -1 && at + 1 < end; at = text.indexOf('{', at + 1)) {
    const next = text.charCodeAt(at + 1);
    if (next === 0x7b || next === 0x25 || next === 0x23) return at;
  }
  return -1;
}

/** Where the data before a tag ends, after white space control. */
function dataEnd(state: Lexing, tag: number, kind: string, control: string): number {
  if (control === '-') return Math.max(state.position, trimEnd(state.text, tag, state.position));
  if (state.options.lstripBlocks !== true || control === '+' || kind === '{') return tag;
  let at = tag;
  while (at > state.position && (state.text[at - 1] === ' ' || state.text[at - 1] === '\t')) at--;
  return at === 0 || state.text[at - 1] === '\n' ? at : tag;
}

function trimEnd(text: string, from: number, limit: number): number {
  let at = from;
  while (at > limit && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0x2028;

function pushData(state: Lexing, start: number, end: number): void {
  if (end <= start) return;
  const raw = state.text.slice(start, end);
  const value = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
  state.tokens.push({ type: 'data', value, start, end });
}

function skipComment(state: Lexing, tag: number): void {
  const close = state.text.indexOf('#}', tag + 2);
  const start = /^[-+]/.test(state.text.charAt(tag + 2)) ? tag + 3 : tag + 2;
  if (close === -1 || close + 2 > state.text.length) {
    // Jinja misses the end of a comment only when something stands in it.
    if (start >= state.end) {
      state.position = state.end;
      return;
    }
    throw unclosed(state, tag, 'comment', '#}');
  }
  const control = state.text.charAt(close - 1);
  const trim = control === '-' && close - 1 > tag + 1;
  state.position = afterTag(state, close + 2, trim, control !== '+' && state.options.trimBlocks === true);
}

function lexBlock(state: Lexing, tag: number, control: string): void {
  RAW_BEGIN.lastIndex = tag;
  const raw = RAW_BEGIN.exec(state.text);
  if (raw === null) lexTag(state, tag, control, '%}', 'block');
  else lexRaw(state, tag, raw[0].length);
}

function lexRaw(state: Lexing, tag: number, opening: number): void {
  const start = tag + opening;
  RAW_END.lastIndex = start;
  const close = RAW_END.exec(state.text);
  if (close === null) throw unclosed(state, tag, 'raw block', '{% endraw %}');
  const stop = close[1] === '-' ? trimEnd(state.text, close.index, start) : close.index;
  pushData(state, start, stop);
  const tail = close[0].endsWith('\n') && !/-%\}\s*$/.test(close[0]) && state.options.trimBlocks !== true ? 1 : 0;
  state.position = close.index + close[0].length - tail;
}

function lexTag(state: Lexing, tag: number, control: string, closing: '}}' | '%}', type: 'variable' | 'block'): void {
  const start = tag + (control === '-' || control === '+' ? 3 : 2);
  state.tokens.push({ type: `${type}_begin`, value: '', start: tag, end: start });
  const inside = lexInside(state.source, start, closing, state.tokens);
  if (inside === undefined) throw unclosed(state, tag, type === 'block' ? 'tag' : 'expression', closing);
  state.tokens.push({ type: `${type}_end`, value: '', start: inside.close, end: inside.end });
  const trimBlocks = type === 'block' && inside.control !== '+' && state.options.trimBlocks === true;
  state.position = afterTag(state, inside.end, inside.control === '-', trimBlocks);
}

function afterTag(state: Lexing, end: number, trimAll: boolean, trimNewline: boolean): number {
  if (trimAll) {
    SPACE.lastIndex = end;
    SPACE.exec(state.text);
    return SPACE.lastIndex;
  }
  if (!trimNewline) return end;
  if (state.text.startsWith('\r\n', end)) return end + 2;
  return state.text[end] === '\n' ? end + 1 : end;
}

function unclosed(state: Lexing, offset: number, what: string, closing: string): JinjaError {
  return new JinjaError('syntax', `This ${what} is never closed: "${closing}" is missing.`, {
    code: 'jinja.unclosed',
    remedy: `Add ${closing} where it ends.`,
    source: state.source,
    offset,
    endOffset: offset + 2,
  });
}
