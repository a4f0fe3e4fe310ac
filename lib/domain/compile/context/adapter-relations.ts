import { bind } from '../../jinja/arguments.ts';
import { JinjaError, typeError } from '../../jinja/errors.ts';
import { toArray } from '../../jinja/values/sequence.ts';
import { toText } from '../../jinja/values/text.ts';
import type { CallArguments, Caller, Value } from '../../jinja/values/value.ts';
import type { QueryResult } from '../options.ts';
import { quoteName, Relation } from '../relation.ts';
import type { AdapterMethod, AdapterParts } from './adapter.ts';
import { Table } from './agate.ts';
import { Column } from './column.ts';

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The relation an adapter's method is given first, by place or by name. */
export function relationArgument(args: CallArguments, callee: string): Relation {
  const [relation] = args.positional.length > 0 ? args.positional : args.named.values();
  if (relation instanceof Relation) return relation;
  throw typeError(`adapter.${callee}() needs a relation`, 'Pass ref(…), source(…) or this.');
}

/**
 * Methods of `adapter` that find, make and remove relations. There is no cache to go stale: each
 * look asks the catalog on the node's own connection, which sees what the node has done so far.
 */
export function relationMethods(parts: AdapterParts): [string, AdapterMethod][] {
  const { database } = parts;
  /** Methods that act through a macro of the same name, so that a project can override it. */
  const byMacro = (name: string, isKept: boolean): [string, AdapterMethod] => [
    name,
    (args, caller) => {
      if (!database.execute) return '';
      parts.callMacro(name, [...args.positional, ...args.named.values()], caller);
      if (isKept) database.port()?.commit();
      return '';
    },
  ];
  return [
    ['get_relation', (args, caller) => getRelation(args, caller, parts)],
    ['load_relation', (args, caller) => loadRelation(args, caller, parts)],
    ['list_relations', (args, caller) => listRelations(args, caller, parts)],
    ['list_relations_without_caching', (args, caller) => listRelations(args, caller, parts)],
    ['check_schema_exists', (args, caller) => schemaExists(args, caller, parts)],
    ['list_schemas', (args, caller) => firstColumn(parts, 'list_schemas', [...args.positional], caller)],
    [
      'already_exists',
      (args, caller) => {
        const [schema = null, name = null] = bind('already_exists', args, ['schema', 'name'], 2);
        return find(parts, parts.workspace.options.target.database, toText(schema), toText(name), caller) !== null;
      },
    ],
    // dbt commits after these two, and after no other.
    byMacro('create_schema', true),
    byMacro('drop_schema', true),
    byMacro('truncate_relation', false),
    byMacro('rename_relation', false),
    ['drop_relation', (args, caller) => dropRelation(args, caller, parts)],
    ['cache_added', () => ''],
    ['cache_dropped', () => ''],
    ['cache_renamed', () => ''],
    ['get_rows_different_sql', (args, caller) => rowsDifferent(args, caller, parts)],
  ];
}

function getRelation(args: CallArguments, caller: Caller, parts: AdapterParts): Value {
  const names = ['database', 'schema', 'identifier'];
  const [database = null, schema = null, identifier = null] = bind('get_relation', args, names);
  return find(parts, textOrNull(database), textOrNull(schema), textOrNull(identifier), caller);
}

const textOrNull = (value: Value): string | null => (value === null ? null : toText(value));

function loadRelation(args: CallArguments, caller: Caller, parts: AdapterParts): Value {
  const { database, schema, identifier } = relationArgument(args, 'load_relation').parts;
  return find(parts, database, schema, identifier, caller);
}

const KINDS = "case c.relkind when 'v' then 'view' when 'm' then 'materialized_view' else 'table' end";
const RELATIONS = `select c.relname, n.nspname, ${KINDS} from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm')`;

/** A relation by its exact name; a name that differs in case only is an error, as in dbt. */
function find(
  parts: AdapterParts,
  database: string | null,
  inSchema: string | null,
  named: string | null,
  caller: Caller,
): Value {
  const port = parts.database.port();
  if (port === undefined || named === null || inSchema === null) return null;
  const { quoting } = parts.workspace.project.root.config;
  // As in dbt, only the project's own quoting counts here.
  const schema = quoting.schema ? inSchema : inSchema.toLowerCase();
  const identifier = quoting.identifier ? named : named.toLowerCase();
  const own = overridden(parts, 'list_relations_without_caching');
  const found = own
    ? listed(parts, database, schema, caller)
    : relationsOf(
        port.query(
          `${RELATIONS} and lower(n.nspname) = lower(${literal(schema)}) and lower(c.relname) = lower(${literal(identifier)})`,
          false,
        ),
        database,
      );
  const exact = found.find((each) => each.parts.schema === schema && each.parts.identifier === identifier);
  if (exact !== undefined) return exact;
  const [near] = found.filter((each) => each.parts.identifier?.toLowerCase() === identifier.toLowerCase());
  if (near === undefined) return null;
  throw new JinjaError(
    'value',
    `When searching for a relation, found an approximate match: "${schema}.${identifier}" and ${near.text()} differ in case only.`,
    { code: 'adapter.approximate_match', remedy: 'Write the name as the database has it, or rename one of the two.' },
  );
}

const relationsOf = (result: QueryResult, database: string | null): Relation[] =>
  result.rows.map(
    ([identifier, schema, type]) =>
      new Relation({ database, schema: schema ?? null, identifier: identifier ?? null, type: type ?? 'table' }),
  );

const overridden = ({ workspace }: AdapterParts, name: string): boolean =>
  workspace.macros.isOverridden([name], workspace.project.root.name);

/** Through the macro, whose rows are database, name, schema, type. */
function listed(parts: AdapterParts, database: string | null, schema: string, caller: Caller): Relation[] {
  const scope = new Relation({ database, schema, identifier: null });
  const table = parts.callMacro('list_relations_without_caching', [scope], caller);
  if (!(table instanceof Table)) return [];
  return table.cells.map(
    ([name, identifier = '', inSchema = '', type = 'table']) =>
      new Relation({
        database: textOrNull(name ?? null),
        schema: toText(inSchema),
        identifier: toText(identifier),
        type: toText(type),
      }),
  );
}

function listRelations(args: CallArguments, caller: Caller, parts: AdapterParts): Value {
  const [first = null, second = null] = bind('list_relations', args, ['database', 'schema']);
  if (!parts.database.execute) return [];
  const named = first instanceof Relation ? first.parts : { database: textOrNull(first), schema: textOrNull(second) };
  return listed(parts, named.database, named.schema ?? '', caller);
}

function schemaExists(args: CallArguments, caller: Caller, parts: AdapterParts): Value {
  const [database = null, schema = ''] = bind('check_schema_exists', args, ['database', 'schema'], 2);
  if (!parts.database.execute) return true;
  const scope = new Relation({ database: textOrNull(database), schema: toText(schema), identifier: null });
  const [count = 0] = firstColumn(parts, 'check_schema_exists', [scope.informationSchema('SCHEMATA'), schema], caller);
  return Number(count) > 0;
}

function firstColumn(parts: AdapterParts, macro: string, args: readonly Value[], caller: Caller): Value[] {
  if (!parts.database.execute) return [];
  const table = parts.callMacro(macro, args, caller);
  return table instanceof Table ? table.cells.map(([first = null]) => first) : [];
}

function dropRelation(args: CallArguments, caller: Caller, parts: AdapterParts): Value {
  const relation = relationArgument(args, 'drop_relation');
  if (!parts.database.execute) return '';
  if (relation.parts.type === null || relation.parts.type === undefined) {
    throw new JinjaError('value', `Tried to drop relation ${relation.text()}, but its type is null.`, {
      code: 'adapter.type',
      remedy: "Give it one: relation.incorporate(type='table'), or take it from adapter.get_relation(…).",
    });
  }
  parts.callMacro('drop_relation', [relation], caller);
  return '';
}

/** SQL that counts rows of two relations that differ, as dbt's own tests compare them. */
function rowsDifferent(args: CallArguments, caller: Caller, parts: AdapterParts): Value {
  const parameters = ['relation_a', 'relation_b', 'column_names', 'except_operator'];
  const [a = null, b = null, given = null, except = 'EXCEPT'] = bind('get_rows_different_sql', args, parameters, 2);
  const all = (): Value => parts.callMacro('get_columns_in_relation', [a], caller);
  const names = toArray(given ?? all()).map((each) => quoteName(each instanceof Column ? each.column : toText(each)));
  const columns = (given === null ? names.toSorted() : names).join(', ');
  const side = (from: Value, to: Value): string =>
    `(select ${columns} from ${toText(from)} ${toText(except)} select ${columns} from ${toText(to)})`;
  return [
    'with diff_count as (',
    `  select 1 as id, count(*) as num_missing from (${side(a, b)} union all ${side(b, a)}) as a`,
    '), table_a as (',
    `  select count(*) as num_rows from ${toText(a)}`,
    '), table_b as (',
    `  select count(*) as num_rows from ${toText(b)}`,
    '), row_count_diff as (',
    '  select 1 as id, table_a.num_rows - table_b.num_rows as difference from table_a, table_b',
    ')',
    'select row_count_diff.difference as row_count_difference, diff_count.num_missing as num_mismatched',
    'from row_count_diff join diff_count using (id)',
  ].join('\n');
}
