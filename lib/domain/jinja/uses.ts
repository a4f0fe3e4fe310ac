import type { Statement } from './ast.ts';

interface Uses {
  varargs: boolean;
  kwargs: boolean;
  caller: boolean;
}

/**
 * Which of Jinja's special names a macro's body mentions. Walks any node generically: the tree
 * holds plain objects and arrays only, so this cannot fall behind the AST. Bodies of nested
 * macros count on their own, as in Jinja.
 */
export function usesOf(body: readonly Statement[]): Uses {
  const uses: Uses = { varargs: false, kwargs: false, caller: false };
  for (const statement of body) walk(statement, uses);
  return uses;
}

function walk(node: unknown, uses: Uses): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const item of node) walk(item, uses);
    return;
  }
  if ('type' in node && node.type === 'name' && 'name' in node) {
    if (node.name === 'varargs') uses.varargs = true;
    else if (node.name === 'kwargs') uses.kwargs = true;
    else if (node.name === 'caller') uses.caller = true;
    return;
  }
  for (const value of Object.values(node)) if (typeof value === 'object') walk(value, uses);
}
