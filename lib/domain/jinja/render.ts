import type { Template } from './ast.ts';
import { evaluate } from './evaluate/expression.ts';
import { type Environment, Interpreter, type RenderOptions } from './evaluate/interpreter.ts';
import { Output } from './evaluate/output.ts';
import { type Root, rootOf, Scope } from './evaluate/scope.ts';
import { execute } from './evaluate/statement.ts';
import { FILTERS } from './filters/index.ts';
import { GLOBALS } from './globals.ts';
import type { SourceText } from './source.ts';
import { TESTS } from './tests.ts';
import type { Value } from './values/value.ts';

/** Jinja's own filters and tests. */
const STANDARD: Environment = { filters: FILTERS, tests: TESTS };

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
  environment: Environment = STANDARD,
): T {
  const interpreter = new Interpreter(environment, options);
  interpreter.source = source;
  try {
    return work(interpreter);
  } catch (error) {
    throw interpreter.located(error);
  }
}

/**
 * Renders a template to text.
 * @throws JinjaError with source, offset and calls filled in
 */
export function renderTemplate(
  template: Template,
  context: Root,
  options: RenderOptions = {},
  environment: Environment = STANDARD,
): string {
  if (!template.hasTags) return template.body.map((node) => (node.type === 'data' ? node.text : '')).join('');
  const work = (interpreter: Interpreter): string => {
    const output = new Output(interpreter);
    execute(interpreter, template.body, new Scope(context), output);
    return output.text();
  };
  return interpret(template.source, work, options, environment);
}

/**
 * Renders a template that may be one expression alone: its value then keeps its type, as dbt's
 * native environment gives it. Anything else is text.
 */
export function renderNative(
  template: Template,
  context: Root,
  options: RenderOptions = {},
  environment: Environment = STANDARD,
): Value {
  const [only] = template.body;
  if (template.body.length !== 1 || only?.type !== 'output')
    return renderTemplate(template, context, options, environment);
  const { expression } = only;
  return interpret(template.source, (each) => evaluate(each, expression, new Scope(context)), options, environment);
}
