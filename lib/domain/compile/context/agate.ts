import { bind } from '../../jinja/arguments.ts';
import { valueError } from '../../jinja/errors.ts';
import { PyDict, PyTuple } from '../../jinja/values/collections.ts';
import { PyDecimal } from '../../jinja/values/decimal.ts';
import { toText } from '../../jinja/values/text.ts';
import { type CallArguments, PyFloat, PyFunction, PyObject, type Value } from '../../jinja/values/value.ts';
import type { QueryResult, SeedRows } from '../options.ts';
import { printTable } from './agate-print.ts';
import { distinctRows, groupBy, orderBy } from './agate-rows.ts';
import { cellReader, seedReader } from './cell.ts';
import { MappedSequence } from './mapped-sequence.ts';
import { DateTime } from './modules/datetime/values.ts';

/** One column of a table. */
class TableColumn extends MappedSequence {
  readonly name: string;
  private readonly place: number;
  private readonly type: string;
  constructor(name: string, type: string, place: number, items: readonly Value[]) {
    super(items, [], 'Column');
    this.name = name;
    this.place = place;
    this.type = type;
  }
  override attribute(name: string): Value | undefined {
    switch (name) {
      case 'data_type':
        return new AgateType(this.type);
      case 'name':
        return this.name;
      case 'index':
        return this.place;
      case 'values_distinct':
        return new PyFunction(name, () => new PyTuple(distinct(this.items)));
      case 'values_without_nulls':
        return new PyFunction(name, () => new PyTuple(this.items.filter((item) => item !== null)));
      default:
        return super.attribute(name);
    }
  }
}

function distinct(items: readonly Value[]): Value[] {
  return [...new PyDict(items.map((item) => [item, null] as const)).keys()];
}

/** The result of a query as macros use it: agate's Table, without its statistics. */
export class Table extends PyObject {
  readonly typeName = 'Table';
  readonly names: readonly string[];
  readonly cells: readonly (readonly Value[])[];
  readonly types: readonly string[];

  constructor(names: readonly string[], cells: readonly (readonly Value[])[], types: readonly string[]) {
    super();
    this.names = names;
    this.cells = cells;
    this.types = types;
  }

  /** Names that come twice get a number, as dbt gives it. */
  static of(result: QueryResult): Table {
    const readers = result.columns.map(({ typeId }) => cellReader(typeId));
    const cells = result.rows.map((row) =>
      row.map((text, index) => (text === null ? null : (readers[index]?.read(text) ?? text))),
    );
    return new Table(
      uniqueNames(result.columns.map(({ name }) => name)),
      cells,
      readers.map(({ agateType }) => agateType),
    );
  }

  /** A seed's rows. */
  static ofSeed({ names, types, cells }: SeedRows): Table {
    const readers = types.map(seedReader);
    return new Table(
      names,
      cells.map((row) => row.map((text, index) => (text === null ? null : (readers[index]?.(text) ?? text)))),
      types,
    );
  }

  override text(): string {
    const width = Math.max('column'.length, ...this.names.map((name) => name.length));
    const wide = Math.max('data_type'.length, ...this.types.map((type) => type.length));
    const line = (left: string, right: string): string => `| ${left.padEnd(width)} | ${right.padEnd(wide)} |`;
    return [
      line('column', 'data_type'),
      `| ${'-'.repeat(width)} | ${'-'.repeat(wide)} |`,
      ...this.names.map((name, index) => line(name, this.types[index] ?? '')),
      '',
    ].join('\n');
  }
  override repr(): string {
    return '<agate.table.Table object>';
  }
  rows(): MappedSequence[] {
    return this.cells.map((row) => new MappedSequence(row, this.names, 'Row'));
  }
  private columns(): MappedSequence {
    const columns = this.names.map(
      (name, index) => new TableColumn(name, this.types[index] ?? '', index, this.column(index)),
    );
    return new MappedSequence(columns, this.names);
  }
  private column(index: number): Value[] {
    return this.cells.map((row) => row[index] ?? null);
  }
  override size(): number {
    return this.cells.length;
  }
  override iterate(): Iterable<Value> {
    return this.rows();
  }
  override item(key: Value): Value | undefined {
    return typeof key === 'number' ? this.rows().at(key) : undefined;
  }
  override attributeNames(): readonly string[] {
    return ['rows', 'columns', 'column_names', 'column_types', 'row_names', 'print_table', 'select', 'rename', 'limit'];
  }
  override attribute(name: string): Value | undefined {
    switch (name) {
      case 'rows':
        return new MappedSequence(this.rows(), []);
      case 'column_names':
        return new PyTuple(this.names);
      case 'columns':
        return this.columns();
      case 'column_types':
        return new PyTuple(this.types.map((type) => new AgateType(type)));
      case 'row_names':
        return null;
      default:
        return this.method(name);
    }
  }
  private method(name: string): Value | undefined {
    switch (name) {
      case 'print_table':
        return new PyFunction(name, (args, caller) => {
          const write = caller.lookup('print');
          for (const line of printTable(this, args)) caller.call(write, { positional: [line], named: new Map() });
          return null;
        });
      case 'select':
        return new PyFunction(name, (args) => this.select(listOf(args.positional[0] ?? [])));
      case 'exclude':
        return new PyFunction(name, (args) => {
          const without = listOf(args.positional[0] ?? []);
          return this.select(this.names.filter((each) => !without.includes(each)));
        });
      case 'limit':
        return new PyFunction(name, (args) => this.limit(args));
      case 'group_by':
        return new PyFunction(name, (args) => {
          const groups = groupBy(this, args);
          const tables = groups.map(([, rows]) => this.of(rows));
          return new MappedSequence(
            tables,
            groups.map(([value]) => value),
            'TableSet',
          );
        });
      case 'order_by':
        return new PyFunction(name, (args) => this.of(orderBy(this, args)));
      case 'distinct':
        return new PyFunction(name, (args) => this.of(distinctRows(this, args)));
      case 'where':
        return new PyFunction(name, () => {
          throw valueError('Table.where() takes a Python function, which templates do not have.', 'Filter in SQL.');
        });
      case 'rename':
        return new PyFunction(name, (args) => this.rename(args));
      default:
        return undefined;
    }
  }
  private of(rows: readonly (readonly Value[])[]): Table {
    return new Table(this.names, rows, this.types);
  }
  private select(wanted: readonly string[]): Table {
    const places = wanted.map((name) => {
      const index = this.names.indexOf(name);
      if (index < 0) throw valueError(`There is no column '${name}'.`, `It has ${this.names.join(', ')}.`);
      return index;
    });
    const take = <T>(items: readonly T[]): T[] => places.flatMap((place) => items.slice(place, place + 1));
    return new Table(wanted, this.cells.map(take), take(this.types));
  }
  private limit(args: CallArguments): Table {
    const [first = null, stop = null] = bind('limit', args, ['start_or_stop', 'stop', 'step']);
    const [from, to] = stop === null ? [0, first] : [first, stop];
    const rows = this.cells.slice(typeof from === 'number' ? from : 0, typeof to === 'number' ? to : undefined);
    return this.of(rows);
  }
  private rename(args: CallArguments): Table {
    const [given = null] = bind('rename', args, ['column_names', 'row_names', 'slug_columns', 'slug_rows']);
    const renamed = (name: string, index: number): string => {
      if (given instanceof PyDict) return toText(given.get(name) ?? name);
      return Array.isArray(given) ? toText(given[index] ?? name) : name;
    };
    return new Table(this.names.map(renamed), this.cells, this.types);
  }
}

/** A column's type, of which macros ask no more than its name. */
class AgateType extends PyObject {
  readonly typeName: string;
  constructor(name: string) {
    super();
    this.typeName = name;
  }
  override text(): string {
    return `<agate.data_types.${this.typeName.toLowerCase()}.${this.typeName} object>`;
  }
  override attribute(name: string): Value | undefined {
    if (name !== 'jsonify') return undefined;
    return new PyFunction(name, (args) => this.jsonify(args.positional[0] ?? null));
  }
  /** A cell as JSON has it. */
  private jsonify(cell: Value): Value {
    if (cell === null || typeof cell === 'boolean' || this.typeName === 'Integer') return cell;
    if (cell instanceof PyDecimal) return new PyFloat(cell.number());
    return cell instanceof DateTime ? cell.isoText('T') : toText(cell);
  }
}

const listOf = (value: Value): string[] =>
  typeof value === 'string' ? [value] : [...(Array.isArray(value) ? value : [])].map(toText);

function uniqueNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}_${count}`;
  });
}

/** A table without rows or columns: what a statement that fetches nothing has. */
export const EMPTY_TABLE = new Table([], [], []);
