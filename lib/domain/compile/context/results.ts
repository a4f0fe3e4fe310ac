import { bind } from '../../jinja/arguments.ts';
import { JinjaError } from '../../jinja/errors.ts';
import { PyDict, PyTuple } from '../../jinja/values/collections.ts';
import { toText } from '../../jinja/values/text.ts';
import { type CallArguments, PyFunction, PyObject, type Value } from '../../jinja/values/value.ts';
import { EMPTY_TABLE, Table } from './agate.ts';
import { compiling } from './database.ts';

/** What a statement answered: dbt's AdapterResponse. Prints as PostgreSQL's command tag. */
export class AdapterResponse extends PyObject {
  readonly typeName = 'AdapterResponse';
  readonly message: string;
  private readonly code: Value;
  private readonly rows: Value;
  constructor(message: string, code: Value, rows: Value) {
    super();
    this.message = message;
    this.code = code;
    this.rows = rows;
  }
  /** Of a command tag: `INSERT 0 5` is the code INSERT. */
  static ofTag(tag: string, rows: number): AdapterResponse {
    return new AdapterResponse(tag, tag.replace(/ ?\b\d+\b/g, ''), tag === '' ? -1 : rows);
  }
  override text(): string {
    return this.message;
  }
  override attributeNames(): readonly string[] {
    return ['code', 'rows_affected'];
  }
  override attribute(name: string): Value | undefined {
    if (name === 'code') return this.code;
    if (name === 'rows_affected') return this.rows;
    return undefined;
  }
}

/** Results of the statements of one node, by the names they were given. */
export class StatementResults {
  /** null is a result that was loaded already: dbt gives each but `main` once. */
  private readonly byName = new Map<string, PyDict | null>();

  /** Whether `main` is still to come. */
  private isBeforeMain = false;

  /** Lets what asks for `main` be rendered when that is there. */
  awaitMain(): void {
    this.isBeforeMain = true;
  }

  /** The answer to the statement that built the node, where no macro sent it. */
  keepMain(response: AdapterResponse): void {
    this.keep('main', response, EMPTY_TABLE);
  }

  /** A result by name, without taking it. */
  peek(name: string): PyDict | undefined {
    return this.byName.get(name) ?? undefined;
  }

  /** `load_result`, `store_result` and `store_raw_result`. */
  functions(): ReadonlyMap<string, Value> {
    return new Map([
      ['load_result', new PyFunction('load_result', (args) => this.load(args))],
      ['store_result', new PyFunction('store_result', (args) => this.store(args))],
      ['store_raw_result', new PyFunction('store_raw_result', (args) => this.storeRaw(args))],
    ]);
  }

  private load(args: CallArguments): Value {
    const [wanted = null] = bind('load_result', args, ['name'], 1);
    const name = toText(wanted);
    const result = this.byName.get(name);
    if (result === undefined && name === 'main' && this.isBeforeMain) compiling(undefined).port();
    if (result === undefined) return null;
    if (result === null) {
      throw new JinjaError('value', `The 'statement' result named '${name}' has already been loaded into a variable.`, {
        code: 'macro.result_loaded',
        remedy: `Keep it in a variable: {% set result = load_result('${name}') %}.`,
      });
    }
    if (name !== 'main') this.byName.set(name, null);
    return result;
  }

  private store(args: CallArguments): Value {
    const [name = '', response = null, table = null] = bind(
      'store_result',
      args,
      ['name', 'response', 'agate_table'],
      2,
    );
    this.keep(toText(name), response, table instanceof Table ? table : EMPTY_TABLE);
    return '';
  }

  private keep(name: string, response: Value, rows: Table): void {
    this.byName.set(
      name,
      new PyDict([
        ['response', response],
        ['data', rows.cells.map((row) => new PyTuple(row))],
        ['table', rows],
      ]),
    );
  }

  private storeRaw(args: CallArguments): Value {
    const names = ['name', 'message', 'code', 'rows_affected', 'agate_table'];
    const [name = '', message = null, code = null, rows = null, table = null] = bind(
      'store_raw_result',
      args,
      names,
      1,
    );
    const response = new AdapterResponse(message === null ? '' : toText(message), code, rows);
    return this.store({ positional: [name, response, table], named: new Map() });
  }
}
