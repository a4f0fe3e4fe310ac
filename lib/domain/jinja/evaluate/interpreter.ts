import type { Template } from '../ast.ts';
import { type CallSite, JinjaError, typeError } from '../errors.ts';
import { didYouMean } from '../near.ts';
import { SourceText } from '../source.ts';
import { typeName } from '../values/text.ts';
import { type CallArguments, type Caller, orElse, PyObject, Undefined, type Value } from '../values/value.ts';
import type { Scope } from './scope.ts';

export type Filter = (input: Value, args: CallArguments, caller: Caller) => Value;
export type Test = (input: Value, args: CallArguments, caller: Caller) => boolean;

/** Filters and tests by name; shared by every rendering. */
export interface Environment {
  readonly filters: ReadonlyMap<string, Filter>;
  readonly tests: ReadonlyMap<string, Test>;
}

export interface RenderLimits {
  /** Evaluated nodes; an endless loop ends here. */
  readonly steps: number;
  /** Characters written, text of macros counted each time it is passed on. */
  readonly output: number;
  /** Macros within macros. */
  readonly depth: number;
}
export const DEFAULT_LIMITS: RenderLimits = { steps: 5_000_000, output: 50_000_000, depth: 150 };

export interface RenderOptions {
  readonly limits?: Partial<RenderLimits>;
  /** dbt while it parses: an undefined name has every attribute and can be called. */
  readonly lenient?: boolean;
  /** Templates for `include`, `import` and `from`. */
  readonly load?: (name: string) => Template | undefined;
  /** Told of each undefined name that is printed, which dbt lets pass in silence. */
  readonly onUndefined?: (value: Undefined, source: SourceText, offset: number) => void;
}

/**
 * The state of one rendering: limits, where it stands, and the calls on the way there. The
 * evaluator keeps `source` and `offset` up to date, so an error thrown anywhere below gets its
 * place at the edge; on an error they are left as they were.
 */
export class Interpreter implements Caller {
  readonly environment: Environment;
  readonly options: RenderOptions;
  readonly limits: RenderLimits;
  source: SourceText = new SourceText('', '');
  offset = 0;
  endOffset: number | undefined;
  scope: Scope | undefined;
  readonly calls: CallSite[] = [];
  private steps = 0;
  private written = 0;

  constructor(environment: Environment, options: RenderOptions = {}) {
    this.environment = environment;
    this.options = options;
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
  }

  /** Marks the node being evaluated and counts it. */
  visit(node: { readonly at: number; readonly end?: number }): void {
    this.offset = node.at;
    this.endOffset = node.end;
    if (++this.steps > this.limits.steps) this.stepsExceeded();
  }

  spend(steps: number): void {
    this.steps += steps;
    if (this.steps > this.limits.steps) this.stepsExceeded();
  }

  private stepsExceeded(): never {
    throw new JinjaError('limit', `This template was stopped after ${this.limits.steps.toLocaleString('en')} steps.`, {
      code: 'jinja.steps',
      remedy: 'Look for a loop or a macro that never ends.',
    });
  }

  /** Counts text that is written. */
  wrote(length: number): void {
    this.written += length;
    if (this.written <= this.limits.output) return;
    throw new JinjaError(
      'limit',
      `This template wrote more than ${this.limits.output.toLocaleString('en')} characters.`,
      {
        code: 'jinja.output',
        remedy: 'Look for a loop that writes too much.',
      },
    );
  }

  call(callee: Value, args: CallArguments): Value {
    if (callee instanceof PyObject) {
      if (callee.call !== undefined) return callee.call(args, this);
      if (callee instanceof Undefined) {
        if (this.options.lenient === true) return callee;
        throw undefinedError(callee, this.scope);
      }
    }
    throw typeError(`'${typeName(callee)}' object is not callable`);
  }

  filter(name: string, input: Value, args: CallArguments): Value {
    const filter = this.environment.filters.get(name);
    if (filter === undefined) throw missing('filter', name, this.environment.filters.keys());
    return filter(input, args, this);
  }

  test(name: string, input: Value, args: CallArguments): boolean {
    const test = this.environment.tests.get(name);
    if (test === undefined) throw missing('test', name, this.environment.tests.keys());
    return test(input, args, this);
  }

  place(): { path: string; line: number; column: number } {
    return { path: this.source.path, ...this.source.position(this.offset) };
  }

  lookup(name: string): Value {
    return orElse(this.scope?.get(name), new Undefined(name));
  }

  /** Gives an error its place; a bug or a stack overflow becomes an error of the template. */
  located(error: unknown): unknown {
    const own = error instanceof RangeError && /call stack/i.test(error.message) ? tooDeep() : error;
    if (!(own instanceof JinjaError) || own.source !== undefined) return own;
    own.source = this.source;
    own.offset = this.offset;
    own.endOffset = this.endOffset;
    own.calls = [...this.calls];
    return own;
  }
}

export const tooDeep = (): JinjaError =>
  new JinjaError('limit', 'Macros call each other too deep.', {
    code: 'jinja.depth',
    remedy: 'Look for a macro that calls itself without an end.',
  });

function missing(what: 'filter' | 'test', name: string, known: Iterable<string>): JinjaError {
  return new JinjaError('undefined', `There is no ${what} named '${name}'.`, {
    code: `jinja.${what}`,
    remedy: didYouMean(name, known),
  });
}

/** Using a value that is not there. */
export function undefinedError(value: Undefined, scope: Scope | undefined): JinjaError {
  const near = value.near.length > 0 ? value.near : (scope?.names() ?? []);
  return new JinjaError('undefined', `${value.message}.`, {
    code: 'jinja.undefined',
    remedy: didYouMean(value.name, near),
  });
}
