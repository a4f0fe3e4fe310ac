import type { Expression } from './ast.ts';
import { parseExpression } from './parse-expression.ts';
import type { TokenStream } from './token-stream.ts';

const CONSTANTS: ReadonlyMap<string, null | boolean> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

/** A name, a literal, or something in brackets. */
export function parsePrimary(stream: TokenStream): Expression {
  const token = stream.current;
  switch (token.type) {
    case 'name': {
      stream.next();
      const constant = CONSTANTS.get(token.value);
      if (constant !== undefined) return { type: 'constant', at: token.start, value: constant };
      return { type: 'name', at: token.start, name: token.value, end: token.end };
    }
    case 'string':
      return parseStrings(stream);
    case 'integer':
      stream.next();
      return { type: 'constant', at: token.start, value: parseInteger(token.value) };
    case 'float':
      stream.next();
      return { type: 'float', at: token.start, value: Number(token.value) };
    case 'op':
      return parseBracket(stream);
    default:
      throw stream.unexpected('an expression');
  }
}

/** Literals beside each other are one string, as in Python. */
function parseStrings(stream: TokenStream): Expression {
  const at = stream.current.start;
  let value = '';
  while (stream.current.type === 'string') value += stream.next().value;
  return { type: 'constant', at, value };
}

function parseInteger(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

function parseBracket(stream: TokenStream): Expression {
  const at = stream.current.start;
  if (stream.skipOp('(')) {
    const inner = parseTuple(stream, { explicit: true });
    stream.expectOp(')');
    return inner;
  }
  if (stream.isOp('[')) {
    stream.next();
    return { type: 'list', at, items: parseItems(stream, ']') };
  }
  if (stream.isOp('{')) return parseDict(stream);
  throw stream.unexpected('an expression');
}

function parseItems(stream: TokenStream, close: string): Expression[] {
  const items: Expression[] = [];
  while (!stream.isOp(close)) {
    if (items.length > 0) stream.expectOp(',');
    if (stream.isOp(close)) break;
    items.push(parseExpression(stream));
  }
  stream.expectOp(close);
  return items;
}

function parseDict(stream: TokenStream): Expression {
  const at = stream.expectOp('{').start;
  const pairs: { key: Expression; value: Expression }[] = [];
  while (!stream.isOp('}')) {
    if (pairs.length > 0) stream.expectOp(',');
    if (stream.isOp('}')) break;
    const key = parseExpression(stream);
    stream.expectOp(':');
    pairs.push({ key, value: parseExpression(stream) });
  }
  stream.expectOp('}');
  return { type: 'dict', at, pairs };
}

export interface TupleOptions {
  /** Within parentheses: `()` is the empty tuple. */ readonly explicit?: boolean;
  /** Whether `a if b else c` is allowed; not in `for … in … if …`. */ readonly conditional?: boolean;
}

/** `a`, or `a, b, …` without parentheses of its own. */
export function parseTuple(stream: TokenStream, options: TupleOptions = {}): Expression {
  const at = stream.current.start;
  const items: Expression[] = [];
  let isTuple = false;
  for (;;) {
    if (items.length > 0) stream.expectOp(',');
    if (endsTuple(stream)) break;
    items.push(parseExpression(stream, options.conditional ?? true));
    if (!stream.isOp(',')) break;
    isTuple = true;
  }
  const [first] = items;
  if (!isTuple && first !== undefined) return first;
  if (first === undefined && options.explicit !== true) throw stream.unexpected('an expression');
  return { type: 'tuple', at, items };
}

function endsTuple(stream: TokenStream): boolean {
  const { type } = stream.current;
  return type === 'variable_end' || type === 'block_end' || stream.isOp(')');
}
