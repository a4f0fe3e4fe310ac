import type { CallExpression, Expression, Template } from '../../jinja/ast.ts';

/**
 * Whether dbt reads a model without rendering it: one that holds nothing but calls of `ref`, `source` and `config`
 * with texts, True and False, and lists and dicts of these. Of such it keeps the values of its config, and not how they are written.
 */
export function isReadStatically({ body }: Template, text: string): boolean {
  if (/\{%|\{\{-|-\}\}/.test(text)) return false;
  return body.every((part) => part.type === 'data' || (part.type === 'output' && isPlainCall(part.expression, text)));
}

const isText = (part: Expression): boolean => part.type === 'constant' && typeof part.value === 'string';

function isPlainCall(part: Expression, text: string): boolean {
  if (part.type !== 'call') return isText(part);
  const { callee, spread, spreadNamed } = part;
  if (callee.type !== 'name' || spread !== undefined || spreadNamed !== undefined) return false;
  if (callee.name === 'config') return isPlainConfig(part, text);
  const { positional, named } = part;
  if (!positional.every(isText)) return false;
  if (callee.name === 'source') return positional.length === 2 && named.length === 0;
  const isVersion = named.length === 0 || (named.length === 1 && ['v', 'version'].includes(named[0]?.name ?? ''));
  return callee.name === 'ref' && [1, 2].includes(positional.length) && isVersion;
}

const isPlainConfig = ({ positional, named }: CallExpression, text: string): boolean =>
  positional.length === 0 &&
  named.length > 0 &&
  named.every(({ name, value }) => name !== 'pre_hook' && name !== 'post_hook' && isPlainValue(value, text));

function isPlainValue(part: Expression, text: string): boolean {
  if (part.type === 'list') return part.items.every((item) => isPlainValue(item, text));
  if (part.type === 'dict') return part.pairs.every(({ key, value }) => isText(key) && isPlainValue(value, text));
  // Written as in Python: of Jinja's own `true` it knows nothing.
  if (part.type === 'constant' && typeof part.value === 'boolean') return /^(True|False)/.test(text.slice(part.at));
  return isText(part);
}
