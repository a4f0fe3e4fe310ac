import { bind } from '../../jinja/arguments.ts';
import { JinjaError } from '../../jinja/errors.ts';
import { represent, toText } from '../../jinja/values/text.ts';
import { type CallArguments, PyFunction, PyObject, type Value } from '../../jinja/values/value.ts';
import { quoteName } from '../relation.ts';

const NUMERIC = ['numeric', 'decimal'];
const INTEGERS = [
  ...['smallint', 'integer', 'bigint', 'smallserial', 'serial', 'bigserial'],
  ...['int2', 'int4', 'int8', 'serial2', 'serial4', 'serial8'],
];
const FLOATS = ['real', 'float4', 'float', 'double precision', 'float8', 'double'];
const STRINGS = ['text', 'character varying', 'character', 'varchar'];

/** What a text column holds when nobody said how much. */
const DEFAULT_SIZE = 256;

interface Size {
  readonly characters: number | null;
  readonly precision: Value;
  readonly scale: Value;
}
const NO_SIZE: Size = { characters: null, precision: null, scale: null };

const stringType = (size: Value): string => `character varying(${toText(size)})`;
const numericType = (type: string, precision: Value, scale: Value): string =>
  precision === null || scale === null ? type : `${type}(${toText(precision)},${toText(scale)})`;

/** A column as macros see it (`api.Column`). */
export class Column extends PyObject {
  readonly typeName = 'PostgresColumn';
  readonly column: string;
  readonly dtype: string;
  private readonly limits: Size;
  constructor(column: string, dtype: string, size: Size = NO_SIZE) {
    super();
    this.column = column;
    this.dtype = dtype;
    this.limits = size;
  }

  /** `api.Column`: callable, with `translate_type` and its like. */
  static factory(): Value {
    return new ColumnFactory();
  }

  override text(): string {
    const facts = Object.entries({
      column: this.column,
      dtype: this.dtype,
      char_size: this.limits.characters,
      numeric_precision: this.limits.precision,
      numeric_scale: this.limits.scale,
    });
    return `PostgresColumn(${facts.map(([name, value]) => `${name}=${represent(value)}`).join(', ')})`;
  }

  override equals(other: Value): boolean {
    if (!(other instanceof Column) || other.column !== this.column || other.dtype !== this.dtype) return false;
    const { characters, precision, scale } = this.limits;
    return (
      other.limits.characters === characters && other.limits.precision === precision && other.limits.scale === scale
    );
  }

  override attributeNames(): readonly string[] {
    return [...Object.keys(FIELDS), ...Object.keys(METHODS)];
  }

  override attribute(name: string): Value | undefined {
    const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (field !== undefined) return field(this, this.limits);
    const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
    return method === undefined ? undefined : new PyFunction(name, (args) => method(this, args));
  }

  dataType(): string {
    const { characters, precision, scale } = this.limits;
    const type = this.dtype.toLowerCase();
    if (type === 'text' || (type === 'character varying' && characters === null)) return this.dtype;
    if (this.is(STRINGS)) return stringType(this.stringSize());
    return this.is(NUMERIC) ? numericType(this.dtype, precision, scale) : this.dtype;
  }

  is(types: readonly string[]): boolean {
    return types.includes(this.dtype.toLowerCase());
  }

  stringSize(): number {
    if (!this.is(STRINGS))
      throw new JinjaError('type', `string_size() of the column "${this.column}", which is no text.`);
    return this.dtype === 'text' || this.limits.characters === null ? DEFAULT_SIZE : this.limits.characters;
  }

  canExpandTo(other: Column): boolean {
    return this.is(STRINGS) && other.is(STRINGS) && other.stringSize() > this.stringSize();
  }
}

const FIELDS: Readonly<Record<string, (column: Column, size: Size) => Value>> = {
  name: ({ column }) => column,
  column: ({ column }) => column,
  dtype: ({ dtype }) => dtype,
  quoted: ({ column }) => quoteName(column),
  data_type: (column) => column.dataType(),
  expanded_data_type: (column) => column.dataType(),
  char_size: (_column, { characters }) => characters,
  numeric_precision: (_column, { precision }) => precision,
  numeric_scale: (_column, { scale }) => scale,
};

const METHODS: Readonly<Record<string, (column: Column, args: CallArguments) => Value>> = {
  is_string: (column) => column.is(STRINGS),
  is_numeric: (column) => column.is(NUMERIC),
  is_integer: (column) => column.is(INTEGERS),
  is_float: (column) => column.is(FLOATS),
  is_number: (column) => column.is([...FLOATS, ...INTEGERS, ...NUMERIC]),
  string_size: (column) => column.stringSize(),
  can_expand_to: (column, { positional: [other] }) => other instanceof Column && column.canExpandTo(other),
  literal: (column, { positional: [value = null] }) => `${toText(value)}::${column.dataType()}`,
  string_type: (_column, { positional: [size = null] }) => stringType(size),
  numeric_type: (_column, { positional: [type = '', precision = null, scale = null] }) =>
    numericType(toText(type), precision, scale),
};

const STATIC: Readonly<Record<string, (args: CallArguments) => Value>> = {
  translate_type: ({ positional: [type = ''] }) => translateType(toText(type)),
  string_type: ({ positional: [size = null] }) => stringType(size),
  numeric_type: ({ positional: [type = '', precision = null, scale = null] }) =>
    numericType(toText(type), precision, scale),
  create: ({ positional: [name = '', type = ''] }) => new Column(toText(name), translateType(toText(type))),
  from_description: ({ positional: [name = '', type = ''] }) => fromDescription(toText(name), toText(type)),
};

/** dbt's `string` is PostgreSQL's `text`. */
export const translateType = (type: string): string => (type.toUpperCase() === 'STRING' ? 'TEXT' : type);

/** `numeric(10,2)`, `varchar(20)` */
function fromDescription(name: string, raw: string): Column {
  const [, type = raw, size] = /^([^(]+)(?:\(([^)]+)\))?/.exec(raw) ?? [];
  const numbers = (size ?? '').split(',').map(Number);
  const [first = null, second = null] = size === undefined ? [] : numbers;
  if (numbers.some(Number.isNaN)) throw new JinjaError('value', `Could not interpret the data type "${raw}".`);
  if (first === null) return new Column(name, type);
  return new Column(
    name,
    type,
    second === null ? { ...NO_SIZE, characters: first } : { ...NO_SIZE, precision: first, scale: second },
  );
}

class ColumnFactory extends PyObject {
  readonly typeName = 'Column';
  override text(): string {
    return "<class 'dbt.adapters.postgres.column.PostgresColumn'>";
  }
  override call(args: CallArguments): Value {
    const names = ['column', 'dtype', 'char_size', 'numeric_precision', 'numeric_scale'];
    const [column = '', dtype = '', size = null, precision = null, scale = null] = bind('Column', args, names, 2);
    return new Column(toText(column), toText(dtype), {
      characters: typeof size === 'number' ? size : null,
      precision,
      scale,
    });
  }
  override attributeNames(): readonly string[] {
    return Object.keys(STATIC);
  }
  override attribute(name: string): Value | undefined {
    const method = Object.hasOwn(STATIC, name) ? STATIC[name] : undefined;
    return method === undefined ? undefined : new PyFunction(name, method);
  }
}
