import type { ForStatement, Statement } from '../ast.ts';
import { toArray } from '../values/sequence.ts';
import { toText, truth } from '../values/text.ts';
import { PyObject, Undefined, type Value } from '../values/value.ts';
import { assign } from './assign.ts';
import { callAt, evaluate, evaluateArguments, filterText } from './expression.ts';
import type { Interpreter } from './interpreter.ts';
import { Loop } from './loop.ts';
import { Macro } from './macro.ts';
import { fromImportTemplate, importTemplate, includeTemplate } from './module.ts';
import { Output } from './output.ts';
import type { Scope } from './scope.ts';

/** How a body ended: by itself, or by `break` or `continue` of the loop around it. */
export type Ending = 'end' | 'break' | 'continue';

/** Executes statements in order, writing to `output`. */
export function execute(interpreter: Interpreter, body: readonly Statement[], scope: Scope, output: Output): Ending {
  for (const statement of body) {
    if (statement.type === 'data') output.write(statement.text);
    else if (statement.type === 'output') write(interpreter, statement, scope, output);
    else {
      interpreter.visit(statement);
      const ending = run(interpreter, statement, scope, output);
      if (ending !== 'end') return ending;
    }
  }
  return 'end';
}

function write(interpreter: Interpreter, node: Statement & { type: 'output' }, scope: Scope, output: Output): void {
  const value = evaluate(interpreter, node.expression, scope);
  // Only a bare name: `{{ a if b }}` and a missing key are often meant to print nothing.
  if (value instanceof Undefined && node.expression.type === 'name') {
    interpreter.options.onUndefined?.(value, interpreter.source, node.expression.at);
  }
  output.write(typeof value === 'string' ? value : toText(value));
}

type Running = Exclude<Statement, { type: 'data' | 'output' }>;

function run(interpreter: Interpreter, node: Running, scope: Scope, output: Output): Ending {
  switch (node.type) {
    case 'if':
      return runIf(interpreter, node, scope, output);
    case 'for':
      return runFor(interpreter, node, scope, output);
    case 'set':
      assign(node.target, evaluate(interpreter, node.value, scope), scope);
      return 'end';
    case 'set_block':
      return runSetBlock(interpreter, node, scope);
    case 'do':
      evaluate(interpreter, node.expression, scope);
      return 'end';
    case 'macro':
      scope.set(node.name, new Macro(node, interpreter.source, scope));
      return 'end';
    case 'call_block':
      return runCallBlock(interpreter, node, scope, output);
    case 'break':
    case 'continue':
      return node.type;
    default:
      return runRare(interpreter, node, scope, output);
  }
}

type Common = 'if' | 'for' | 'set' | 'set_block' | 'do' | 'macro' | 'call_block' | 'break' | 'continue';

function runRare(
  interpreter: Interpreter,
  node: Exclude<Running, { type: Common }>,
  scope: Scope,
  output: Output,
): Ending {
  switch (node.type) {
    case 'filter_block': {
      const text = capture(interpreter, node.body, scope.inner());
      output.write(toText(filterText(interpreter, node.filter, text, scope)));
      return 'end';
    }
    case 'with': {
      const inner = scope.inner();
      // Values see the scope outside, as in Jinja since 2.9.
      const values = node.assignments.map((each) => evaluate(interpreter, each.value, scope));
      for (const [index, each] of node.assignments.entries()) assign(each.target, values[index] ?? null, inner);
      return execute(interpreter, node.body, inner, output);
    }
    case 'block':
    case 'snapshot':
      return execute(interpreter, node.body, scope.inner(), output);
    case 'include':
      includeTemplate(interpreter, node, scope, output);
      return 'end';
    case 'import':
      importTemplate(interpreter, node, scope);
      return 'end';
    case 'from_import':
      fromImportTemplate(interpreter, node, scope);
      return 'end';
  }
}

function runIf(interpreter: Interpreter, node: Statement & { type: 'if' }, scope: Scope, output: Output): Ending {
  for (const branch of node.branches) {
    if (truth(evaluate(interpreter, branch.test, scope))) return execute(interpreter, branch.body, scope, output);
  }
  return execute(interpreter, node.otherwise, scope, output);
}

/** What a body writes, as text. */
export function capture(interpreter: Interpreter, body: readonly Statement[], scope: Scope): string {
  const output = new Output(interpreter);
  execute(interpreter, body, scope, output);
  return output.text();
}

function runSetBlock(interpreter: Interpreter, node: Statement & { type: 'set_block' }, scope: Scope): Ending {
  const text = capture(interpreter, node.body, scope.inner());
  const value: Value = node.filter === undefined ? text : filterText(interpreter, node.filter, text, scope);
  assign(node.target, value, scope);
  return 'end';
}

function runCallBlock(
  interpreter: Interpreter,
  node: Statement & { type: 'call_block' },
  scope: Scope,
  output: Output,
): Ending {
  const callee = evaluate(interpreter, node.call.callee, scope);
  const args = evaluateArguments(interpreter, node.call, scope);
  const named = new Map(args.named).set('caller', new Macro(node.caller, interpreter.source, scope));
  const value = callAt(interpreter, node.call, callee, { positional: args.positional, named }, scope);
  output.write(value instanceof PyObject || typeof value !== 'string' ? toText(value) : value);
  return 'end';
}

function runFor(interpreter: Interpreter, node: ForStatement, scope: Scope, output: Output): Ending {
  const iterable = evaluate(interpreter, node.iterable, scope);
  interpreter.visit({ at: node.iterable.at });
  loopOver(interpreter, node, toArray(iterable), scope, output, 0);
  return 'end';
}

function loopOver(
  interpreter: Interpreter,
  node: ForStatement,
  all: Value[],
  scope: Scope,
  output: Output,
  depth: number,
): void {
  const items = node.filter === undefined ? all : filtered(interpreter, node, node.filter, all, scope);
  const recurse = (inner: Value[], level: number): string => {
    const text = new Output(interpreter);
    loopOver(interpreter, node, inner, scope, text, level);
    return text.text();
  };
  const loop = new Loop(items, depth, node.recursive ? recurse : undefined);
  for (const [index, item] of items.entries()) {
    loop.index = index;
    const inner = scope.inner();
    inner.set('loop', loop);
    interpreter.visit(node);
    assign(node.target, item, inner);
    if (execute(interpreter, node.body, inner, output) === 'break') break;
  }
  if (items.length === 0) execute(interpreter, node.otherwise, scope.inner(), output);
}

function filtered(
  interpreter: Interpreter,
  node: ForStatement,
  test: ForStatement['iterable'],
  all: Value[],
  scope: Scope,
): Value[] {
  return all.filter((item) => {
    const inner = scope.inner();
    assign(node.target, item, inner);
    return truth(evaluate(interpreter, test, inner));
  });
}
