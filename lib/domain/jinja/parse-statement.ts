import type { AssignTarget, Expression, Statement } from './ast.ts';
import { parseExpression } from './parse-expression.ts';
import { parseFilterChain } from './parse-filter.ts';
import { parseFor, parseIf } from './parse-flow.ts';
import { parseFrom, parseImport, parseInclude } from './parse-import.ts';
import { parseCallBlock, parseMacro } from './parse-macro.ts';
import { parseTuple } from './parse-primary.ts';
import { parseTarget } from './parse-target.ts';
import type { TokenStream } from './token-stream.ts';
import type { Token } from './tokens.ts';

type Parser = (stream: TokenStream, tag: Token) => Statement;

const STATEMENTS: ReadonlyMap<string, Parser> = new Map<string, Parser>([
  ['if', parseIf],
  ['for', parseFor],
  ['set', parseSet],
  ['do', (stream, tag) => ({ type: 'do', at: tag.start, expression: parseTuple(stream) })],
  ['print', parsePrint],
  ['macro', parseMacro],
  ['test', parseMacro],
  ['data_test', parseMacro],
  ['materialization', parseMacro],
  ['call', parseCallBlock],
  ['filter', parseFilterBlock],
  ['with', parseWith],
  ['autoescape', parseAutoescape],
  ['block', parseNamedBlock],
  ['snapshot', parseNamedBlock],
  ['docs', parseNamedBlock],
  ['include', parseInclude],
  ['import', parseImport],
  ['from', parseFrom],
  ['break', (_stream, tag) => ({ type: 'break', at: tag.start })],
  ['continue', (_stream, tag) => ({ type: 'continue', at: tag.start })],
]);

/** Statements up to a tag whose name is in `ends`; that tag's name is current afterwards. */
export function parseBody(stream: TokenStream, ends: readonly string[]): Statement[] {
  const body: Statement[] = [];
  for (;;) {
    const token = stream.current;
    if (token.type === 'eof') {
      if (ends.length > 0) throw unclosed(stream);
      return body;
    }
    if (token.type === 'data') {
      stream.next();
      body.push({ type: 'data', at: token.start, text: token.value });
    } else if (token.type === 'variable_begin') {
      body.push(parseOutput(stream));
    } else {
      stream.next();
      const tag = stream.current;
      if (tag.type === 'name' && ends.includes(tag.value)) return body;
      body.push(stream.nested(() => parseStatement(stream)));
      stream.expectBlockEnd();
    }
  }
}

function parseOutput(stream: TokenStream): Statement {
  const at = stream.next().start;
  const expression = parseTuple(stream);
  if (stream.current.type !== 'variable_end') throw stream.unexpected('"}}"');
  stream.next();
  return { type: 'output', at, expression };
}

function parseStatement(stream: TokenStream): Statement {
  const tag = stream.current;
  if (tag.type !== 'name') throw stream.unexpected('a tag name');
  const parse = STATEMENTS.get(tag.value);
  if (parse === undefined) throw unknownTag(stream, tag);
  stream.next();
  return parse(stream, tag);
}

function unknownTag(stream: TokenStream, tag: Token): Error {
  const open = stream.openTags.at(-1);
  if (tag.value.startsWith('end') || tag.value === 'else' || tag.value === 'elif') {
    const inside =
      open === undefined
        ? 'No tag is open here.'
        : `The innermost open tag is "${open.name}" of line ${stream.source.position(open.at).line}.`;
    return stream.fail(`"{% ${tag.value} %}" closes nothing. ${inside}`, tag, 'Remove it, or open its tag before it.');
  }
  return stream.fail(`There is no tag "${tag.value}".`, tag);
}

function unclosed(stream: TokenStream): Error {
  const open = stream.openTags.at(-1) ?? { name: 'tag', at: 0 };
  const place = { start: open.at, end: open.at + open.name.length };
  return stream.fail(`"{% ${open.name} %}" is never closed.`, place, `Add {% end${open.name} %}.`);
}

/**
 * The body of a tag that is open: takes `%}`, the statements, and the end tag's name.
 * @returns the statements; the stream then stands before the end tag's `%}`
 */
export function parseTagBody(stream: TokenStream, tag: Token, ends: readonly string[]): Statement[] {
  // Jinja takes a colon here, as Python has one: dbt writes `{% if x: %}`.
  stream.skipOp(':');
  stream.expectBlockEnd();
  stream.openTags.push({ name: tag.value, at: tag.start });
  const body = parseBody(stream, ends);
  stream.openTags.pop();
  return body;
}

/** `{% print a, b %}`: one after the other. */
function parsePrint(stream: TokenStream, tag: Token): Statement {
  const expressions: Expression[] = [];
  while (stream.current.type !== 'block_end') {
    if (expressions.length > 0) stream.expectOp(',');
    expressions.push(parseExpression(stream));
  }
  return { type: 'print', at: tag.start, expressions };
}

function parseSet(stream: TokenStream, tag: Token): Statement {
  const target = parseTarget(stream, { members: true });
  if (stream.skipOp('=')) return { type: 'set', at: tag.start, target, value: parseTuple(stream) };
  const filter = stream.isOp('|') ? parseBlockFilter(stream) : undefined;
  const body = stream.frame(() => parseTagBody(stream, tag, ['endset']));
  stream.next();
  return { type: 'set_block', at: tag.start, target, filter, body };
}

function parseBlockFilter(stream: TokenStream): Expression {
  stream.next();
  return parseFilterChain(stream, undefined);
}

function parseFilterBlock(stream: TokenStream, tag: Token): Statement {
  return stream.frame(() => {
    const filter = parseFilterChain(stream, undefined);
    const body = parseTagBody(stream, tag, ['endfilter']);
    stream.next();
    return { type: 'filter_block', at: tag.start, filter, body };
  });
}

function parseWith(stream: TokenStream, tag: Token): Statement {
  const assignments: { target: AssignTarget; value: Expression }[] = [];
  while (stream.current.type !== 'block_end') {
    if (assignments.length > 0) stream.expectOp(',');
    const target = parseTarget(stream);
    stream.expectOp('=');
    assignments.push({ target, value: parseExpression(stream) });
  }
  const body = stream.frame(() => parseTagBody(stream, tag, ['endwith']));
  stream.next();
  return { type: 'with', at: tag.start, assignments, body };
}

/** SQL is never HTML-escaped, so autoescape is a scope and nothing more. */
function parseAutoescape(stream: TokenStream, tag: Token): Statement {
  parseExpression(stream);
  const body = parseTagBody(stream, tag, ['endautoescape']);
  stream.next();
  return { type: 'with', at: tag.start, assignments: [], body };
}

function parseNamedBlock(stream: TokenStream, tag: Token): Statement {
  const nameToken = stream.expectName();
  const name = nameToken.value;
  if (tag.value === 'block') oneBlock(stream, nameToken);
  const body = stream.frame(() => parseTagBody(stream, tag, [`end${tag.value}`]));
  const end = stream.next().end;
  if (stream.current.type === 'name') stream.next();
  if (tag.value === 'snapshot') return { type: 'snapshot', at: tag.start, name, body, end };
  return { type: 'block', at: tag.start, name, body: tag.value === 'docs' ? [] : body };
}

function oneBlock(stream: TokenStream, name: Token): void {
  if (stream.blocks.has(name.value)) throw stream.fail(`There are two blocks "${name.value}".`, name);
  stream.blocks.add(name.value);
}
