import type { MacroStatement, Parameter, Statement } from './ast.ts';
import { parseExpression } from './parse-expression.ts';
import { parseTagBody } from './parse-statement.ts';
import { parseTargetName } from './parse-target.ts';
import type { TokenStream } from './token-stream.ts';
import type { Token } from './tokens.ts';
import { usesOf } from './uses.ts';

/** `macro`, and dbt's `test` and `materialization`, which are macros with a prefix to their name. */
export function parseMacro(stream: TokenStream, tag: Token): Statement {
  const kind =
    tag.value === 'test' || tag.value === 'data_test' || tag.value === 'materialization' ? tag.value : 'macro';
  const nameToken = parseTargetName(stream);
  const options = kind === 'materialization' ? parseMaterializationOptions(stream) : undefined;
  const known = stream.unknown.length;
  const { parameters, body } = stream.frame(() => ({
    parameters: kind === 'materialization' ? [] : parseSignature(stream),
    body: parseTagBody(stream, tag, [`end${tag.value}`]),
  }));
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
    unknown: stream.unknown.slice(known),
  };
}

/** `(a, b=1)` */
function parseSignature(stream: TokenStream): Parameter[] {
  const parameters: Parameter[] = [];
  stream.expectOp('(');
  while (!stream.isOp(')')) {
    if (parameters.length > 0) stream.expectOp(',');
    if (stream.isOp(')')) break;
    const name = parseTargetName(stream);
    if (parameters.some((each) => each.name === name.value))
      throw stream.fail(`There are two parameters "${name.value}".`, name);
    if (stream.skipOp(':')) skipType(stream);
    const defaultValue = stream.skipOp('=') ? parseExpression(stream) : undefined;
    if (defaultValue === undefined && parameters.at(-1)?.defaultValue !== undefined) {
      throw stream.fail(`Parameter "${name.value}" needs a default, because the one before it has one.`, name);
    }
    parameters.push({ name: name.value, defaultValue });
  }
  stream.expectOp(')');
  return parameters;
}

/** dbt lets a parameter name its type, `columns: list[str]`, and does nothing with it. */
function skipType(stream: TokenStream): void {
  stream.expectName();
  if (!stream.skipOp('[')) return;
  for (let first = true; !stream.isOp(']'); first = false) {
    if (!first) stream.expectOp(',');
    stream.nested(() => skipType(stream));
  }
  stream.expectOp(']');
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
  const call = parseExpression(stream);
  if (call.type !== 'call') throw stream.fail('"{% call %}" needs a call, for example {% call name() %}.', tag);
  const body = stream.frame(() => parseTagBody(stream, tag, ['endcall']));
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
    unknown: [],
  };
  return { type: 'call_block', at: tag.start, call, caller };
}
