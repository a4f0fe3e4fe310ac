import { bind } from '../../jinja/arguments.ts';
import { JinjaError } from '../../jinja/errors.ts';
import { didYouMean } from '../../jinja/near.ts';
import { toArray } from '../../jinja/values/sequence.ts';
import { toText } from '../../jinja/values/text.ts';
import { type CallArguments, PyFunction, PyObject, type Value } from '../../jinja/values/value.ts';
import { quoteName } from '../relation.ts';
import type { Workspace } from '../workspace.ts';
import { catalogFunction } from './catalog.ts';
import type { DatabaseAccess } from './database.ts';
import type { MacroValues } from './macro-values.ts';

/** `adapter.*`. What needs a database answers as dbt does while it parses: with nothing. */
export class Adapter extends PyObject {
  readonly typeName = 'adapter';
  private readonly workspace: Workspace;
  private readonly macros: MacroValues;
  private readonly packageName: string;
  private readonly database: DatabaseAccess;

  constructor(workspace: Workspace, macros: MacroValues, packageName: string, database: DatabaseAccess) {
    super();
    this.workspace = workspace;
    this.macros = macros;
    this.packageName = packageName;
    this.database = database;
  }

  override text(): string {
    return '<PostgresAdapter>';
  }

  override attributeNames(): readonly string[] {
    return ['dispatch', 'quote', 'get_relation', 'get_columns_in_relation', 'type'];
  }

  override attribute(name: string): Value | undefined {
    switch (name) {
      case 'dispatch':
        return new PyFunction('dispatch', (args) => this.dispatch(args));
      case 'quote':
        return new PyFunction(name, (args) => quoteName(toText(args.positional[0] ?? '')));
      case 'quote_as_configured':
        return new PyFunction(name, (args) => quoteName(toText(args.positional[0] ?? '')));
      case 'type':
        return new PyFunction(name, () => 'postgres');
      default: {
        const catalog = catalogFunction(name, this.database);
        if (catalog !== undefined) return new PyFunction(name, catalog);
        // Anything else acts on the database: nothing to do while compiling.
        return /^[a-z]\w*$/.test(name) ? new PyFunction(name, () => null) : undefined;
      }
    }
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
