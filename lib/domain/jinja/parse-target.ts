import type { AssignTarget } from './ast.ts';
import type { TokenStream } from './token-stream.ts';

const CONSTANTS: readonly string[] = ['true', 'false', 'none', 'True', 'False', 'None'];

interface TargetOptions {
  /** Whether `namespace.attribute` can be assigned. */ readonly members?: boolean;
}

/** What `set`, `for` and `with` assign to: a name, `namespace.attribute`, or several of them. */
export function parseTarget(stream: TokenStream, options: TargetOptions = {}): AssignTarget {
  const at = stream.current.start;
  const first = parseSingle(stream, options);
  if (!stream.isOp(',')) return first;
  const items = [first];
  while (stream.skipOp(',')) {
    if (ends(stream)) break;
    items.push(parseSingle(stream, options));
  }
  return { type: 'tuple', at, items };
}

const ends = (stream: TokenStream): boolean => stream.current.type === 'block_end' || stream.isOp(')');

function parseSingle(stream: TokenStream, options: TargetOptions): AssignTarget {
  const at = stream.current.start;
  if (stream.skipOp('(')) {
    const inner: AssignTarget = stream.isOp(')')
      ? { type: 'tuple', at, items: [] }
      : stream.nested(() => parseTarget(stream));
    stream.expectOp(')');
    return inner;
  }
  const token = parseTargetName(stream);
  if (options.members !== true || !stream.skipOp('.'))
    return { type: 'name', at: token.start, name: token.value, end: token.end };
  return { type: 'member', at: token.start, namespace: token.value, name: stream.expectName().value };
}

/** A name that can be assigned. */
export function parseTargetName(stream: TokenStream): { value: string; start: number; end: number } {
  const token = stream.expectName();
  if (CONSTANTS.includes(token.value))
    throw stream.fail(`"${token.value}" is a constant: it can't be assigned.`, token, 'Choose another name.');
  return token;
}
