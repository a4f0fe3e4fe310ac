import { bind } from '../../jinja/arguments.ts';
import { typeError } from '../../jinja/errors.ts';
import { toText } from '../../jinja/values/text.ts';
import type { CallArguments, Value } from '../../jinja/values/value.ts';
import { Relation } from '../relation.ts';
import { Column } from './column.ts';
import type { DatabaseAccess } from './database.ts';

type CatalogFunction = (args: CallArguments) => Value;

/** A method of `adapter` that asks the catalog; undefined when it is none. */
export function catalogFunction(name: string, database: DatabaseAccess): CatalogFunction | undefined {
  switch (name) {
    case 'get_columns_in_relation':
      return (args) => columnsOf(args, database);
    case 'get_relation':
      return (args) => findRelation(args, database);
    case 'load_relation':
      return (args) => loadRelation(args, database);
    case 'check_schema_exists':
      return (args) => schemaExists(args, database);
    case 'list_relations':
    case 'list_relations_without_caching':
      return (args) => listRelations(args, database);
    case 'get_missing_columns':
      return (args) => missingColumns(args, database);
    default:
      return undefined;
  }
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function relationArgument(args: CallArguments, callee: string): Relation {
  const [relation] = args.positional.length > 0 ? args.positional : args.named.values();
  if (relation instanceof Relation) return relation;
  throw typeError(`adapter.${callee}() needs a relation`, 'Pass ref(…), source(…) or this.');
}

function columnsOf(args: CallArguments, database: DatabaseAccess): Value {
  const { schema, identifier } = relationArgument(args, 'get_columns_in_relation').parts;
  const result = database.query(
    `select column_name, data_type, character_maximum_length from information_schema.columns where table_name = ${literal(identifier ?? '')}${
      schema === null ? '' : ` and table_schema = ${literal(schema)}`
    } order by ordinal_position`,
  );
  return (result?.rows ?? []).map(
    ([name, type, size]) =>
      new Column(name ?? '', type ?? '', size === null || size === undefined ? null : Number(size)),
  );
}

function missingColumns(args: CallArguments, database: DatabaseAccess): Value {
  const [from = null, to = null] = bind('get_missing_columns', args, ['from_relation', 'to_relation'], 2);
  const columns = (relation: Value): Value[] => {
    const found = columnsOf({ positional: [relation], named: new Map() }, database);
    return Array.isArray(found) ? found : [];
  };
  const nameOf = (column: Value): string => (column instanceof Column ? toText(column.attribute('name') ?? '') : '');
  const known = new Set(columns(to).map(nameOf));
  return columns(from).filter((column) => !known.has(nameOf(column)));
}

const KIND = "case c.relkind when 'v' then 'view' when 'm' then 'materialized_view' else 'table' end";
const RELATIONS = `select c.relname, ${KIND} from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'v', 'm', 'p', 'f')`;

function findRelation(args: CallArguments, database: DatabaseAccess): Value {
  const [databaseName = null, schema = null, identifier = null] = bind('get_relation', args, [
    'database',
    'schema',
    'identifier',
  ]);
  return lookUp(database, databaseName === null ? null : toText(databaseName), toText(schema), toText(identifier));
}

function loadRelation(args: CallArguments, database: DatabaseAccess): Value {
  const { parts } = relationArgument(args, 'load_relation');
  return lookUp(database, parts.database, parts.schema ?? '', parts.identifier ?? '');
}

function lookUp(database: DatabaseAccess, name: string | null, schema: string, identifier: string): Value {
  const result = database.query(
    `${RELATIONS} and n.nspname = ${literal(schema)} and c.relname = ${literal(identifier)}`,
  );
  const type = result?.rows[0]?.[1];
  return type === undefined || type === null ? null : new Relation({ database: name, schema, identifier, type });
}

function listRelations(args: CallArguments, database: DatabaseAccess): Value {
  const [first = null, second] = bind('list_relations', args, ['database', 'schema']);
  const parts = first instanceof Relation ? first.parts : { database: toText(first), schema: toText(second ?? '') };
  const result = database.query(`${RELATIONS} and n.nspname = ${literal(parts.schema ?? '')} order by 1`);
  return (result?.rows ?? []).map(
    ([identifier, type]) =>
      new Relation({
        database: parts.database,
        schema: parts.schema,
        identifier: identifier ?? '',
        type: type ?? 'table',
      }),
  );
}

function schemaExists(args: CallArguments, database: DatabaseAccess): Value {
  const [, schema = ''] = bind('check_schema_exists', args, ['database', 'schema'], 2);
  const result = database.query(`select 1 from pg_catalog.pg_namespace where nspname = ${literal(toText(schema))}`);
  return (result?.rows.length ?? 0) > 0;
}
