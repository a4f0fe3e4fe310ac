import { didYouMean } from '../../../contracts/near.ts';
import { bind } from '../../jinja/arguments.ts';
import { JinjaError } from '../../jinja/errors.ts';
import { toArray } from '../../jinja/values/sequence.ts';
import { toText } from '../../jinja/values/text.ts';
import { type CallArguments, type Caller, orElse, PyFunction, PyObject, type Value } from '../../jinja/values/value.ts';
import { isSet } from '../../project/index.ts';
import { quoteName } from '../relation.ts';
import type { Workspace } from '../workspace.ts';
import { buildMethods } from './adapter-build.ts';
import { columnMethods } from './adapter-columns.ts';
import { relationMethods } from './adapter-relations.ts';
import { sqlMethods } from './adapter-sql.ts';
import type { DatabaseAccess } from './database.ts';
import type { MacroValues } from './macro-values.ts';
import { Namespace } from './package-values.ts';
import { ProjectFacts } from './runtime-config.ts';

/** A method of `adapter`. */
export type AdapterMethod = (args: CallArguments, caller: Caller) => Value;

/** What methods of `adapter` need. */
export interface AdapterParts {
  readonly workspace: Workspace;
  readonly database: DatabaseAccess;
  /** Calls a macro as dbt's adapter finds it: the project's own, else dbt's. */
  callMacro(name: string, args: readonly Value[], caller: Caller): Value;
  /** A macro as the node's own package finds it. */
  findMacro(name: string): Value | undefined;
  macroNames(): string[];
}

/**
 * `adapter.*`: dbt's Postgres adapter as macros see it. While parsing, what would ask or change
 * the database answers with nothing, as in dbt.
 */
export class Adapter extends PyObject {
  readonly typeName = 'adapter';
  private readonly workspace: Workspace;
  private readonly macros: MacroValues;
  private readonly packageName: string;
  private readonly database: DatabaseAccess;
  private made: ReadonlyMap<string, AdapterMethod> | undefined;

  constructor(workspace: Workspace, macros: MacroValues, packageName: string, database: DatabaseAccess) {
    super();
    this.workspace = workspace;
    this.macros = macros;
    this.packageName = packageName;
    this.database = database;
  }

  /** Made when one is asked for: most templates only dispatch. */
  private methods(): ReadonlyMap<string, AdapterMethod> {
    this.made ??= this.makeMethods();
    return this.made;
  }

  private makeMethods(): ReadonlyMap<string, AdapterMethod> {
    const { workspace, macros, packageName, database } = this;
    const callMacro: AdapterParts['callMacro'] = (name, args, caller) => {
      const macro = orElse(macros.find(name, workspace.project.root.name), null);
      return macros.aside(() => caller.call(macro, { positional: args, named: new Map() }));
    };
    const parts: AdapterParts = {
      workspace,
      database,
      callMacro,
      findMacro: (name) => macros.find(name, packageName),
      macroNames: () => [...workspace.macros.visibleNames(packageName)],
    };
    return new Map([...sqlMethods(parts), ...relationMethods(parts), ...columnMethods(parts), ...buildMethods(parts)]);
  }

  override text(): string {
    return '<PostgresAdapter>';
  }

  override attributeNames(): readonly string[] {
    return [
      'dispatch',
      'quote',
      'quote_as_configured',
      'quote_seed_column',
      'type',
      'behavior',
      ...this.methods().keys(),
    ];
  }

  override attribute(name: string): Value | undefined {
    switch (name) {
      case 'dispatch':
        return new PyFunction('dispatch', (args) => this.dispatch(args));
      case 'quote':
        return new PyFunction(name, (args) =>
          quoteName(toText(args.positional[0] ?? [...args.named.values()][0] ?? '')),
        );
      case 'quote_as_configured':
        return new PyFunction(name, (args) => this.quoteAsConfigured(args));
      case 'quote_seed_column':
        return new PyFunction(name, quoteSeedColumn);
      case 'type':
        return new PyFunction(name, () => 'postgres');
      case 'config':
        return new ProjectFacts(this.workspace.project.root, this.workspace);
      case 'behavior':
        return behavior(this.workspace);
      default: {
        const method = this.methods().get(name);
        return method && new PyFunction(name, method);
      }
    }
  }

  private quoteAsConfigured(args: CallArguments): Value {
    const [identifier = '', key = ''] = bind('quote_as_configured', args, ['identifier', 'quote_key'], 2);
    const { quoting } = this.workspace.project.root.config;
    const part = toText(key);
    const quotes = part === 'database' || part === 'schema' || part === 'identifier' ? quoting[part] : true;
    return quotes ? quoteName(toText(identifier)) : toText(identifier);
  }

  private dispatch(args: CallArguments): Value {
    const [name = '', namespace, packages] = bind('dispatch', args, ['macro_name', 'macro_namespace', 'packages'], 1);
    const wanted = toText(name);
    if (wanted.includes('.')) {
      throw new JinjaError('value', `adapter.dispatch was given '${wanted}', a name with a dot.`, {
        code: 'macro.dispatch',
        remedy: `Write adapter.dispatch('${wanted.split('.').pop()}', '${wanted.split('.')[0]}').`,
      });
    }
    const scope = namespace === undefined || namespace === null ? undefined : toText(namespace);
    // Before dbt 1.0 the second argument was a list of packages.
    const listed = packages ?? (Array.isArray(namespace) ? namespace : undefined);
    const order = listed === undefined || listed === null ? undefined : toArray(listed).map(toText);
    const found = this.workspace.macros.dispatch(
      wanted,
      Array.isArray(namespace) ? undefined : scope,
      this.packageName,
      order,
    );
    if (found.macro !== undefined) return this.macros.of(found.macro);
    throw new JinjaError(
      'undefined',
      `There is no macro to dispatch '${wanted}' to${scope === undefined ? '' : ` in '${scope}'`}.`,
      {
        code: 'macro.dispatch',
        remedy:
          didYouMean(`default__${wanted}`, this.workspace.macros.visibleNames(this.packageName)) ??
          `Searched for ${found.searched.join(', ')}.`,
      },
    );
  }
}

const BEHAVIOR_FLAGS = ['require_certificate_validation', 'enable_truthy_nulls_equals_macro'];

/** `adapter.behavior.<flag>`: flags of `dbt_project.yml` that change what macros do, each off unless it is set. */
const behavior = ({ project }: Workspace): Value =>
  new Namespace(
    'behavior',
    new Map(
      BEHAVIOR_FLAGS.map((name) => {
        return [name, new BehaviorFlag(isSet(project.root.config.flags, name))];
      }),
    ),
  );

/** True or false; `no_warn` reads it without dbt's warning. */
class BehaviorFlag extends PyObject {
  readonly typeName = 'BehaviorFlagRendered';
  private readonly isSet: boolean;
  constructor(isSet: boolean) {
    super();
    this.isSet = isSet;
  }
  override text(): string {
    return this.isSet ? 'True' : 'False';
  }
  override truth(): boolean {
    return this.isSet;
  }
  override attribute(name: string): Value | undefined {
    return name === 'no_warn' || name === 'setting' ? this.isSet : undefined;
  }
}

/** `quote_columns: false` writes a seed's column as it stands; nothing or true quotes it. */
function quoteSeedColumn(args: CallArguments): Value {
  const [column = '', quotes = null] = bind('quote_seed_column', args, ['column', 'quote_config'], 1);
  if (quotes === false) return toText(column);
  if (quotes === null || quotes === true) return quoteName(toText(column));
  throw new JinjaError('value', `quote_columns is ${toText(quotes)}: it must be true or false.`, {
    code: 'config.value',
    remedy: 'Write quote_columns: true, or leave it out.',
  });
}
