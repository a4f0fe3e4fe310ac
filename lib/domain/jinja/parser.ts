import type { Template } from './ast.ts';
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
    return { source, body, hasTags: false };
  }
  const stream = new TokenStream(source, lex(source, options));
  return { source, body: parseBody(stream, []), hasTags: true };
}
