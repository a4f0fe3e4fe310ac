import type { MacroStatement, Template } from '../ast.ts';
import { typeError } from '../errors.ts';
import { PyDict, PyTuple } from '../values/collections.ts';
import { type CallArguments, type Caller, orElse, PyObject, Undefined, type Value } from '../values/value.ts';
import { evaluate } from './expression.ts';
import { Interpreter, tooDeep } from './interpreter.ts';
import { Output } from './output.ts';
import type { Scope } from './scope.ts';
import { execute } from './statement.ts';

/** `return(value)`: leaves the macro that is running. */
export class ReturnSignal {
  readonly value: Value;
  constructor(value: Value) {
    this.value = value;
  }
}

/** A macro, or the body of a call block, with the scope it was written in. */
export class Macro extends PyObject {
  readonly typeName = 'Macro';
  readonly statement: MacroStatement;
  private readonly source: Template['source'];
  private readonly closure: Scope;
  private readonly lenient: boolean;

  /** @param lenient for a macro written in a template that is rendered so */
  constructor(statement: MacroStatement, source: Template['source'], closure: Scope, lenient = false) {
    super();
    this.statement = statement;
    this.source = source;
    this.closure = closure;
    this.lenient = lenient;
  }

  override text(): string {
    return `<Macro '${this.statement.name}'>`;
  }

  override attribute(name: string): Value | undefined {
    if (name === 'name') return this.statement.name;
    if (name === 'arguments') return new PyTuple(this.statement.parameters.map((parameter) => parameter.name));
    if (name === 'catch_kwargs') return this.statement.uses.kwargs;
    if (name === 'catch_varargs') return this.statement.uses.varargs;
    return name === 'caller' ? this.statement.uses.caller : undefined;
  }

  override call(args: CallArguments, caller: Caller): Value {
    if (!(caller instanceof Interpreter)) throw typeError('A macro can only be called by a template.');
    const { calls, source, offset, scope, lenient } = caller;
    if (calls.length >= caller.limits.depth) throw tooDeep();
    const [unknown] = this.statement.unknown;
    if (unknown !== undefined) throw unknown;
    const inner = this.closure.inner();
    calls.push({ name: this.statement.name, source, offset });
    caller.lenient = this.lenient;
    bindMacro(caller, this.statement, args, inner);
    caller.source = this.source;
    const result = this.run(caller, inner);
    // Not in a finally: an error keeps its place.
    calls.pop();
    caller.source = source;
    caller.offset = offset;
    caller.scope = scope;
    caller.lenient = lenient;
    return result;
  }

  private run(caller: Interpreter, scope: Scope): Value {
    const output = new Output(caller);
    const depth = caller.calls.length;
    try {
      execute(caller, this.statement.body, scope, output);
    } catch (thrown) {
      if (!(thrown instanceof ReturnSignal) || this.statement.kind === 'call') throw thrown;
      caller.calls.length = depth;
      return thrown.value;
    }
    return output.text();
  }
}

const NONE_NAMED = new Map<string, Value>();

/** Gives a macro's parameters their values, as Jinja binds them. */
function bindMacro(interpreter: Interpreter, macro: MacroStatement, args: CallArguments, scope: Scope): void {
  const { parameters, uses } = macro;
  const rest = args.named.size === 0 ? NONE_NAMED : new Map(args.named);
  for (const [index, parameter] of parameters.entries()) {
    const given = orElse(args.positional[index], rest.get(parameter.name));
    if (args.positional[index] === undefined) rest.delete(parameter.name);
    if (given !== undefined) scope.set(parameter.name, given);
    else if (parameter.defaultValue === undefined) {
      const message = `parameter '${parameter.name}' was not provided`;
      scope.set(parameter.name, new Undefined(parameter.name, message, { lenient: interpreter.lenient }));
    } else scope.set(parameter.name, evaluate(interpreter, parameter.defaultValue, scope));
  }
  if (uses.caller && !parameters.some((parameter) => parameter.name === 'caller')) {
    scope.set(
      'caller',
      orElse(rest.get('caller'), new Undefined('caller', 'No caller defined', { lenient: interpreter.lenient })),
    );
    rest.delete('caller');
  }
  const extra = args.positional.slice(parameters.length);
  if (uses.kwargs) scope.set('kwargs', new PyDict(rest));
  else if (rest.size > 0) throw unexpectedNamed(macro, rest);
  if (uses.varargs) scope.set('varargs', new PyTuple(extra));
  else if (extra.length > 0) throw tooMany(macro, args.positional.length);
}

function unexpectedNamed(macro: MacroStatement, rest: ReadonlyMap<string, Value>): Error {
  if (rest.has('caller')) {
    return typeError(
      `macro '${macro.name}' was invoked with two values for the special caller argument or does not use caller`,
    );
  }
  const [name] = rest.keys();
  return typeError(`macro '${macro.name}' takes no keyword argument '${name}'`, signatureOf(macro));
}

const tooMany = (macro: MacroStatement, given: number): Error =>
  typeError(
    `macro '${macro.name}' takes not more than ${macro.parameters.length} argument(s), ${given} given`,
    signatureOf(macro),
  );

const signatureOf = (macro: MacroStatement): string =>
  `Its arguments are (${macro.parameters.map((parameter) => parameter.name).join(', ')}).`;
