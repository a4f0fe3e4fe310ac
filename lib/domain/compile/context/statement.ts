import { bind } from '../../jinja/arguments.ts';
import { PyDict, PyTuple } from '../../jinja/values/collections.ts';
import { toText, truth } from '../../jinja/values/text.ts';
import {
  type CallArguments,
  type Caller,
  NO_ARGUMENTS,
  orElse,
  PyFunction,
  PyObject,
  type Value,
} from '../../jinja/values/value.ts';
import type { QueryResult } from '../options.ts';
import type { DatabaseAccess } from './database.ts';

/** `statement`, `run_query`, `load_result`: queries while a template is rendered, remembered for the node. */
export function statementFunctions(database: DatabaseAccess): ReadonlyMap<string, Value> {
  const results = new Map<string, Value>();
  const statement = (args: CallArguments, caller: Caller): Value => {
    const [name = null, fetch = false] = bind('statement', args, [
      'name',
      'fetch_result',
      'auto_begin',
      'language',
      'caller',
    ]);
    const body = args.named.get('caller');
    const sql = body === undefined ? '' : toText(caller.call(body, NO_ARGUMENTS));
    const result = database.query(sql);
    if (result !== undefined && name !== null) results.set(toText(name), loaded(result, truth(fetch)));
    return '';
  };
  const runQuery = (args: CallArguments): Value => {
    const [sql = ''] = bind('run_query', args, ['sql'], 1);
    const result = database.query(toText(sql));
    return result === undefined ? null : new Table(result);
  };
  return new Map<string, Value>([
    ['statement', new PyFunction('statement', statement)],
    ['run_query', new PyFunction('run_query', runQuery)],
    ['load_result', new PyFunction('load_result', (args) => results.get(toText(args.positional[0] ?? '')) ?? null)],
    ['store_result', new PyFunction('store_result', () => '')],
  ]);
}

function loaded(result: QueryResult, fetched: boolean): Value {
  const table = new Table(result);
  return new PyDict([
    ['response', result.status],
    ['data', fetched ? table.rows() : []],
    ['table', fetched ? table : null],
  ]);
}

const INTEGER = /^(int2|int4|int8|smallint|integer|bigint|oid)$/;

function cell(text: string | null, type: string): Value {
  if (text === null) return null;
  if (INTEGER.test(type)) return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
  return type === 'bool' || type === 'boolean' ? text === 't' || text === 'true' : text;
}

/** The result of a query as macros use it: the part of agate's Table that dbt projects touch. */
class Table extends PyObject {
  readonly typeName = 'Table';
  private readonly result: QueryResult;
  constructor(result: QueryResult) {
    super();
    this.result = result;
  }
  override text(): string {
    return '<agate.table.Table object>';
  }
  rows(): Value[] {
    return this.result.rows.map((row) => this.row(row));
  }
  private row(row: readonly (string | null)[]): Value {
    const { columns } = this.result;
    const values = row.map((text, index) => cell(text, columns[index]?.type ?? 'text'));
    return new NamedTuple(
      values,
      columns.map((column) => column.name),
    );
  }
  override size(): number {
    return this.result.rows.length;
  }
  override iterate(): Iterable<Value> {
    return this.rows();
  }
  override item(key: Value): Value | undefined {
    return typeof key === 'number' ? this.rows().at(key) : undefined;
  }
  override attribute(name: string): Value | undefined {
    const { columns } = this.result;
    switch (name) {
      case 'rows':
        return this.rows();
      case 'column_names':
        return new PyTuple(columns.map((column) => column.name));
      case 'columns':
        return new NamedTuple(
          columns.map((column, index) => new ResultColumn(column.name, this.result, index)),
          columns.map((column) => column.name),
        );
      case 'column_types':
        return new PyTuple(columns.map((column) => column.type));
      default:
        return undefined;
    }
  }
}

/** A tuple whose items have names too (agate's MappedSequence). */
class NamedTuple extends PyTuple {
  private readonly names: readonly string[];
  constructor(items: readonly Value[], names: readonly string[]) {
    super(items);
    this.names = names;
  }
  private pairs(): (readonly [Value, Value])[] {
    return this.names.map((name, index) => [name, this.items[index] ?? null] as const);
  }
  override item(key: Value): Value | undefined {
    return typeof key === 'string' ? this.items[this.names.indexOf(key)] : undefined;
  }
  override attribute(name: string): Value | undefined {
    switch (name) {
      case 'values':
        return new PyFunction(name, () => this);
      case 'keys':
        return new PyFunction(name, () => new PyTuple(this.names));
      case 'items':
        return new PyFunction(name, () => this.pairs().map((pair) => new PyTuple(pair)));
      case 'dict':
        return new PyFunction(name, () => new PyDict(this.pairs()));
      case 'get':
        return new PyFunction(name, (args) =>
          orElse(this.item(args.positional[0] ?? null), args.positional[1] ?? null),
        );
      default:
        return undefined;
    }
  }
}

class ResultColumn extends PyObject {
  readonly typeName = 'Column';
  readonly name: string;
  private readonly result: QueryResult;
  private readonly index: number;
  constructor(name: string, result: QueryResult, index: number) {
    super();
    this.name = name;
    this.result = result;
    this.index = index;
  }
  private values(): Value[] {
    return this.result.rows.map((row) =>
      cell(row[this.index] ?? null, this.result.columns[this.index]?.type ?? 'text'),
    );
  }
  override text(): string {
    return `<agate.Column: ${this.name}>`;
  }
  override size(): number {
    return this.result.rows.length;
  }
  override iterate(): Iterable<Value> {
    return this.values();
  }
  override item(key: Value): Value | undefined {
    return typeof key === 'number' ? this.values().at(key) : undefined;
  }
  override attribute(name: string): Value | undefined {
    if (name === 'name') return this.name;
    if (name === 'values') return new PyFunction(name, () => new PyTuple(this.values()));
    return undefined;
  }
}
