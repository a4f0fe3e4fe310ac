import type { Expression, ForStatement, Statement } from '../ast.ts';
import { typeError } from '../errors.ts';
import { PyGenerator } from '../values/collections.ts';
import { iterate } from '../values/sequence.ts';
import { truth } from '../values/text.ts';
import { Undefined, type Value } from '../values/value.ts';
import { assign } from './assign.ts';
import { callAt, evaluate, evaluateArguments, filterText } from './expression.ts';
import type { Interpreter } from './interpreter.ts';
import { Loop } from './loop.ts';
import { Macro } from './macro.ts';
import { Output } from './output.ts';
import type { Scope } from './scope.ts';

/** How a body ended: by itself, or by `break` or `continue` of the loop around it. */
export type Ending = 'end' | 'break' | 'continue';

/** Executes statements in order, writing to `output`. */
export function execute(interpreter: Interpreter, body: readonly Statement[], scope: Scope, output: Output): Ending {
  for (const statement of body) {
    interpreter.scope = scope;
    if (statement.type === 'data') output.write(statement.text);
    else if (statement.type === 'output') write(interpreter, statement.expression, scope, output);
    else {
      interpreter.visit(statement);
      const ending = run(interpreter, statement, scope, output);
      if (ending !== 'end') return ending;
    }
  }
  return 'end';
}

function write(interpreter: Interpreter, node: Expression, scope: Scope, output: Output): void {
  interpreter.constant = true;
  const value = evaluate(interpreter, node, scope);
  // Only a bare name: `{{ a if b }}` and a missing key are often meant to print nothing.
  if (value instanceof Undefined && node.type === 'name') {
    interpreter.options.onUndefined?.(value, interpreter.source, node.at);
  }
  output.print(value);
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
      // dbt renames every macro it parses, so that a project's macros are what `name()` calls.
      scope.set(`dbt_macro__${node.name}`, new Macro(node, interpreter.source, scope, interpreter.lenient));
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
      output.pass(filterText(interpreter, node.filter, text, scope));
      return 'end';
    }
    case 'with': {
      const inner = scope.inner();
      // Values see the scope outside, as in Jinja since 2.9.
      const values = node.assignments.map((each) => evaluate(interpreter, each.value, scope));
      for (const [index, each] of node.assignments.entries()) assign(each.target, values[index] ?? null, inner);
      return execute(interpreter, node.body, inner, output);
    }
    case 'print':
      for (const expression of node.expressions) write(interpreter, expression, scope, output);
      return 'end';
    case 'block':
    case 'snapshot':
      return execute(interpreter, node.body, scope.inner(), output);
    case 'load':
      throw typeError(
        'A template of a dbt project has no other templates to load.',
        'Projects share code as macros in macros/; they are available everywhere without an import.',
      );
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
  const named = new Map(args.named).set(
    'caller',
    new Macro(node.caller, interpreter.source, scope, interpreter.lenient),
  );
  const value = callAt(interpreter, node.call, callee, { positional: args.positional, named }, scope);
  output.pass(value);
  return 'end';
}

function runFor(interpreter: Interpreter, node: ForStatement, scope: Scope, output: Output): Ending {
  const iterable = evaluate(interpreter, node.iterable, scope);
  interpreter.visit({ at: node.iterable.at });
  loopOver(interpreter, node, iterable, scope, output, 0);
  return 'end';
}

function loopOver(
  interpreter: Interpreter,
  node: ForStatement,
  iterable: Value,
  scope: Scope,
  output: Output,
  depth: number,
): void {
  const items = node.filter === undefined ? iterable : filtered(interpreter, node, node.filter, iterable, scope);
  const recurse = (inner: Value, level: number): string => {
    const text = new Output(interpreter);
    loopOver(interpreter, node, inner, scope, text, level);
    return text.text();
  };
  const loop = new Loop(items, depth, interpreter.lenient, node.recursive ? recurse : undefined);
  let isEmpty = true;
  for (let item = loop.next(); item.done !== true; item = loop.next()) {
    const inner = scope.inner();
    inner.set('loop', loop);
    interpreter.visit(node);
    assign(node.target, item.value, inner);
    const ending = execute(interpreter, node.body, inner, output);
    if (ending === 'break') break;
    // An item that was broken off or passed over doesn't count, as in Jinja.
    if (ending === 'end') isEmpty = false;
  }
  if (isEmpty) execute(interpreter, node.otherwise, scope.inner(), output);
}

/** The items that pass a loop's condition, tested as they are asked for. */
function filtered(
  interpreter: Interpreter,
  node: ForStatement,
  test: ForStatement['iterable'],
  all: Value,
  scope: Scope,
): Value {
  const source = iterate(all);
  function* passing(): Generator<Value> {
    for (const item of source) {
      const inner = scope.inner();
      assign(node.target, item, inner);
      if (truth(evaluate(interpreter, test, inner))) yield item;
    }
  }
  return new PyGenerator('generator', passing());
}
