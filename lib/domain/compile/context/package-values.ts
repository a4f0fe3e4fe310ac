import { bind } from '../../jinja/arguments.ts';
import { PyDict, PyTuple } from '../../jinja/values/collections.ts';
import { fromJs } from '../../jinja/values/convert.ts';
import { toText } from '../../jinja/values/text.ts';
import { PyFunction, PyObject, type Value } from '../../jinja/values/value.ts';
import type { Package } from '../../project/index.ts';
import { Relation } from '../relation.ts';
import type { Workspace } from '../workspace.ts';
import { Column } from './column.ts';
import { DATA_FUNCTIONS } from './data.ts';
import { Exceptions } from './exceptions.ts';
import { MODULES } from './modules.ts';
import { envVar, Variables } from './variables.ts';

/** dbt's version as macros see it: the language spoken here. */
const DBT_VERSION = '1.11.0';

/** Values of the context that are the same for every node of a package. */
export function packageValues(workspace: Workspace, each: Package): ReadonlyMap<string, Value> {
  const known = workspace.packageValues.get(each.name);
  if (known !== undefined) return known;
  const made = makeValues(workspace, each);
  workspace.packageValues.set(each.name, made);
  return made;
}

function makeValues(workspace: Workspace, each: Package): ReadonlyMap<string, Value> {
  const { options, project } = workspace;
  return new Map<string, Value>([
    ...DATA_FUNCTIONS,
    ['var', Variables.of(options, project.root.config, each.config)],
    ['env_var', envVar(options)],
    ['target', targetDict(workspace)],
    ['project_name', project.root.name],
    ['exceptions', new Exceptions(workspace)],
    [
      'api',
      new Namespace(
        'api',
        new Map<string, Value>([
          ['Relation', relationFactory(workspace)],
          ['Column', Column.factory()],
        ]),
      ),
    ],
    ['modules', MODULES],
    ['flags', flags(workspace)],
    ['dbt_version', DBT_VERSION],
    ['invocation_id', '00000000-0000-0000-0000-000000000000'],
    ['thread_id', 'MainThread'],
    ['dbt_metadata_envs', new PyDict()],
    ['invocation_args_dict', new PyDict()],
    ['selected_resources', []],
    ['log', new PyFunction('log', () => '')],
    ['print', new PyFunction('print', () => '')],
    ['is_incremental', new PyFunction('is_incremental', () => false)],
    ['write', new PyFunction('write', () => '')],
    ['render', new PyFunction('render', (args) => args.positional[0] ?? '')],
  ]);
}

function targetDict(workspace: Workspace): PyDict {
  const { target } = workspace.options;
  return new PyDict([
    ...Object.entries(target).map(([key, value]) => [key, fromJs(value)] as const),
    ['dbname', target.database],
    ['profile_name', workspace.project.root.name],
    ['target_name', target.name],
  ]);
}

function flags(workspace: Workspace): PyDict {
  return new PyDict([
    ['FULL_REFRESH', workspace.options.fullRefresh === true],
    ['STORE_FAILURES', false],
    ['WHICH', 'build'],
    ['INVOCATION_COMMAND', 'dbt build'],
    ['FAIL_FAST', false],
    ['EMPTY', false],
  ]);
}

/** An object of names. */
export class Namespace extends PyObject {
  readonly typeName: string;
  private readonly members: ReadonlyMap<string, Value>;
  constructor(typeName: string, members: ReadonlyMap<string, Value>) {
    super();
    this.typeName = typeName;
    this.members = members;
  }
  override text(): string {
    return `<${this.typeName}>`;
  }
  override attribute(name: string): Value | undefined {
    return this.members.get(name);
  }
  override item(key: Value): Value | undefined {
    return typeof key === 'string' ? this.members.get(key) : undefined;
  }
  override attributeNames(): readonly string[] {
    return [...this.members.keys()];
  }
}

function relationFactory(workspace: Workspace): Value {
  const create = new PyFunction('create', (args) => {
    const [database, schema, identifier, type] = bind('create', args, [
      'database',
      'schema',
      'identifier',
      'type',
      'quote_policy',
      'kwargs',
    ]);
    const text = (value: Value | undefined): string | null =>
      value === undefined || value === null ? null : toText(value);
    return new Relation({
      database: text(database) ?? workspace.options.target.database,
      schema: text(schema),
      identifier: text(identifier),
      type: text(type),
    });
  });
  return new Namespace(
    'Relation',
    new Map<string, Value>([
      ['create', create],
      ['Table', 'table'],
      ['View', 'view'],
      ['CTE', 'cte'],
      [
        'get_relation_type',
        new Namespace(
          'RelationType',
          new Map<string, Value>([
            ['Table', 'table'],
            ['View', 'view'],
            ['CTE', 'cte'],
          ]),
        ),
      ],
      ['renameable_relations', new PyTuple(['table', 'view'])],
    ]),
  );
}
