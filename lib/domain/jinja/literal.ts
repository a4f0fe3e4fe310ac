import type { Expression } from './ast.ts';
import { JinjaError } from './errors.ts';
import { lex } from './lexer.ts';
import { parseTuple } from './parse-primary.ts';
import { SourceText } from './source.ts';
import { TokenStream } from './token-stream.ts';
import { PyDict, PyTuple } from './values/collections.ts';
import { sign } from './values/number.ts';
import { PyFloat, type Value } from './values/value.ts';

/** Python's `ast.literal_eval`, for what dbt reads with it; undefined where the text is no literal. */
export function parseLiteral(text: string): Value | undefined {
  const clean = text.replace(/^[ \t]+/, '');
  const source = new SourceText(`{{ ${clean} }}`, '');
  try {
    const tokens = lex(source);
    // Jinja's spellings of constants are names to Python.
    if (tokens.some(({ type, value }) => type === 'name' && /^(true|false|none)$/.test(value))) return undefined;
    const stream = new TokenStream(source, tokens);
    stream.next();
    const expression = parseTuple(stream);
    return stream.current.type === 'variable_end' && stream.look().type === 'eof' ? literal(expression) : undefined;
  } catch (error) {
    if (error instanceof JinjaError) return undefined;
    throw error;
  }
}

function literal(node: Expression): Value | undefined {
  switch (node.type) {
    case 'constant':
      return node.value;
    case 'float':
      return new PyFloat(node.value);
    case 'list':
      return literals(node.items);
    case 'tuple': {
      const items = literals(node.items);
      return items && new PyTuple(items);
    }
    case 'dict': {
      const keys = literals(node.pairs.map((pair) => pair.key));
      const values = literals(node.pairs.map((pair) => pair.value));
      return keys && values && new PyDict(keys.map((key, index) => [key, values[index] ?? null] as const));
    }
    case 'unary': {
      const operand = node.operator === 'not' ? undefined : literal(node.operand);
      const isNumber = typeof operand === 'number' || typeof operand === 'bigint' || operand instanceof PyFloat;
      return node.operator !== 'not' && isNumber ? sign(node.operator, operand) : undefined;
    }
    default:
      return undefined;
  }
}

function literals(nodes: readonly Expression[]): Value[] | undefined {
  const values: Value[] = [];
  for (const node of nodes) {
    const value = literal(node);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}
