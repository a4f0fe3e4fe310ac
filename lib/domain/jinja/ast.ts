import type { JinjaError } from './errors.ts';
import type { SourceText } from './source.ts';

/** Every node has `at`, the offset in its template's text where a problem is shown. */
interface At {
  readonly at: number;
}

export type Expression =
  | (At & { readonly type: 'constant'; readonly value: null | boolean | number | bigint | string })
  | (At & { readonly type: 'float'; readonly value: number })
  | (At & { readonly type: 'name'; readonly name: string; readonly end: number })
  | (At & { readonly type: 'tuple' | 'list'; readonly items: readonly Expression[] })
  | (At & {
      readonly type: 'dict';
      readonly pairs: readonly { readonly key: Expression; readonly value: Expression }[];
    })
  | (At & { readonly type: 'attribute'; readonly object: Expression; readonly name: string; readonly end: number })
  | (At & { readonly type: 'item'; readonly object: Expression; readonly index: Expression })
  | (At & { readonly type: 'slice'; readonly object: Expression; readonly bounds: readonly (Expression | undefined)[] })
  | CallExpression
  | FilterExpression
  | TestExpression
  | (At & { readonly type: 'unary'; readonly operator: 'not' | '-' | '+'; readonly operand: Expression })
  | (At & {
      readonly type: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (At & {
      readonly type: 'logic';
      readonly operator: 'and' | 'or';
      readonly left: Expression;
      readonly right: Expression;
    })
  | (At & { readonly type: 'concat'; readonly items: readonly Expression[] })
  | (At & { readonly type: 'compare'; readonly first: Expression; readonly rest: readonly Comparison[] })
  | (At & {
      readonly type: 'conditional';
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise: Expression | undefined;
    });

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';
export interface Comparison {
  readonly operator: CompareOperator;
  readonly value: Expression;
}

export interface Arguments {
  readonly positional: readonly Expression[];
  readonly named: readonly { readonly name: string; readonly value: Expression; readonly at: number }[];
  /** `*expression` */ readonly spread: Expression | undefined;
  /** `**expression` */ readonly spreadNamed: Expression | undefined;
}

export interface CallExpression extends At, Arguments {
  readonly type: 'call';
  readonly callee: Expression;
  /** Offset just after the closing parenthesis. */
  readonly end: number;
}
/** `input` is undefined for the first filter of a filter block or block set. */
export interface FilterExpression extends At, Arguments {
  readonly type: 'filter';
  readonly name: string;
  readonly input: Expression | undefined;
}
export interface TestExpression extends At, Arguments {
  readonly type: 'test';
  readonly name: string;
  readonly input: Expression;
  readonly negated: boolean;
}

export type AssignTarget =
  | (At & { readonly type: 'name'; readonly name: string; readonly end: number })
  | (At & { readonly type: 'member'; readonly namespace: string; readonly name: string })
  | (At & { readonly type: 'tuple'; readonly items: readonly AssignTarget[] });

export interface Parameter {
  readonly name: string;
  readonly defaultValue: Expression | undefined;
}

export interface MacroStatement extends At {
  readonly type: 'macro';
  /** Name as written, without dbt's prefixes (`test_`, `materialization_…`). */
  readonly name: string;
  readonly kind: 'macro' | 'test' | 'materialization' | 'call' | 'data_test';
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly end: number;
  /** Whether the body names `varargs`, `kwargs` or `caller`: Jinja refuses such arguments otherwise. */
  readonly uses: { readonly varargs: boolean; readonly kwargs: boolean; readonly caller: boolean };
  /** `materialization x, adapter='postgres'` */
  readonly options: Arguments | undefined;
  /** Filters and tests its body names that don't exist. */
  readonly unknown: readonly JinjaError[];
}

export type Statement =
  | (At & { readonly type: 'data'; readonly text: string })
  | (At & { readonly type: 'output'; readonly expression: Expression })
  | (At & {
      readonly type: 'if';
      readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[];
      readonly otherwise: readonly Statement[];
    })
  | ForStatement
  | (At & { readonly type: 'set'; readonly target: AssignTarget; readonly value: Expression })
  | (At & {
      readonly type: 'set_block';
      readonly target: AssignTarget;
      readonly filter: Expression | undefined;
      readonly body: readonly Statement[];
    })
  | MacroStatement
  | (At & { readonly type: 'call_block'; readonly call: CallExpression; readonly caller: MacroStatement })
  | (At & { readonly type: 'filter_block'; readonly filter: Expression; readonly body: readonly Statement[] })
  | (At & {
      readonly type: 'with';
      readonly assignments: readonly { readonly target: AssignTarget; readonly value: Expression }[];
      readonly body: readonly Statement[];
    })
  | (At & { readonly type: 'do'; readonly expression: Expression })
  | (At & { readonly type: 'print'; readonly expressions: readonly Expression[] })
  | (At & { readonly type: 'break' | 'continue' })
  | (At & { readonly type: 'block'; readonly name: string; readonly body: readonly Statement[] })
  /** `include`, `import`, `from`: dbt gives a template nothing to load others from. */
  | (At & { readonly type: 'load' })
  | (At & {
      readonly type: 'snapshot';
      readonly name: string;
      readonly body: readonly Statement[];
      readonly end: number;
    });

export interface ForStatement extends At {
  readonly type: 'for';
  readonly target: AssignTarget;
  readonly iterable: Expression;
  readonly filter: Expression | undefined;
  readonly recursive: boolean;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

/** A parsed template; immutable, safe to cache by its text. */
export interface Template {
  readonly source: SourceText;
  readonly body: readonly Statement[];
  /** False for a text without any Jinja: it is its own rendering. */
  readonly hasTags: boolean;
  /** Filters and tests it names that don't exist. */
  readonly unknown: readonly JinjaError[];
}
