import type { Expression, Statement, Template } from '../ast.ts';
import { JinjaError } from '../errors.ts';
import { nearNames } from '../near.ts';
import { toText } from '../values/text.ts';
import { orElse, PyObject, Undefined, type Value } from '../values/value.ts';
import { evaluate } from './expression.ts';
import { type Interpreter, tooDeep } from './interpreter.ts';
import { Output } from './output.ts';
import { Scope } from './scope.ts';
import { execute } from './statement.ts';

/** A template that was imported: its top-level names as attributes. */
export class Module extends PyObject {
  readonly typeName = 'TemplateModule';
  private readonly names: ReadonlyMap<string, Value>;
  private readonly body: string;
  constructor(names: ReadonlyMap<string, Value>, body: string) {
    super();
    this.names = names;
    this.body = body;
  }
  override text(): string {
    return this.body;
  }
  override attribute(name: string): Value | undefined {
    return this.names.get(name);
  }
  override attributeNames(): readonly string[] {
    return [...this.names.keys()];
  }
}

function load(interpreter: Interpreter, node: Expression, scope: Scope): Template | undefined {
  const name = toText(evaluate(interpreter, node, scope));
  interpreter.visit(node);
  return interpreter.options.load?.(name);
}

function loadOrThrow(interpreter: Interpreter, node: Expression, scope: Scope): Template {
  const template = load(interpreter, node, scope);
  if (template !== undefined) return template;
  throw new JinjaError('template', `There is no template ${toText(evaluate(interpreter, node, scope))}.`, {
    code: 'jinja.template',
    remedy: 'dbt projects share code as macros in macros/; they are available everywhere without an import.',
  });
}

function inTemplate(interpreter: Interpreter, template: Template, scope: Scope, output: Output): void {
  const { source, offset, calls } = interpreter;
  if (calls.length >= interpreter.limits.depth) throw tooDeep();
  calls.push({ name: template.source.path, source, offset });
  interpreter.source = template.source;
  execute(interpreter, template.body, scope, output);
  calls.pop();
  interpreter.source = source;
  interpreter.offset = offset;
}

export function includeTemplate(
  interpreter: Interpreter,
  node: Statement & { type: 'include' },
  scope: Scope,
  output: Output,
): void {
  const template = node.ignoreMissing
    ? load(interpreter, node.template, scope)
    : loadOrThrow(interpreter, node.template, scope);
  if (template === undefined) return;
  inTemplate(interpreter, template, node.withContext ? scope.inner() : new Scope(scope.root), output);
}

function makeModule(interpreter: Interpreter, node: Expression, scope: Scope, withContext: boolean): Module {
  const template = loadOrThrow(interpreter, node, scope);
  const inner = withContext ? scope.inner() : new Scope(scope.root);
  const output = new Output(interpreter);
  inTemplate(interpreter, template, inner, output);
  return new Module(inner.own(), output.text());
}

export function importTemplate(interpreter: Interpreter, node: Statement & { type: 'import' }, scope: Scope): void {
  scope.set(node.alias, makeModule(interpreter, node.template, scope, node.withContext));
}

export function fromImportTemplate(
  interpreter: Interpreter,
  node: Statement & { type: 'from_import' },
  scope: Scope,
): void {
  const module = makeModule(interpreter, node.template, scope, node.withContext);
  for (const { name, alias } of node.names) {
    const message = `the template ${module.typeName} does not export the requested name '${name}'`;
    const missing = new Undefined(name, message, nearNames(name, module.attributeNames()));
    scope.set(alias, orElse(module.attribute(name), missing));
  }
}
