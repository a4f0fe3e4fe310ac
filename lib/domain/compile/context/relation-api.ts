import { bind } from '../../jinja/arguments.ts';
import { PyDict, PyTuple } from '../../jinja/values/collections.ts';
import { toText, truth } from '../../jinja/values/text.ts';
import { type CallArguments, PyFunction, PyObject, type Value } from '../../jinja/values/value.ts';
import { cteName } from '../ephemeral.ts';
import { Relation, type RelationParts } from '../relation.ts';
import type { Workspace } from '../workspace.ts';
import { Namespace } from './package-values.ts';

const TYPES = {
  Table: 'table',
  View: 'view',
  CTE: 'cte',
  MaterializedView: 'materialized_view',
  External: 'external',
  PointerTable: 'pointer_table',
  Function: 'function',
};

const ALL = { database: true, schema: true, identifier: true };
const defaultPolicy = (name: string): [string, Value] => [
  name,
  new PyFunction(name, (args) => {
    bind(name, args, []);
    return new PyDict(Object.entries(ALL));
  }),
];

/** `api.Relation`: makes relations, and names their types. */
export function relationFactory(workspace: Workspace): Value {
  const { quoting } = workspace.project.root.config;
  const create = (args: CallArguments): Value => {
    const names = ['database', 'schema', 'identifier', 'type', 'quote_policy', 'include_policy', 'limit'];
    // dbt lets arguments pass that no relation has, such as a `target` instead of a `database`.
    const named = new Map([...args.named].filter(([name]) => names.includes(name)));
    const [database, schema, identifier, type, quote, include] = bind('create', { ...args, named }, names);
    return new Relation({
      database: text(database),
      schema: text(schema),
      identifier: text(identifier),
      type: text(type),
      quote: policy(quoting, quote),
      include: policy(ALL, include),
    });
  };
  return new Namespace(
    'Relation',
    new Map<string, Value>([
      ['create', new PyFunction('create', create)],
      ...Object.entries(TYPES),
      ['get_relation_type', new RelationType()],
      defaultPolicy('get_default_quote_policy'),
      defaultPolicy('get_default_include_policy'),
      ['add_ephemeral_prefix', new PyFunction('add_ephemeral_prefix', ephemeralName)],
      ['scd_args', new PyFunction('scd_args', scdArguments)],
    ]),
  );
}

const ephemeralName = (args: CallArguments): Value => {
  const [name = ''] = bind('add_ephemeral_prefix', args, ['name'], 1);
  return cteName(toText(name));
};

const text = (value: Value | undefined): string | null =>
  value === undefined || value === null ? null : toText(value);

type Policy = NonNullable<RelationParts['quote']>;

function policy(usual: Policy, given: Value | undefined): Policy {
  if (!(given instanceof PyDict)) return usual;
  const flag = (part: keyof Policy): boolean => {
    const value = given.get(part);
    return value === undefined || value === null ? usual[part] : truth(value);
  };
  return { database: flag('database'), schema: flag('schema'), identifier: flag('identifier') };
}

/** The type of a relation by its name; callable, with the names as attributes. */
class RelationType extends PyObject {
  readonly typeName = 'RelationType';
  override text(): string {
    return "<enum 'RelationType'>";
  }
  override attribute(name: string): Value | undefined {
    return new Map<string, string>(Object.entries(TYPES)).get(name);
  }
  override call(args: CallArguments): Value {
    return toText(args.positional[0] ?? '');
  }
}

function scdArguments(args: CallArguments): Value {
  const [key = null, updatedAt = null] = bind('scd_args', args, ['primary_key', 'updated_at'], 2);
  const keys = key instanceof PyTuple ? [...key.items] : Array.isArray(key) ? key : [key];
  return [...keys, updatedAt];
}
