import type { Statement } from './ast.ts';
import { parseExpression } from './parse-expression.ts';
import type { TokenStream } from './token-stream.ts';
import type { Token } from './tokens.ts';

/** `{% include 'x' ignore missing without context %}` */
export function parseInclude(stream: TokenStream, tag: Token): Statement {
  const template = parseExpression(stream);
  const ignoreMissing = stream.isName('ignore') && stream.look().value === 'missing';
  if (ignoreMissing) {
    stream.next();
    stream.next();
  }
  return { type: 'include', at: tag.start, template, ignoreMissing, withContext: parseContext(stream, true) };
}

/** `{% import 'x' as y %}` */
export function parseImport(stream: TokenStream, tag: Token): Statement {
  const template = parseExpression(stream);
  stream.expectName('as');
  const alias = stream.expectName().value;
  return { type: 'import', at: tag.start, template, alias, withContext: parseContext(stream, false) };
}

/** `{% from 'x' import a, b as c %}` */
export function parseFrom(stream: TokenStream, tag: Token): Statement {
  const template = parseExpression(stream);
  stream.expectName('import');
  const names: { name: string; alias: string }[] = [];
  while (stream.current.type === 'name' && !startsContext(stream)) {
    const name = stream.next().value;
    names.push({ name, alias: stream.skipName('as') ? stream.expectName().value : name });
    if (!stream.skipOp(',')) break;
  }
  if (names.length === 0) throw stream.unexpected('a name to import');
  return { type: 'from_import', at: tag.start, template, names, withContext: parseContext(stream, false) };
}

const startsContext = (stream: TokenStream): boolean =>
  (stream.isName('with') || stream.isName('without')) && stream.look().value === 'context';

function parseContext(stream: TokenStream, otherwise: boolean): boolean {
  if (!startsContext(stream)) return otherwise;
  const withContext = stream.next().value === 'with';
  stream.next();
  return withContext;
}
