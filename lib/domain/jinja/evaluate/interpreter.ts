import { didYouMean } from '../../../contracts/near.ts';
import { type CallSite, JinjaError, limitOf, typeError, undefinedFailure } from '../errors.ts';
import { FILTERS } from '../filters/index.ts';
import { SourceText } from '../source.ts';
import { TESTS } from '../tests.ts';
import { toText, typeName } from '../values/text.ts';
import { type CallArguments, type Caller, orElse, PyObject, Undefined, type Value } from '../values/value.ts';
import type { Mark } from './native-output.ts';
import type { Scope } from './scope.ts';

export type Filter = (input: Value, args: CallArguments, caller: Caller) => Value;
export type Test = (input: Value, args: CallArguments, caller: Caller) => boolean;

export interface RenderLimits {
  /** Evaluated nodes; an endless loop ends here. */
  readonly steps: number;
  /** Characters written, text of macros counted each time it is passed on. */
  readonly output: number;
  /** Macros within macros. */
  readonly depth: number;
  /** Time; generous, because it is only for what steps don't measure. */
  readonly milliseconds: number;
}
export const DEFAULT_LIMITS: RenderLimits = { steps: 5_000_000, output: 50_000_000, depth: 150, milliseconds: 30_000 };

export interface RenderOptions {
  readonly limits?: Partial<RenderLimits>;
  /** dbt while it parses: an undefined name has every attribute and can be called. */
  readonly lenient?: boolean;
  /** Told of each undefined name that is printed, which dbt lets pass in silence. */
  readonly onUndefined?: (value: Undefined, source: SourceText, offset: number) => void;
}

/**
 * The state of one rendering: limits, where it stands, and the calls on the way there. The
 * evaluator keeps `source` and `offset` up to date, so an error thrown anywhere below gets its
 * place at the edge; on an error they are left as they were.
 */
export class Interpreter implements Caller {
  readonly options: RenderOptions;
  readonly limits: RenderLimits;
  source: SourceText = new SourceText('', '');
  offset = 0;
  endOffset: number | undefined;
  scope: Scope | undefined;
  readonly calls: CallSite[] = [];
  /** Whether what was evaluated since this was set names nothing and calls nothing. */
  constant = false;
  /** Text that a filter asked to be read as a literal. */
  readonly marks = new Map<Value, Mark>();
  private readonly native: boolean;
  /** Of the template that runs: dbt renders macros of a project strictly, even while it parses. */
  lenient: boolean;
  private readonly deadline: number;
  private steps = 0;
  private written = 0;

  /** @param native whether values keep their types, as in YAML */
  constructor(options: RenderOptions = {}, native = false) {
    this.options = options;
    this.native = native;
    this.lenient = options.lenient === true;
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.deadline = performance.now() + this.limits.milliseconds;
  }

  /** Marks the node being evaluated and counts it. */
  visit(node: { readonly at: number; readonly end?: number }): void {
    this.offset = node.at;
    this.endOffset = node.end;
    if (++this.steps > this.limits.steps) this.stepsExceeded();
    if ((this.steps & 0x3ff) === 0) this.checkClock();
  }

  /** Steps are counted, but one step may be long: a search in a text of megabytes. */
  private checkClock(): void {
    if (performance.now() < this.deadline) return;
    const seconds = this.limits.milliseconds / 1000;
    throw new JinjaError('limit', `This template was stopped after ${seconds.toLocaleString('en')} seconds.`, {
      code: 'jinja.time',
      remedy: 'Look for a loop over too much; let the database do the work on rows.',
    });
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
    this.checkClock();
    if (callee instanceof PyObject) {
      if (callee.call !== undefined) return callee.call(args, this);
      if (callee instanceof Undefined) {
        if (callee.lenient) return callee;
        throw undefinedFailure(callee);
      }
    }
    throw typeError(`'${typeName(callee)}' object is not callable`);
  }

  filter(name: string, input: Value, args: CallArguments): Value {
    this.checkClock();
    const filter = FILTERS.get(name);
    if (filter === undefined) throw missing('filter', name, FILTERS.keys());
    return filter(input, args, this);
  }

  test(name: string, input: Value, args: CallArguments): boolean {
    const test = TESTS.get(name);
    if (test === undefined) throw missing('test', name, TESTS.keys());
    return test(input, args, this);
  }

  mark(value: Value, mark: Mark): Value {
    if (!this.native) return value;
    const text = toText(value);
    this.marks.set(text, mark);
    this.constant = false;
    return text;
  }

  place(): { path: string; line: number; column: number } {
    return { path: this.source.path, ...this.source.position(this.offset) };
  }

  lookup(name: string): Value {
    return orElse(this.scope?.get(name), new Undefined(name, undefined, { lenient: this.lenient }));
  }

  /** Gives an error its place. */
  located(error: unknown): unknown {
    const own = limitOf(error) ?? error;
    if (!(own instanceof JinjaError) || own.source !== undefined) return own;
    own.source = this.source;
    own.offset = this.offset;
    own.endOffset = this.endOffset;
    own.calls = [...this.calls];
    if (own.missing !== undefined && own.remedy === undefined) own.remedy = meant(own.missing, this.scope);
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

/** The name that was probably meant instead of one that is not there. */
function meant(value: Undefined, scope: Scope | undefined): string | undefined {
  if (scope?.get(`dbt_macro__${value.name}`) !== undefined)
    return `A macro written in a model is not found by its name in dbt: move ${value.name} to macros/.`;
  if (value.message.startsWith("'None' has no") && scope?.get('execute') === false)
    return 'Nothing is asked of the database while a project is parsed: put what needs an answer inside {% if execute %}.';
  return didYouMean(value.name, value.near.length > 0 ? value.near : (scope?.names() ?? []));
}
