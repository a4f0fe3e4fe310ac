import { bind } from '../../jinja/arguments.ts';
import { JinjaError } from '../../jinja/errors.ts';
import { PyTuple } from '../../jinja/values/collections.ts';
import { toArray } from '../../jinja/values/sequence.ts';
import { toText, truth } from '../../jinja/values/text.ts';
import { type CallArguments, PyObject, type Value } from '../../jinja/values/value.ts';
import type { AdapterMethod, AdapterParts } from './adapter.ts';
import { EMPTY_TABLE, Table } from './agate.ts';
import { AdapterResponse } from './results.ts';

/** Methods of `adapter` that send SQL. */
export function sqlMethods({ database, workspace }: AdapterParts): [string, AdapterMethod][] {
  return [
    ['execute', (args) => execute(args)],
    ['add_query', (args) => addQuery(args)],
    [
      'commit',
      () => {
        database.port()?.commit();
        return '';
      },
    ],
    ['clear_transaction', () => ''],
    ['verify_database', (args) => verifyDatabase(args)],
    ['valid_incremental_strategies', () => ['append', 'delete+insert', 'merge', 'microbatch']],
    ['nice_connection_name', () => 'master'],
    ['is_cancelable', () => true],
    ['date_function', () => 'now()'],
    ['run_sql_for_tests', (args) => execute({ positional: args.positional.slice(0, 1), named: new Map() })],
  ];

  function execute(args: CallArguments): Value {
    const [sql = '', begin = false, fetch = false, limit = null] = bind(
      'execute',
      args,
      ['sql', 'auto_begin', 'fetch', 'limit'],
      1,
    );
    const result = database.port()?.query(toText(sql), truth(begin));
    if (result === undefined) return new PyTuple([new AdapterResponse('', '', 0), EMPTY_TABLE]);
    const rows = typeof limit === 'number' ? result.rows.slice(0, limit) : result.rows;
    const table = truth(fetch) ? Table.of({ ...result, rows }) : EMPTY_TABLE;
    return new PyTuple([AdapterResponse.ofTag(result.tag, result.rowCount), table]);
  }

  function addQuery(args: CallArguments): Value {
    const names = ['sql', 'auto_begin', 'bindings', 'abridge_sql_log'];
    const [sql = '', begin = true, bindings = null] = bind('add_query', args, names, 1);
    const text = bindings === null ? toText(sql) : bound(toText(sql), toArray(bindings));
    database.port()?.query(text, truth(begin));
    return new PyTuple([null, null]);
  }

  function verifyDatabase(args: CallArguments): Value {
    const [name = null] = bind('verify_database', args, ['database'], 1);
    const wanted = name === null ? '' : toText(name).replace(/^"(.*)"$/, '$1');
    const own = workspace.options.target.database;
    if (wanted.toLowerCase() === own.toLowerCase()) return '';
    throw new JinjaError('value', `Cross-db references are not allowed in postgres (${wanted} vs ${own}).`, {
      code: 'adapter.database',
      remedy: `Leave the database out, or name ${own}.`,
    });
  }
}

/** psycopg2's `%s` placeholders filled in as literals. */
function bound(sql: string, values: readonly Value[]): string {
  let next = 0;
  return sql.replace(/%(s|%)/g, (_whole, kind: string) => (kind === '%' ? '%' : literal(values[next++] ?? null)));
}

function literal(value: Value): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value instanceof PyObject && ['float', 'decimal.Decimal'].includes(value.typeName)) return toText(value);
  const text = toText(value);
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}
