import type { Statement } from './ast.ts';
import { parseExpression } from './parse-expression.ts';
import { parseTargetName } from './parse-target.ts';
import type { TokenStream } from './token-stream.ts';
import type { Token } from './tokens.ts';

/** `{% include 'x' ignore missing without context %}` */
export function parseInclude(stream: TokenStream, tag: Token): Statement {
  parseExpression(stream);
  if (stream.isName('ignore') && stream.look().value === 'missing') {
    stream.next();
    stream.next();
  }
  return parseContext(stream, tag);
}

/** `{% import 'x' as y %}` */
export function parseImport(stream: TokenStream, tag: Token): Statement {
  parseExpression(stream);
  stream.expectName('as');
  parseTargetName(stream);
  return parseContext(stream, tag);
}

/** `{% from 'x' import a, b as c %}` */
export function parseFrom(stream: TokenStream, tag: Token): Statement {
  parseExpression(stream);
  stream.expectName('import');
  let names = 0;
  while (stream.current.type === 'name' && !startsContext(stream)) {
    parseTargetName(stream);
    if (stream.skipName('as')) parseTargetName(stream);
    names++;
    if (!stream.skipOp(',')) break;
  }
  if (names === 0) throw stream.unexpected('a name to import');
  return parseContext(stream, tag);
}

const startsContext = (stream: TokenStream): boolean =>
  (stream.isName('with') || stream.isName('without')) && stream.look().value === 'context';

function parseContext(stream: TokenStream, tag: Token): Statement {
  if (startsContext(stream)) {
    stream.next();
    stream.next();
  }
  return { type: 'load', at: tag.start };
}
