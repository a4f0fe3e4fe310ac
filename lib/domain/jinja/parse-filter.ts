import { didYouMean } from '../../contracts/near.ts';
import type { Arguments, Expression } from './ast.ts';
import { JinjaError } from './errors.ts';
import { FILTERS } from './filters/index.ts';
import { parseArguments, parseCall, parsePostfix } from './parse-expression.ts';
import { parsePrimary } from './parse-primary.ts';
import { TESTS } from './tests.ts';
import type { TokenStream } from './token-stream.ts';

/** `| filter(…)`, `is test …`, and calls of their results. */
export function parseFilters(stream: TokenStream, operand: Expression): Expression {
  let node = operand;
  for (;;) {
    if (stream.isOp('|')) node = parseFilterChain(stream, node);
    else if (stream.isName('is')) node = parseTest(stream, node);
    else if (stream.isOp('(')) node = parseCall(stream, node);
    else return node;
  }
}

const NO_ARGUMENTS: Arguments = { positional: [], named: [], spread: undefined, spreadNamed: undefined };

/** One or more filters. `input` undefined: the head of a filter block, which has no `|` before its first name. */
export function parseFilterChain(stream: TokenStream, input: Expression | undefined): Expression {
  let node = input;
  let inline = input === undefined;
  while (inline || stream.isOp('|')) {
    if (!inline) stream.next();
    inline = false;
    const at = stream.current.start;
    const name = dottedName(stream);
    if (!FILTERS.has(name)) stream.noteUnknown(unknownName(stream, 'filter', name, at, FILTERS.keys()));
    const parsed = stream.isOp('(') ? parseArguments(stream).parsed : NO_ARGUMENTS;
    node = { type: 'filter', at, name, input: node, ...parsed };
  }
  if (node === undefined) throw stream.unexpected('a filter');
  return node;
}

function dottedName(stream: TokenStream): string {
  let name = stream.expectName().value;
  while (stream.skipOp('.')) name += `.${stream.expectName().value}`;
  return name;
}

function unknownName(
  stream: TokenStream,
  what: 'filter' | 'test',
  name: string,
  offset: number,
  known: Iterable<string>,
): JinjaError {
  return new JinjaError('syntax', `There is no ${what} named '${name}'.`, {
    code: `jinja.${what}`,
    remedy: didYouMean(name, known),
    source: stream.source,
    offset,
    endOffset: offset + name.length,
  });
}

function parseTest(stream: TokenStream, input: Expression): Expression {
  stream.next();
  const negated = stream.skipName('not');
  const at = stream.current.start;
  const name = dottedName(stream);
  if (!TESTS.has(name)) stream.noteUnknown(unknownName(stream, 'test', name, at, TESTS.keys()));
  const parsed = stream.isOp('(') ? parseArguments(stream).parsed : testArgument(stream);
  return { type: 'test', at, name, input, negated, ...parsed };
}

/** `x is divisibleby 3`: one argument may stand without parentheses. */
function testArgument(stream: TokenStream): Arguments {
  const { type, value } = stream.current;
  const opens = type === 'op' && (value === '[' || value === '{');
  const word = type === 'name' && !['else', 'or', 'and'].includes(value);
  if (!opens && !word && type !== 'string' && type !== 'integer' && type !== 'float') return NO_ARGUMENTS;
  if (stream.isName('is')) {
    throw stream.fail('Two tests cannot be chained with "is".', stream.current, 'Join them with "and".');
  }
  return { ...NO_ARGUMENTS, positional: [parsePostfix(stream, parsePrimary(stream))] };
}
