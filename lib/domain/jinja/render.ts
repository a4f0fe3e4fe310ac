import type { Template } from './ast.ts';
import { JinjaError } from './errors.ts';
import { Interpreter, type RenderOptions } from './evaluate/interpreter.ts';
import { ReturnSignal } from './evaluate/macro.ts';
import { NativeOutput } from './evaluate/native-output.ts';
import { Output } from './evaluate/output.ts';
import { type Root, rootOf, Scope } from './evaluate/scope.ts';
import { execute } from './evaluate/statement.ts';
import { GLOBALS } from './globals.ts';
import type { SourceText } from './source.ts';
import { toText } from './values/text.ts';
import type { Value } from './values/value.ts';

/** A context of Jinja's globals and the names given. */
export const contextOf = (values: ReadonlyMap<string, Value>): Root => rootOf(values, rootOf(GLOBALS));

/**
 * Runs `work` with an interpreter that stands at the beginning of `source`.
 * @throws JinjaError with source, offset and calls filled in
 */
export function interpret<T>(
  source: SourceText,
  work: (interpreter: Interpreter) => T,
  options: RenderOptions = {},
  native = false,
): T {
  const interpreter = new Interpreter(options, native);
  interpreter.source = source;
  try {
    return work(interpreter);
  } catch (error) {
    throw interpreter.located(error instanceof ReturnSignal ? nothingToLeave(error) : error);
  }
}

const nothingToLeave = ({ value }: ReturnSignal): JinjaError =>
  new JinjaError('compiler', `return(${toText(value)}) stands outside of a macro.`, {
    code: 'macro.raised',
    remedy: 'Write the value itself, or move what returns it into a macro.',
  });

/**
 * Renders a template to text.
 * @throws JinjaError with source, offset and calls filled in
 */
export function renderTemplate(template: Template, context: Root, options: RenderOptions = {}): string {
  if (!template.hasTags) return template.body.map((node) => (node.type === 'data' ? node.text : '')).join('');
  refuseUnknown(template);
  const work = (interpreter: Interpreter): string => {
    const output = new Output(interpreter);
    execute(interpreter, template.body, new Scope(context), output);
    return output.text();
  };
  return interpret(template.source, work, options);
}

/**
 * Renders a value of a YAML file in dbt's native environment: what one expression alone writes keeps
 * its type, unless it is a constant; anything else is text.
 */
export function renderNative(template: Template, context: Root, options: RenderOptions = {}): Value {
  refuseUnknown(template);
  const work = (interpreter: Interpreter): Value => {
    const output = new NativeOutput(interpreter);
    execute(interpreter, template.body, new Scope(context), output);
    return output.value();
  };
  return interpret(template.source, work, options, true);
}

function refuseUnknown({ unknown: [first] }: Template): void {
  if (first !== undefined) throw first;
}
