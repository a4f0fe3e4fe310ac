import type { Template } from './ast.ts';
import { type Environment, Interpreter, type RenderOptions } from './evaluate/interpreter.ts';
import { Output } from './evaluate/output.ts';
import { type Root, rootOf, Scope } from './evaluate/scope.ts';
import { execute } from './evaluate/statement.ts';
import { FILTERS } from './filters/index.ts';
import { GLOBALS } from './globals.ts';
import { TESTS } from './tests.ts';
import type { Value } from './values/value.ts';

/** Jinja's own filters and tests. */
export const STANDARD: Environment = { filters: FILTERS, tests: TESTS };

/** A context of Jinja's globals and the names given. */
export const contextOf = (values: ReadonlyMap<string, Value>): Root => rootOf(values, rootOf(GLOBALS));

/**
 * Renders a template.
 * @throws JinjaError with source, offset and calls filled in
 */
export function renderTemplate(
  template: Template,
  context: Root,
  options: RenderOptions = {},
  environment: Environment = STANDARD,
): string {
  if (!template.hasTags) return template.body.map((node) => (node.type === 'data' ? node.text : '')).join('');
  const interpreter = new Interpreter(environment, options);
  interpreter.source = template.source;
  const output = new Output(interpreter);
  try {
    execute(interpreter, template.body, new Scope(context), output);
  } catch (error) {
    throw interpreter.located(error);
  }
  return output.text();
}
