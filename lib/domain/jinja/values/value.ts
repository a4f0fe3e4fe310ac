/**
 * Python's values as templates see them. str, bool and None are JavaScript's own; an int is a
 * number while it is exact and a bigint beyond; everything else is a class below, because
 * JavaScript cannot tell 1 from 1.0 or a list from a tuple.
 */
export type Value = null | boolean | number | bigint | string | Value[] | PyObject;

/** A key of a Python dict after hashing: equal values have the same key (`1 == 1.0 == True`). */
export type HashKey = string | number | bigint | null | object;

/** Arguments of a call. */
export interface CallArguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

/** What a native function may ask of the interpreter that calls it. */
export interface Caller {
  /** Calls any callable value. */
  call(callee: Value, args: CallArguments): Value;
  /** Whether an undefined value has every attribute: while dbt parses. */
  readonly lenient: boolean;
  /** Counts work done outside the evaluator against the step limit. */
  spend(steps: number): void;
  /** Applies a filter or test by name, for `map('upper')` and its like. */
  filter(name: string, input: Value, args: CallArguments): Value;
  test(name: string, input: Value, args: CallArguments): boolean;
  /** In a YAML value, asks that the value's text be read as a literal: dbt's `as_native` and its like. */
  mark(value: Value, mark: 'text' | 'native' | 'bool' | 'number'): Value;
  /** The offset of the call being made, in the template being rendered. */
  place(): { readonly path: string; readonly line: number; readonly column: number };
  /** Looks a name up as the calling template would. */
  lookup(name: string): Value;
}

/** An object of Python that JavaScript has no word for. Defaults are those of a plain object. */
export abstract class PyObject {
  abstract readonly typeName: string;
  /** `str(x)` */
  abstract text(): string;
  /** `repr(x)` */
  repr(): string {
    return this.text();
  }
  /** `format(x, spec)` of an object that reads the specification itself. */
  format(_spec: string): string | undefined {
    return undefined;
  }
  truth(): boolean {
    return true;
  }
  /** `x.name`; undefined when there is none. */
  attribute(_name: string): Value | undefined {
    return undefined;
  }
  /** Names `attribute` knows, for "did you mean". */
  attributeNames(): readonly string[] {
    return [];
  }
  /** `x[key]`; undefined when there is none. */
  item(_key: Value): Value | undefined {
    return undefined;
  }
  /** Items to loop over; undefined when it is not iterable. */
  iterate(): Iterable<Value> | undefined {
    return undefined;
  }
  /** `len(x)`; undefined when it has none. */
  size(): number | undefined {
    return undefined;
  }
  /** Hash key; undefined when unhashable. Default: identity. */
  hashKey(): HashKey | undefined {
    return this;
  }
  equals(other: Value): boolean {
    return this === other;
  }
  /** Whether it counts as a mapping (`is mapping`). */
  isMapping(): boolean {
    return false;
  }
  /** `needle in x`; undefined falls back to iterating. */
  contains(_needle: Value): boolean | undefined {
    return undefined;
  }
  /** `x + other`, or `other + x` when `reflected`; undefined when it makes no sense. */
  operate(_operator: string, _other: Value, _reflected: boolean): Value | undefined {
    return undefined;
  }
  /** The order against another value, for `<` and its like; undefined when there is none. */
  order(_other: Value): number | undefined {
    return undefined;
  }
  call?(args: CallArguments, caller: Caller): Value;
}

/** A Python float; an int is a plain number. */
export class PyFloat extends PyObject {
  readonly typeName = 'float';
  readonly value: number;
  constructor(value: number) {
    super();
    this.value = value;
  }
  override text(): string {
    return floatText(this.value);
  }
  override truth(): boolean {
    return this.value !== 0;
  }
  override hashKey(): HashKey {
    return this.value;
  }
}

/** `repr` of a Python float: shortest digits that read back, exponent from 1e16 and below 1e-4. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) {
    const [mantissa = '', exponent = ''] = value.toExponential().split('e');
    const digits = exponent.slice(1).padStart(2, '0');
    return `${mantissa}e${exponent.startsWith('-') ? '-' : '+'}${digits}`;
  }
  const text = size >= 1e16 ? value.toExponential() : String(value);
  return text.includes('.') ? text : `${text}.0`;
}

/** A native function: a global, a method, or one of dbt's. */
export class PyFunction extends PyObject {
  readonly typeName = 'function';
  readonly name: string;
  private readonly body: (args: CallArguments, caller: Caller) => Value;
  constructor(name: string, body: (args: CallArguments, caller: Caller) => Value) {
    super();
    this.name = name;
    this.body = body;
  }
  override text(): string {
    return `<function ${this.name}>`;
  }
  override call(args: CallArguments, caller: Caller): Value {
    return this.body(args, caller);
  }
}

interface UndefinedOptions {
  readonly near?: readonly string[];
  readonly unsafe?: boolean;
  readonly lenient?: boolean;
}

/** A name, attribute or item that is not there. Prints as nothing; using it is an error. */
export class Undefined extends PyObject {
  readonly typeName = 'Undefined';
  /** What was looked for, as an error says it. */
  readonly message: string;
  /** The name that was looked for. */
  readonly name: string;
  readonly near: readonly string[];
  /** Something the sandbox keeps away: it prints as nothing too, and using it says so. */
  readonly unsafe: boolean;
  /** Made while dbt parses: it has every attribute and can be called. */
  readonly lenient: boolean;
  constructor(name: string, message = `'${name}' is undefined`, options: UndefinedOptions = {}) {
    super();
    this.name = name;
    this.message = message;
    this.near = options.near ?? [];
    this.unsafe = options.unsafe ?? false;
    this.lenient = options.lenient ?? false;
  }
  override text(): string {
    return '';
  }
  override repr(): string {
    return 'Undefined';
  }
  override truth(): boolean {
    return false;
  }
  override iterate(): Iterable<Value> {
    return [];
  }
  override size(): number {
    return 0;
  }
  override equals(other: Value): boolean {
    return other instanceof Undefined;
  }
  override hashKey(): HashKey {
    return Undefined;
  }
}

/** `value`, or `otherwise` when there is none. Not `??`: None is a value. */
export const orElse = <T>(value: Value | undefined, otherwise: T): Value | T =>
  value === undefined ? otherwise : value;

export const NO_ARGUMENTS: CallArguments = { positional: [], named: new Map() };
export const positional = (...values: Value[]): CallArguments => ({ positional: values, named: NO_ARGUMENTS.named });
