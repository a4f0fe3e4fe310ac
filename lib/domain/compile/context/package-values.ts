import { bind } from '../../jinja/arguments.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import { fromJs } from '../../jinja/values/convert.ts';
import { toText, truth } from '../../jinja/values/text.ts';
import { type CallArguments, PyFunction, PyObject, type Value } from '../../jinja/values/value.ts';
import type { Package } from '../../project/index.ts';
import type { CompileOptions } from '../options.ts';
import type { Workspace } from '../workspace.ts';
import { Column } from './column.ts';
import { DATA_FUNCTIONS } from './data.ts';
import { Exceptions } from './exceptions.ts';
import { MODULES } from './modules/index.ts';
import { relationFactory } from './relation-api.ts';
import { VALIDATION } from './validation.ts';
import { envVar, Variables } from './variables.ts';

/** dbt's version as macros and the readers of artefacts see it: the language spoken here, and what the tests compare with. */
export const DBT_VERSION = '1.11.16';

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
    ['validation', VALIDATION],
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
    ['thread_id', 'MainThread'],
    ['dbt_metadata_envs', new PyDict()],
    ['invocation_args_dict', dictOf(options.invocation?.args ?? {})],
    ['selected_resources', []],
    ['log', new PyFunction('log', (args) => say(options, args))],
    [
      'print',
      new PyFunction('print', (args) =>
        say(options, { positional: [args.positional[0] ?? '', true], named: new Map() }),
      ),
    ],
    ['write', new PyFunction('write', () => '')],
  ]);
}

function targetDict(workspace: Workspace): PyDict {
  const { target } = workspace.options;
  return new PyDict([
    ...Object.entries(target).map(([key, value]) => [key, fromJs(value)] as const),
    ['dbname', target.database],
    ['profile_name', workspace.project.root.config.profile],
    ['target_name', target.name],
  ]);
}

/** `log(message)` is for dbt's debug log, which nobody reads here; `info=True` and `print` are for people. */
function say(options: CompileOptions, args: CallArguments): Value {
  const [message = '', info = false] = bind('log', args, ['msg', 'info']);
  if (truth(info)) options.log?.(toText(message));
  return '';
}

/** `flags.FULL_REFRESH`, `flags['FULL_REFRESH']`, `flags.get(…)`. */
function flags({ options }: Workspace): PyDict {
  const { invocation } = options;
  const command = invocation?.command ?? 'build';
  const values: Record<string, unknown> = {
    FULL_REFRESH: options.fullRefresh === true,
    STORE_FAILURES: options.storeFailures === true,
    WHICH: command,
    INVOCATION_COMMAND: `dbt ${command}`,
    FAIL_FAST: false,
    EMPTY: false,
    ...invocation?.flags,
  };
  return dictOf(values);
}

const dictOf = (values: Readonly<Record<string, unknown>>): PyDict =>
  new PyDict(Object.entries(values).map(([key, value]) => [key, fromJs(value)] as const));

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
