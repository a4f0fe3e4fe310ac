import type { SourceText } from './source.ts';

/** What kind of failure a template met; becomes the second half of the problem's code. */
export type JinjaFailure =
  | 'syntax'
  | 'undefined'
  | 'type'
  | 'value'
  | 'limit'
  | 'sandbox'
  | 'compiler'
  | 'unsupported'
  | 'template';

/** One call on the way to a failure, outermost first. */
export interface CallSite {
  readonly name: string;
  readonly source: SourceText;
  readonly offset: number;
}

/**
 * A failure in a template. The evaluator fills in the place (source and offset) and the way
 * there (calls) when it leaves the interpreter, so operators and filters only say what is wrong.
 */
export class JinjaError extends Error {
  readonly failure: JinjaFailure;
  readonly remedy: string | undefined;
  /** A more exact problem code than `jinja.<failure>`. */
  readonly code: string | undefined;
  source: SourceText | undefined;
  offset: number | undefined;
  endOffset: number | undefined;
  calls: readonly CallSite[] = [];

  constructor(
    failure: JinjaFailure,
    message: string,
    options: { remedy?: string; code?: string; source?: SourceText; offset?: number; endOffset?: number } = {},
  ) {
    super(message);
    this.name = 'JinjaError';
    this.failure = failure;
    this.remedy = options.remedy;
    this.code = options.code;
    this.source = options.source;
    this.offset = options.offset;
    this.endOffset = options.endOffset;
  }
}

export const typeError = (message: string, remedy?: string): JinjaError => new JinjaError('type', message, { remedy });
export const valueError = (message: string, remedy?: string): JinjaError =>
  new JinjaError('value', message, { remedy });
