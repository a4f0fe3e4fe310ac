import type { Arguments, BinaryOperator, CompareOperator, Comparison, Expression } from './ast.ts';
import { parseFilters } from './parse-filter.ts';
import { parsePrimary } from './parse-primary.ts';
import type { TokenStream } from './token-stream.ts';

const COMPARE: Readonly<Record<string, CompareOperator>> = {
  '==': '==',
  '!=': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

/** A whole expression: `a if b else c` and everything that binds tighter. */
export function parseExpression(stream: TokenStream, withConditional = true): Expression {
  return stream.nested(() => (withConditional ? parseConditional(stream) : parseOr(stream)));
}

function parseConditional(stream: TokenStream): Expression {
  const at = stream.current.start;
  const { noted } = stream;
  let then = parseOr(stream);
  while (stream.skipName('if')) {
    const test = parseOr(stream);
    const otherwise = stream.skipName('else') ? stream.nested(() => parseConditional(stream)) : undefined;
    then = { type: 'conditional', at, test, then, otherwise };
    stream.forget(noted);
  }
  return then;
}

function parseOr(stream: TokenStream): Expression {
  let left = parseAnd(stream);
  while (stream.isName('or')) {
    const at = stream.next().start;
    left = { type: 'logic', at, operator: 'or', left, right: parseAnd(stream) };
  }
  return left;
}

function parseAnd(stream: TokenStream): Expression {
  let left = parseNot(stream);
  while (stream.isName('and')) {
    const at = stream.next().start;
    left = { type: 'logic', at, operator: 'and', left, right: parseNot(stream) };
  }
  return left;
}

function parseNot(stream: TokenStream): Expression {
  if (!stream.isName('not')) return parseCompare(stream);
  const at = stream.next().start;
  return { type: 'unary', at, operator: 'not', operand: stream.nested(() => parseNot(stream)) };
}

function parseCompare(stream: TokenStream): Expression {
  const at = stream.current.start;
  const first = parseSum(stream);
  const rest: Comparison[] = [];
  for (let operator = compareOperator(stream); operator !== undefined; operator = compareOperator(stream)) {
    rest.push({ operator, value: parseSum(stream) });
  }
  return rest.length === 0 ? first : { type: 'compare', at, first, rest };
}

function compareOperator(stream: TokenStream): CompareOperator | undefined {
  const token = stream.current;
  if (token.type === 'op') {
    const operator = COMPARE[token.value];
    if (operator !== undefined) stream.next();
    return operator;
  }
  if (stream.skipName('in')) return 'in';
  if (!stream.isName('not') || stream.look().type !== 'name' || stream.look().value !== 'in') return undefined;
  stream.next();
  stream.next();
  return 'not in';
}

/** Operators of one level, left to right. */
function binaryLevel(operators: readonly BinaryOperator[], operand: (stream: TokenStream) => Expression) {
  return (stream: TokenStream): Expression => {
    let left = operand(stream);
    for (let operator = pick(stream, operators); operator !== undefined; operator = pick(stream, operators)) {
      const at = stream.next().start;
      left = { type: 'binary', at, operator, left, right: operand(stream) };
    }
    return left;
  };
}

function pick(stream: TokenStream, operators: readonly BinaryOperator[]): BinaryOperator | undefined {
  const token = stream.current;
  return token.type === 'op' ? operators.find((operator) => operator === token.value) : undefined;
}

const parsePower = binaryLevel(['**'], (stream) => parseUnary(stream, true));
const parseProduct = binaryLevel(['*', '/', '//', '%'], parsePower);
const parseSum = binaryLevel(['+', '-'], parseConcat);

function parseConcat(stream: TokenStream): Expression {
  const at = stream.current.start;
  const first = parseProduct(stream);
  if (!stream.isOp('~')) return first;
  const items = [first];
  while (stream.skipOp('~')) items.push(parseProduct(stream));
  return { type: 'concat', at, items };
}

/** A sign binds tighter than a filter, as in Jinja: `-1|abs` is `(-1)|abs`. */
export function parseUnary(stream: TokenStream, withFilters: boolean): Expression {
  const token = stream.current;
  let node: Expression;
  if (token.type === 'op' && (token.value === '-' || token.value === '+')) {
    stream.next();
    const operand = stream.nested(() => parseUnary(stream, false));
    node = { type: 'unary', at: token.start, operator: token.value, operand };
  } else {
    node = parsePrimary(stream);
  }
  node = parsePostfix(stream, node);
  return withFilters ? parseFilters(stream, node) : node;
}

/** `.name`, `[index]` and `(arguments)` after an operand. */
export function parsePostfix(stream: TokenStream, operand: Expression): Expression {
  let node = operand;
  for (;;) {
    if (stream.isOp('.')) node = parseAttribute(stream, node);
    else if (stream.isOp('[')) node = parseSubscript(stream, node);
    else if (stream.isOp('(')) node = parseCall(stream, node);
    else return node;
  }
}

function parseAttribute(stream: TokenStream, object: Expression): Expression {
  stream.next();
  const token = stream.current;
  if (token.type === 'integer') {
    stream.next();
    return {
      type: 'item',
      at: token.start,
      object,
      index: { type: 'constant', at: token.start, value: Number(token.value) },
    };
  }
  stream.expectName();
  return { type: 'attribute', at: token.start, object, name: token.value, end: token.end };
}

function parseSubscript(stream: TokenStream, object: Expression): Expression {
  const at = stream.next().start;
  const items: Expression[] = [];
  let slice: Expression | undefined;
  while (!stream.isOp(']')) {
    if (items.length > 0) stream.expectOp(',');
    if (stream.isOp(']')) break;
    const part = parseSubscriptPart(stream, object, at);
    if (part.isSlice) slice = part.node;
    items.push(part.node);
  }
  const close = stream.expectOp(']');
  const [first] = items;
  if (items.length === 1 && first !== undefined) return slice ?? { type: 'item', at, object, index: first };
  if (slice !== undefined) throw stream.fail('A slice takes one pair of bounds.', close);
  return { type: 'item', at, object, index: { type: 'tuple', at, items } };
}

/** An index, or the bounds of a slice of `object`. */
function parseSubscriptPart(
  stream: TokenStream,
  object: Expression,
  at: number,
): { readonly node: Expression; readonly isSlice: boolean } {
  const index = stream.isOp(':') ? undefined : parseExpression(stream);
  if (index !== undefined && !stream.isOp(':')) return { node: index, isSlice: false };
  return { node: { type: 'slice', at, object, bounds: parseBounds(stream, index) }, isSlice: true };
}

function parseBounds(stream: TokenStream, start: Expression | undefined): (Expression | undefined)[] {
  const bounds = [start];
  while (bounds.length < 3 && stream.skipOp(':')) {
    const empty = stream.isOp(':') || stream.isOp(']') || stream.isOp(',');
    bounds.push(empty ? undefined : parseExpression(stream));
  }
  return bounds;
}

/** A call of `callee`; the stream stands on `(`. */
export function parseCall(stream: TokenStream, callee: Expression): Expression & { type: 'call' } {
  const at = stream.current.start;
  const { parsed, end } = parseArguments(stream);
  return { type: 'call', at, callee, end, ...parsed };
}

/** `(a, b, name=c, *d, **e)` */
export function parseArguments(stream: TokenStream): { parsed: Arguments; end: number } {
  const open = stream.expectOp('(');
  const positional: Expression[] = [];
  const named: { name: string; value: Expression; at: number }[] = [];
  let spread: Expression | undefined;
  let spreadNamed: Expression | undefined;
  let first = true;
  while (!stream.isOp(')')) {
    if (!first) stream.expectOp(',');
    first = false;
    if (stream.isOp(')')) break;
    const token = stream.current;
    const spreads = spread !== undefined || spreadNamed !== undefined;
    if (stream.isOp('*') ? spreads : stream.isOp('**') && spreadNamed !== undefined)
      throw stream.fail('A call takes one "*" and one "**", in this order.', open);
    if (stream.skipOp('*')) spread = parseExpression(stream);
    else if (stream.skipOp('**')) spreadNamed = parseExpression(stream);
    else if (token.type === 'name' && stream.look().type === 'op' && stream.look().value === '=') {
      stream.next();
      stream.next();
      if (spreadNamed !== undefined || named.some((each) => each.name === token.value))
        throw stream.fail(`The argument "${token.value}" is given twice, or after "**".`, open);
      named.push({ name: token.value, value: parseExpression(stream), at: token.start });
    } else {
      if (named.length > 0 || spreads) {
        throw stream.fail(
          'A positional argument stands after a named one.',
          open,
          'Move it before the named arguments.',
        );
      }
      positional.push(parseExpression(stream));
    }
  }
  const end = stream.expectOp(')').end;
  return { parsed: { positional, named, spread, spreadNamed }, end };
}
