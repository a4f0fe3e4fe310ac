import type {
  Arguments,
  BinaryOperator,
  CallExpression,
  CompareOperator,
  Expression,
  Template,
} from '../../jinja/ast.ts';
import { represent } from '../../jinja/values/text.ts';
import { PyFloat } from '../../jinja/values/value.ts';

/**
 * The config that a template writes, each value as it is written and not as it is rendered. dbt keeps the text that
 * Python gives of jinja2's nodes, which is what manifests of both are compared by.
 * @returns nothing for a template that names none
 */
export function writtenConfig(template: Template | undefined): Readonly<Record<string, string>> {
  const [first] = callsOf(template?.body).toSorted((a, b) => a.at - b.at);
  const named = first?.named ?? [];
  return Object.fromEntries(
    named.map(({ name, value }) => [name, node('Keyword', { key: quoted(name), value: expression(value) })]),
  );
}

/** Calls of `config`. The tree is gone through as it is: it holds plain objects and arrays only. */
function callsOf(part: unknown): CallExpression[] {
  if (typeof part !== 'object' || part === null) return [];
  const own = isConfigCall(part) ? [part] : [];
  return [...own, ...Object.values(part).flatMap(callsOf)];
}

const isConfigCall = (part: object): part is CallExpression =>
  'type' in part && part.type === 'call' && 'callee' in part && isNamed(part.callee, 'config');

const isNamed = (callee: unknown, name: string): boolean =>
  typeof callee === 'object' && callee !== null && 'name' in callee && callee.name === name && !('object' in callee);

const node = (type: string, fields: Readonly<Record<string, string>>): string =>
  `${type}(${Object.entries(fields)
    .map(([name, text]) => `${name}=${text}`)
    .join(', ')})`;

const quoted = (text: string): string => represent(text);
const list = (items: readonly Expression[]): string => `[${items.map(expression).join(', ')}]`;
const optional = (part: Expression | undefined): string => (part === undefined ? 'None' : expression(part));
const LOAD = { ctx: quoted('load') };

const BINARY: Readonly<Record<BinaryOperator, string>> = {
  ...{ '+': 'Add', '-': 'Sub', '*': 'Mul', '/': 'Div', '//': 'FloorDiv', '%': 'Mod', '**': 'Pow' },
};
const UNARY = { not: 'Not', '-': 'Neg', '+': 'Pos' } as const;
const COMPARE: Readonly<Record<CompareOperator, string>> = {
  ...{ '==': 'eq', '!=': 'ne', '<': 'lt', '<=': 'lteq', '>': 'gt', '>=': 'gteq', in: 'in', 'not in': 'notin' },
};

const argumentsOf = ({ positional, named, spread, spreadNamed }: Arguments) => ({
  args: list(positional),
  kwargs: `[${named.map(({ name, value }) => node('Keyword', { key: quoted(name), value: expression(value) })).join(', ')}]`,
  dyn_args: optional(spread),
  dyn_kwargs: optional(spreadNamed),
});

function expression(part: Expression): string {
  switch (part.type) {
    case 'constant':
      return node('Const', { value: represent(part.value) });
    case 'float':
      return node('Const', { value: represent(new PyFloat(part.value)) });
    case 'name':
      return node('Name', { name: quoted(part.name), ...LOAD });
    case 'list':
      return node('List', { items: list(part.items) });
    case 'tuple':
      return node('Tuple', { items: list(part.items), ...LOAD });
    case 'dict': {
      const pairs = part.pairs.map(({ key, value }) =>
        node('Pair', { key: expression(key), value: expression(value) }),
      );
      return node('Dict', { items: `[${pairs.join(', ')}]` });
    }
    case 'attribute':
      return node('Getattr', { node: expression(part.object), attr: quoted(part.name), ...LOAD });
    case 'item':
      return node('Getitem', { node: expression(part.object), arg: expression(part.index), ...LOAD });
    case 'slice': {
      const [start, stop, step] = part.bounds;
      const arg = node('Slice', { start: optional(start), stop: optional(stop), step: optional(step) });
      return node('Getitem', { node: expression(part.object), arg, ...LOAD });
    }
    case 'call':
      return node('Call', { node: expression(part.callee), ...argumentsOf(part) });
    case 'filter':
      return node('Filter', { node: optional(part.input), name: quoted(part.name), ...argumentsOf(part) });
    case 'test': {
      const test = node('Test', { node: expression(part.input), name: quoted(part.name), ...argumentsOf(part) });
      return part.negated ? node('Not', { node: test }) : test;
    }
    case 'unary':
      return node(UNARY[part.operator], { node: expression(part.operand) });
    case 'binary':
      return node(BINARY[part.operator], { left: expression(part.left), right: expression(part.right) });
    case 'logic':
      return node(part.operator === 'and' ? 'And' : 'Or', {
        left: expression(part.left),
        right: expression(part.right),
      });
    case 'concat':
      return node('Concat', { nodes: list(part.items) });
    case 'compare': {
      const ops = part.rest.map(({ operator, value }) =>
        node('Operand', { op: quoted(COMPARE[operator]), expr: expression(value) }),
      );
      return node('Compare', { expr: expression(part.first), ops: `[${ops.join(', ')}]` });
    }
    case 'conditional':
      return node('CondExpr', {
        test: expression(part.test),
        expr1: expression(part.then),
        expr2: optional(part.otherwise),
      });
  }
}
