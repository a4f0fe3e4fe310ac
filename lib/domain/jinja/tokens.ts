import type { JinjaError } from './errors.ts';

/** Kinds of token; `op` carries its text in `value`. */
type TokenType =
  | 'data'
  | 'variable_begin'
  | 'variable_end'
  | 'block_begin'
  | 'block_end'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'op'
  | 'eof';

interface Placed {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** A token, or the error that ends a text that can't be cut further. */
export type Token =
  | (Placed & { readonly type: TokenType })
  | (Placed & { readonly type: 'error'; readonly error: JinjaError });

/** How a template treats the white space around its tags. dbt keeps Jinja's defaults: all false. */
export interface LexerOptions {
  readonly trimBlocks?: boolean;
  readonly lstripBlocks?: boolean;
  readonly keepTrailingNewline?: boolean;
}
