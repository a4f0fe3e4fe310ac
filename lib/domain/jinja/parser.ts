import type { Template } from './ast.ts';
import { limitOf } from './errors.ts';
import { lex } from './lexer.ts';
import { parseBody } from './parse-statement.ts';
import { type Position, SourceText } from './source.ts';
import { TokenStream } from './token-stream.ts';
import type { LexerOptions } from './tokens.ts';

export interface ParseOptions extends LexerOptions {
  /** Where the text begins in its file, when it is a piece of one. */
  readonly base?: Position;
}

/**
 * Parses a template.
 * @param text the template
 * @param path the file it stands in, for problems
 * @throws JinjaError with the place, when it can't be parsed
 */
export function parseTemplate(text: string, path: string, options: ParseOptions = {}): Template {
  const source = new SourceText(text, path, options.base);
  if (!text.includes('{')) {
    const [data] = lex(source, options);
    const body = data?.type === 'data' ? [{ type: 'data' as const, at: 0, text: data.value }] : [];
    return { source, body, hasTags: false, unknown: [] };
  }
  try {
    const stream = new TokenStream(source, lex(source, options));
    const body = stream.frame(() => parseBody(stream, []));
    return { source, body, hasTags: true, unknown: stream.unknown };
  } catch (error) {
    const limit = limitOf(error);
    if (limit === undefined) throw error;
    limit.source = source;
    limit.offset = 0;
    throw limit;
  }
}
