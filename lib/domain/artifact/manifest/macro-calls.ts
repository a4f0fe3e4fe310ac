import type { CallExpression, Expression, MacroStatement } from '../../jinja/ast.ts';

/** A call that a macro's text makes, as far as the text alone tells. */
export interface MacroCall {
  readonly type: 'call' | 'dispatch';
  readonly name: string;
  readonly namespace: string | undefined;
}

/** Every call in a macro's body, in the order it is written. */
export function callsIn(statement: MacroStatement): MacroCall[] {
  const calls: MacroCall[] = [];
  visit([statement.parameters, statement.body], (call) => {
    const found = asMacroCall(call);
    if (found !== undefined) calls.push(found);
  });
  return calls;
}

function asMacroCall({ callee, positional, named }: CallExpression): MacroCall | undefined {
  if (callee.type === 'name') return { type: 'call', name: callee.name, namespace: undefined };
  if (callee.type !== 'attribute' || callee.object.type !== 'name') return undefined;
  const { name: owner } = callee.object;
  if (owner !== 'adapter') return { type: 'call', name: callee.name, namespace: owner };
  if (callee.name !== 'dispatch') return undefined;
  const argument = (index: number, name: string): Expression | undefined =>
    positional[index] ?? named.find((each) => each.name === name)?.value;
  const name = constantText(argument(0, 'macro_name'));
  const namespace = constantText(argument(1, 'macro_namespace'));
  return name === undefined ? undefined : { type: 'dispatch', name, namespace };
}

const constantText = (expression: Expression | undefined): string | undefined =>
  expression?.type === 'constant' && typeof expression.value === 'string' ? expression.value : undefined;

/** Walks a tree of statements and expressions; what is not a node is looked through. */
function visit(value: unknown, onCall: (call: CallExpression) => void): void {
  if (Array.isArray(value)) for (const each of value) visit(each, onCall);
  else if (typeof value === 'object' && value !== null) {
    if (isCall(value)) onCall(value);
    for (const each of Object.values(value)) visit(each, onCall);
  }
}

const isCall = (value: object): value is CallExpression =>
  'type' in value && value.type === 'call' && 'callee' in value;
