import { bind } from '../../jinja/arguments.ts';
import { JinjaError, typeError } from '../../jinja/errors.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import { toArray } from '../../jinja/values/sequence.ts';
import { toText } from '../../jinja/values/text.ts';
import type { CallArguments, Caller, Value } from '../../jinja/values/value.ts';
import { Relation } from '../relation.ts';
import type { AdapterMethod, AdapterParts } from './adapter.ts';
import { relationArgument } from './adapter-relations.ts';
import { Table } from './agate.ts';
import { Column } from './column.ts';
import { typeOfOid } from './type-names.ts';

/** Methods of `adapter` about the columns of relations and what may be granted on them. */
export function columnMethods(parts: AdapterParts): [string, AdapterMethod][] {
  const columns = (relation: Value, caller: Caller): Column[] => columnsOf(parts, relation, caller);
  return [
    [
      'get_columns_in_relation',
      (args, caller) => answerOf(parts, relationArgument(args, 'get_columns_in_relation'), caller),
    ],
    ['get_columns_in_table', (args, caller) => columnsOfTable(args, caller, parts)],
    ['get_missing_columns', (args, caller) => missing(args, caller, columns)],
    ['expand_target_column_types', (args, caller) => expand(args, caller, parts)],
    ['get_column_schema_from_query', (args) => columnsOfQuery(args, parts)],
    ['convert_type', (args) => convertType(args)],
    ['standardize_grants_dict', (args) => grants(args)],
    ['get_partitions_metadata', () => null],
  ];
}

/** What the macro gives; one of the project's own may give anything. */
const answerOf = ({ database, callMacro }: AdapterParts, relation: Value, caller: Caller): Value =>
  database.execute ? callMacro('get_columns_in_relation', [relation], caller) : [];

function columnsOf(parts: AdapterParts, relation: Value, caller: Caller): Column[] {
  const found = toArray(answerOf(parts, relation, caller));
  return found.flatMap((each) => (each instanceof Column ? [each] : []));
}

function columnsOfTable(args: CallArguments, caller: Caller, parts: AdapterParts): Value {
  const [schema = null, identifier = null] = bind('get_columns_in_table', args, ['schema', 'identifier'], 2);
  const { database } = parts.workspace.options.target;
  const relation = new Relation({ database, schema: toText(schema), identifier: toText(identifier) });
  return columnsOf(parts, relation, caller);
}

type ColumnsOf = (relation: Value, caller: Caller) => Column[];

function missing(args: CallArguments, caller: Caller, columns: ColumnsOf): Value {
  const [from = null, to = null] = bind('get_missing_columns', args, ['from_relation', 'to_relation'], 2);
  const known = new Set(columns(to, caller).map((each) => each.column));
  return columns(from, caller).filter((each) => !known.has(each.column));
}

/** Widens text columns of the target that the source's values might not fit. */
function expand(args: CallArguments, caller: Caller, parts: AdapterParts): Value {
  const names = ['from_relation', 'to_relation'];
  const [from = null, to = null] = bind('expand_target_column_types', args, names, 2);
  const targets = new Map(columnsOf(parts, to, caller).map((each) => [each.column, each] as const));
  for (const source of columnsOf(parts, from, caller)) {
    const target = targets.get(source.column);
    if (target === undefined || !target.canExpandTo(source)) continue;
    parts.callMacro('alter_column_type', [to, source.column, `character varying(${source.stringSize()})`], caller);
  }
  return '';
}

/** Names and types of a query's columns, without running it over data. */
function columnsOfQuery(args: CallArguments, { database }: AdapterParts): Value {
  const [sql = ''] = bind('get_column_schema_from_query', args, ['sql'], 1);
  const result = database.port()?.query(toText(sql), false);
  return (result?.columns ?? []).map(({ name, typeId }) => new Column(name, typeOfOid(typeId)));
}

const TYPE_OF_AGATE: Readonly<Record<string, string>> = {
  Text: 'text',
  Integer: 'integer',
  Boolean: 'boolean',
  DateTime: 'timestamp without time zone',
  Date: 'date',
  TimeDelta: 'time',
};

/** PostgreSQL's type for a column of an agate table, as seeds are made of it. */
function convertType(args: CallArguments): Value {
  const [table = null, index = null] = bind('convert_type', args, ['agate_table', 'col_idx'], 2);
  if (!(table instanceof Table) || typeof index !== 'number')
    throw typeError('convert_type() takes a table and a column');
  const type = table.types[index] ?? 'Text';
  if (type !== 'Number') return TYPE_OF_AGATE[type] ?? 'text';
  const decimals = table.cells.some((row) => /[.E]/.test(toText(row[index] ?? '')));
  return decimals ? 'float8' : 'integer';
}

/** Rows of grantee and privilege as privileges with their grantees. */
function grants(args: CallArguments): Value {
  const [table = null] = bind('standardize_grants_dict', args, ['grants_table'], 1);
  if (!(table instanceof Table)) throw new JinjaError('type', 'standardize_grants_dict() takes the table of a query.');
  const [grantee, privilege] = ['grantee', 'privilege_type'].map((name) => table.names.indexOf(name));
  const byPrivilege = new PyDict();
  for (const row of table.cells) {
    const key = row[privilege ?? -1] ?? null;
    const known = byPrivilege.get(key);
    byPrivilege.set(key, [...(Array.isArray(known) ? known : []), row[grantee ?? -1] ?? null]);
  }
  return byPrivilege;
}
