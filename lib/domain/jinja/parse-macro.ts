import type { MacroStatement, Parameter, Statement } from './ast.ts';
import { parseExpression, parseUnary } from './parse-expression.ts';
import { parseTagBody } from './parse-statement.ts';
import type { TokenStream } from './token-stream.ts';
import type { Token } from './tokens.ts';
import { usesOf } from './uses.ts';

/** `macro`, and dbt's `test` and `materialization`, which are macros with a prefix to their name. */
export function parseMacro(stream: TokenStream, tag: Token): Statement {
  const kind =
    tag.value === 'test' || tag.value === 'data_test' || tag.value === 'materialization' ? tag.value : 'macro';
  const nameToken = stream.expectName();
  const options = kind === 'materialization' ? parseMaterializationOptions(stream) : undefined;
  const parameters = kind === 'materialization' ? [] : parseSignature(stream);
  const body = parseTagBody(stream, tag, [`end${tag.value}`]);
  const end = stream.next().end;
  return {
    type: 'macro',
    at: nameToken.start,
    name: nameToken.value,
    kind,
    parameters,
    body,
    end,
    uses: usesOf(body),
    options,
  };
}

/** `(a, b=1)` */
function parseSignature(stream: TokenStream): Parameter[] {
  const parameters: Parameter[] = [];
  stream.expectOp('(');
  while (!stream.isOp(')')) {
    if (parameters.length > 0) stream.expectOp(',');
    if (stream.isOp(')')) break;
    const name = stream.expectName();
    const defaultValue = stream.skipOp('=') ? parseExpression(stream) : undefined;
    if (defaultValue === undefined && parameters.at(-1)?.defaultValue !== undefined) {
      throw stream.fail(`Parameter "${name.value}" needs a default, because the one before it has one.`, name);
    }
    parameters.push({ name: name.value, defaultValue });
  }
  stream.expectOp(')');
  return parameters;
}

/** `materialization name, default` or `…, adapter='postgres', supported_languages=[…]` */
function parseMaterializationOptions(stream: TokenStream): MacroStatement['options'] {
  const named: { name: string; value: MacroOption; at: number }[] = [];
  while (stream.skipOp(',')) {
    const name = stream.expectName();
    const value: MacroOption = stream.skipOp('=')
      ? parseExpression(stream)
      : { type: 'constant', at: name.start, value: true };
    named.push({ name: name.value, value, at: name.start });
  }
  return { positional: [], named, spread: undefined, spreadNamed: undefined };
}
type MacroOption = ReturnType<typeof parseExpression>;

/** `{% call(x) macro(…) %} … {% endcall %}` */
export function parseCallBlock(stream: TokenStream, tag: Token): Statement {
  const parameters = stream.isOp('(') ? parseSignature(stream) : [];
  const call = parseUnary(stream, false);
  if (call.type !== 'call') throw stream.fail('"{% call %}" needs a call, for example {% call name() %}.', tag);
  const body = parseTagBody(stream, tag, ['endcall']);
  const end = stream.next().end;
  const caller: MacroStatement = {
    type: 'macro',
    at: tag.start,
    name: 'caller',
    kind: 'call',
    parameters,
    body,
    end,
    uses: usesOf(body),
    options: undefined,
  };
  return { type: 'call_block', at: tag.start, call, caller };
}
