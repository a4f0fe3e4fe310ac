import type { Arguments, CallExpression, Expression, FilterExpression } from '../ast.ts';
import { typeError, undefinedFailure } from '../errors.ts';
import { PyDict, PyTuple } from '../values/collections.ts';
import { sign } from '../values/number.ts';
import { iterate, slice } from '../values/sequence.ts';
import { toText, truth, typeName } from '../values/text.ts';
import { type CallArguments, NO_ARGUMENTS, PyFloat, Undefined, type Value } from '../values/value.ts';
import { attribute, bound, item } from './access.ts';
import type { Interpreter } from './interpreter.ts';
import { binary, comparison } from './operators.ts';
import type { Scope } from './scope.ts';

/** The value of an expression in a scope. */
export function evaluate(interpreter: Interpreter, node: Expression, scope: Scope): Value {
  switch (node.type) {
    case 'constant':
      return node.value;
    case 'float':
      return new PyFloat(node.value);
    case 'name':
      return readName(interpreter, node, scope);
    case 'list':
      return node.items.map((each) => evaluate(interpreter, each, scope));
    case 'tuple':
      return new PyTuple(node.items.map((each) => evaluate(interpreter, each, scope)));
    case 'dict':
      return dict(interpreter, node, scope);
    case 'attribute': {
      const object = evaluate(interpreter, node.object, scope);
      interpreter.visit(node);
      return attribute(object, node.name, interpreter.lenient);
    }
    case 'call':
      return call(interpreter, node, scope);
    case 'filter':
      return filter(interpreter, node, scope);
    default:
      return evaluateOperator(interpreter, node, scope);
  }
}

type Simple = 'constant' | 'float' | 'name' | 'list' | 'tuple' | 'dict' | 'attribute' | 'call' | 'filter';

function evaluateOperator(interpreter: Interpreter, node: Exclude<Expression, { type: Simple }>, scope: Scope): Value {
  switch (node.type) {
    case 'item': {
      const object = evaluate(interpreter, node.object, scope);
      const key = evaluate(interpreter, node.index, scope);
      interpreter.visit(node);
      return item(object, key, interpreter.lenient);
    }
    case 'slice':
      return evaluateSlice(interpreter, node, scope);
    case 'logic': {
      const left = evaluate(interpreter, node.left, scope);
      return truth(left) === (node.operator === 'or') ? left : evaluate(interpreter, node.right, scope);
    }
    case 'unary':
      return unary(interpreter, node, scope);
    case 'binary': {
      const left = evaluate(interpreter, node.left, scope);
      const right = evaluate(interpreter, node.right, scope);
      interpreter.visit(node);
      return binary(node.operator, left, right);
    }
    case 'concat':
      return concat(interpreter, node.items, scope);
    case 'compare':
      return compareChain(interpreter, node, scope);
    case 'conditional':
      return conditional(interpreter, node, scope);
    case 'test': {
      const input = evaluate(interpreter, node.input, scope);
      const args = evaluateArguments(interpreter, node, scope);
      interpreter.visit(node);
      return interpreter.test(node.name, input, args) !== node.negated;
    }
  }
}

function readName(interpreter: Interpreter, node: Expression & { type: 'name' }, scope: Scope): Value {
  interpreter.constant = false;
  const value = scope.get(node.name);
  if (value !== undefined) return value;
  interpreter.visit(node);
  return new Undefined(node.name, undefined, { lenient: interpreter.lenient });
}

function dict(interpreter: Interpreter, node: Expression & { type: 'dict' }, scope: Scope): Value {
  const result = new PyDict();
  for (const pair of node.pairs) {
    const key = evaluate(interpreter, pair.key, scope);
    const value = evaluate(interpreter, pair.value, scope);
    interpreter.visit(node);
    result.set(key, value);
  }
  return result;
}

function call(interpreter: Interpreter, node: CallExpression, scope: Scope): Value {
  interpreter.constant = false;
  const callee = evaluate(interpreter, node.callee, scope);
  const args = evaluateArguments(interpreter, node, scope);
  return callAt(interpreter, node, callee, args, scope);
}

/** Makes a call with the interpreter standing on it. A macro puts source and scope back when it returns. */
export function callAt(
  interpreter: Interpreter,
  node: CallExpression,
  callee: Value,
  args: CallArguments,
  scope: Scope,
): Value {
  // Problems of a call point at its name, not at the parenthesis.
  const name = node.callee;
  interpreter.visit({ at: name.at, end: 'end' in name ? name.end : undefined });
  interpreter.scope = scope;
  return interpreter.call(callee, args);
}

function filter(interpreter: Interpreter, node: FilterExpression, scope: Scope): Value {
  if (node.input === undefined) throw typeError('A filter needs a value.');
  const input = evaluate(interpreter, node.input, scope);
  return applyFilter(interpreter, node, input, scope);
}

function applyFilter(interpreter: Interpreter, node: FilterExpression, input: Value, scope: Scope): Value {
  const args = evaluateArguments(interpreter, node, scope);
  interpreter.visit({ at: node.at, end: node.at + node.name.length });
  interpreter.scope = scope;
  return interpreter.filter(node.name, input, args);
}

/** Passes a block's text through its filters. */
export function filterText(interpreter: Interpreter, node: Expression, text: string, scope: Scope): Value {
  if (node.type !== 'filter') return text;
  const input = node.input === undefined ? text : filterText(interpreter, node.input, text, scope);
  return applyFilter(interpreter, node, input, scope);
}

/** Arguments of a call, filter or test. */
export function evaluateArguments(interpreter: Interpreter, node: Arguments, scope: Scope): CallArguments {
  if (node.positional.length === 0 && node.named.length === 0 && !node.spread && !node.spreadNamed) return NO_ARGUMENTS;
  const positional = node.positional.map((each) => evaluate(interpreter, each, scope));
  if (node.spread !== undefined) {
    // One by one: push(...items) would overflow the stack for a long list.
    for (const each of iterate(evaluate(interpreter, node.spread, scope))) positional.push(each);
  }
  if (node.named.length === 0 && node.spreadNamed === undefined) return { positional, named: NO_ARGUMENTS.named };
  const named = new Map<string, Value>();
  for (const each of node.named) named.set(each.name, evaluate(interpreter, each.value, scope));
  if (node.spreadNamed !== undefined) spreadNamed(evaluate(interpreter, node.spreadNamed, scope), named);
  return { positional, named };
}

function spreadNamed(value: Value, named: Map<string, Value>): void {
  if (!(value instanceof PyDict)) throw typeError(`argument after ** must be a mapping, not ${typeName(value)}`);
  for (const [key, each] of value.entries()) named.set(toText(key), each);
}

function evaluateSlice(interpreter: Interpreter, node: Expression & { type: 'slice' }, scope: Scope): Value {
  const object = evaluate(interpreter, node.object, scope);
  const [start, stop, step] = node.bounds.map((each) => (each ? bound(evaluate(interpreter, each, scope)) : null));
  interpreter.visit(node);
  if (object instanceof Undefined) {
    if (object.lenient) return object;
    throw undefinedFailure(object);
  }
  return slice(object, start ?? null, stop ?? null, step ?? null);
}

function unary(interpreter: Interpreter, node: Expression & { type: 'unary' }, scope: Scope): Value {
  const operand = evaluate(interpreter, node.operand, scope);
  if (node.operator === 'not') return !truth(operand);
  interpreter.visit(node);
  return sign(node.operator, operand);
}

function concat(interpreter: Interpreter, items: readonly Expression[], scope: Scope): string {
  let text = '';
  for (const each of items) text += toText(evaluate(interpreter, each, scope));
  interpreter.wrote(text.length);
  return text;
}

function compareChain(interpreter: Interpreter, node: Expression & { type: 'compare' }, scope: Scope): boolean {
  let left = evaluate(interpreter, node.first, scope);
  for (const { operator, value } of node.rest) {
    const right = evaluate(interpreter, value, scope);
    interpreter.visit(node);
    if (!comparison(operator, left, right)) return false;
    left = right;
  }
  return true;
}

function conditional(interpreter: Interpreter, node: Expression & { type: 'conditional' }, scope: Scope): Value {
  if (truth(evaluate(interpreter, node.test, scope))) return evaluate(interpreter, node.then, scope);
  if (node.otherwise !== undefined) return evaluate(interpreter, node.otherwise, scope);
  return new Undefined('else', 'the inline if-expression evaluated to false and no else section was defined');
}
