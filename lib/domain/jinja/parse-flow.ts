import type { Expression, Statement } from './ast.ts';
import { parseExpression } from './parse-expression.ts';
import { parseTuple } from './parse-primary.ts';
import { parseTagBody } from './parse-statement.ts';
import { parseTarget } from './parse-target.ts';
import type { TokenStream } from './token-stream.ts';
import type { Token } from './tokens.ts';

/** `{% if %} … {% elif %} … {% else %} … {% endif %}`; the stream stands after the word `if`. */
export function parseIf(stream: TokenStream, tag: Token): Statement {
  const branches: { test: Expression; body: Statement[] }[] = [];
  for (;;) {
    const { noted } = stream;
    const test = parseTuple(stream, { conditional: false });
    const body = parseTagBody(stream, tag, ['elif', 'else', 'endif']);
    stream.forget(noted);
    branches.push({ test, body });
    const end = stream.next();
    if (end.value === 'elif') continue;
    const otherwise = end.value === 'else' ? parseTagBody(stream, tag, ['endif']) : [];
    stream.forget(noted);
    if (end.value === 'else') stream.next();
    return { type: 'if', at: tag.start, branches, otherwise };
  }
}

/** `{% for … in … if … recursive %} … {% else %} … {% endfor %}` */
export function parseFor(stream: TokenStream, tag: Token): Statement {
  const target = parseTarget(stream);
  stream.expectName('in');
  const iterable = parseTuple(stream, { conditional: false });
  return stream.frame(() => {
    const filter = stream.skipName('if') ? parseExpression(stream) : undefined;
    const recursive = stream.skipName('recursive');
    const body = parseTagBody(stream, tag, ['endfor', 'else']);
    const otherwise = stream.next().value === 'else' ? parseTagBody(stream, tag, ['endfor']) : undefined;
    if (otherwise !== undefined) stream.next();
    return { type: 'for', at: tag.start, target, iterable, filter, recursive, body, otherwise: otherwise ?? [] };
  });
}
