import type { AssignTarget } from './ast.ts';
import type { TokenStream } from './token-stream.ts';

/** What `set`, `for` and `with` assign to: a name, `namespace.attribute`, or several of them. */
export function parseTarget(stream: TokenStream, stop?: string): AssignTarget {
  const at = stream.current.start;
  const first = parseSingle(stream);
  if (!stream.isOp(',')) return first;
  const items = [first];
  while (stream.skipOp(',')) {
    if (stream.isOp('=') || (stop !== undefined && stream.isName(stop))) break;
    items.push(parseSingle(stream));
  }
  return { type: 'tuple', at, items };
}

function parseSingle(stream: TokenStream): AssignTarget {
  if (stream.skipOp('(')) {
    const inner = parseTarget(stream);
    stream.expectOp(')');
    return inner.type === 'tuple' ? inner : { type: 'tuple', at: inner.at, items: [inner] };
  }
  const token = stream.expectName();
  if (!stream.skipOp('.')) return { type: 'name', at: token.start, name: token.value, end: token.end };
  return { type: 'member', at: token.start, namespace: token.value, name: stream.expectName().value };
}
