import type { SourceText } from './source.ts';
import type { Undefined } from './values/value.ts';

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
  remedy: string | undefined;
  /** A more exact problem code than `jinja.<failure>`. */
  readonly code: string | undefined;
  /** The value that was used though it is not there. */
  readonly missing: Undefined | undefined;
  source: SourceText | undefined;
  offset: number | undefined;
  endOffset: number | undefined;
  calls: readonly CallSite[] = [];

  constructor(
    failure: JinjaFailure,
    message: string,
    options: {
      remedy?: string;
      code?: string;
      source?: SourceText;
      offset?: number;
      endOffset?: number;
      missing?: Undefined;
    } = {},
  ) {
    super(message);
    this.name = 'JinjaError';
    this.failure = failure;
    this.remedy = options.remedy;
    this.code = options.code;
    this.missing = options.missing;
    this.source = options.source;
    this.offset = options.offset;
    this.endOffset = options.endOffset;
  }
}

/** Using a value that is not there. The interpreter adds what was probably meant. */
export const undefinedFailure = (value: Undefined): JinjaError =>
  new JinjaError(value.unsafe ? 'sandbox' : 'undefined', `${value.message}.`, {
    code: value.unsafe ? 'jinja.sandbox' : 'jinja.undefined',
    remedy: value.unsafe ? 'Attributes that begin with an underscore are not available in templates.' : undefined,
    missing: value,
  });

export const typeError = (message: string, remedy?: string): JinjaError => new JinjaError('type', message, { remedy });
export const valueError = (message: string, remedy?: string): JinjaError =>
  new JinjaError('value', message, { remedy });

/** What a person is told instead of an overflow of JavaScript's stack or memory; undefined for other errors. */
export function limitOf(error: unknown): JinjaError | undefined {
  if (!(error instanceof RangeError)) return undefined;
  if (/call stack/i.test(error.message))
    return new JinjaError('limit', 'This is nested too deep.', {
      code: 'jinja.depth',
      remedy: 'Look for a macro that calls itself without an end, or cut a long expression into several.',
    });
  if (!/length|count value|array buffer|Map maximum|BigInt/i.test(error.message)) return undefined;
  return tooLong();
}

/** A text or list longer than a template may make. */
export const tooLong = (): JinjaError =>
  new JinjaError('limit', 'This makes a text or list that is too long.', {
    code: 'jinja.length',
    remedy: 'Make less of it, or let the database make the rows (generate_series, repeat).',
  });
