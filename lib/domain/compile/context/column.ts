import { bind } from '../../jinja/arguments.ts';
import { toText } from '../../jinja/values/text.ts';
import { PyFunction, PyObject, type Value } from '../../jinja/values/value.ts';
import { quoteName } from '../relation.ts';

const TYPE_LABELS: Readonly<Record<string, string>> = {
  STRING: 'TEXT',
  TIMESTAMP: 'TIMESTAMP',
  FLOAT: 'FLOAT',
  INTEGER: 'INT',
  BOOLEAN: 'BOOLEAN',
};
const NUMERIC = ['numeric', 'decimal'];
const INTEGERS = [
  'smallint',
  'integer',
  'bigint',
  'smallserial',
  'serial',
  'bigserial',
  'int2',
  'int4',
  'int8',
  'serial2',
  'serial4',
  'serial8',
];
const FLOATS = ['real', 'float4', 'float', 'double precision', 'float8', 'double'];
const STRINGS = ['text', 'character varying', 'character', 'varchar'];

/** A column as macros see it (`api.Column`). */
export class Column extends PyObject {
  readonly typeName = 'PostgresColumn';
  private readonly column: string;
  private readonly dtype: string;
  private readonly charSize: number | null;
  constructor(column: string, dtype: string, size: number | null = null) {
    super();
    this.column = column;
    this.dtype = dtype;
    this.charSize = size;
  }

  /** `api.Column`: callable, with `translate_type`. */
  static factory(): Value {
    return new ColumnFactory();
  }

  override text(): string {
    return `<PostgresColumn ${this.column} (${this.dataType()})>`;
  }

  override attributeNames(): readonly string[] {
    return [
      'name',
      'column',
      'dtype',
      'data_type',
      'quoted',
      'is_string',
      'is_numeric',
      'is_number',
      'is_integer',
      'is_float',
    ];
  }

  private dataType(): string {
    if (this.is(STRINGS))
      return this.dtype === 'text' || this.charSize === null ? this.dtype : `character varying(${this.charSize})`;
    return this.dtype;
  }

  private is(types: readonly string[]): boolean {
    return types.includes(this.dtype.toLowerCase());
  }

  override attribute(name: string): Value | undefined {
    const ask = (answer: boolean): Value => new PyFunction(name, () => answer);
    switch (name) {
      case 'name':
      case 'column':
        return this.column;
      case 'dtype':
        return this.dtype;
      case 'quoted':
        return quoteName(this.column);
      case 'data_type':
        return this.dataType();
      case 'char_size':
        return this.charSize;
      case 'is_string':
        return ask(this.is(STRINGS));
      case 'is_numeric':
        return ask(this.is(NUMERIC));
      case 'is_integer':
        return ask(this.is(INTEGERS));
      case 'is_float':
        return ask(this.is(FLOATS));
      case 'is_number':
        return ask(this.is([...FLOATS, ...INTEGERS, ...NUMERIC]));
      case 'string_size':
        return new PyFunction(name, () => this.charSize ?? 256);
      default:
        return undefined;
    }
  }
}

class ColumnFactory extends PyObject {
  readonly typeName = 'Column';
  override text(): string {
    return '<Column>';
  }
  override call(args: Parameters<NonNullable<PyObject['call']>>[0]): Value {
    const [column = '', dtype = '', size] = bind(
      'Column',
      args,
      ['column', 'dtype', 'char_size', 'numeric_precision', 'numeric_scale'],
      2,
    );
    return new Column(toText(column), toText(dtype), typeof size === 'number' ? size : null);
  }
  override attribute(name: string): Value | undefined {
    if (name === 'translate_type') {
      return new PyFunction(name, (args) => {
        const type = toText(args.positional[0] ?? '');
        return TYPE_LABELS[type.toUpperCase()] ?? type;
      });
    }
    if (name === 'string_type')
      return new PyFunction(name, (args) => `character varying(${toText(args.positional[0] ?? 256)})`);
    if (name !== 'numeric_type') return undefined;
    return new PyFunction(name, (args) => {
      const [type = '', precision, scale] = args.positional;
      if (precision === undefined || precision === null || scale === undefined || scale === null) return toText(type);
      return `${toText(type)}(${toText(precision)},${toText(scale)})`;
    });
  }
}
