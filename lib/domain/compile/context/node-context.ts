import type { Root } from '../../jinja/evaluate/scope.ts';
import { GLOBALS } from '../../jinja/globals.ts';
import { type CallArguments, type Caller, orElse, PyFunction, type Value } from '../../jinja/values/value.ts';
import type { Package } from '../../project/index.ts';
import type { Workspace } from '../workspace.ts';
import { Adapter } from './adapter.ts';
import { type DatabaseAccess, PARSING } from './database.ts';
import { MacroValues } from './macro-values.ts';
import { Namespace, packageValues } from './package-values.ts';
import { statementFunctions } from './statement.ts';

/** Names only one node has: `ref`, `config`, `this`, … Made when they are first asked for. */
export type OwnNames = Readonly<Record<string, () => Value>>;

/**
 * The names a node's templates see, in dbt's order: macros (so that a project can override even
 * `ref`), then the node's own, the package's, Jinja's.
 */
export class NodeContext implements Root {
  private readonly workspace: Workspace;
  private readonly each: Package;
  private readonly own: OwnNames;
  private readonly made = new Map<string, Value>();
  private readonly database: DatabaseAccess;
  readonly macros: MacroValues;

  constructor(workspace: Workspace, each: Package, own: OwnNames, database: DatabaseAccess = PARSING) {
    this.database = database;
    this.workspace = workspace;
    this.each = each;
    this.own = own;
    this.macros = new MacroValues(workspace.macros, this);
  }

  get(name: string): Value | undefined {
    const known = this.made.get(name);
    if (known !== undefined) return known;
    const value = this.make(name);
    if (value !== undefined) this.made.set(name, value);
    return value;
  }

  private make(name: string): Value | undefined {
    return (
      this.macros.find(name, this.each.name) ??
      orElse(this.builtin(name), this.macros.namespace(name) ?? GLOBALS.get(name))
    );
  }

  /** What a name means without the project's macros: `builtins.ref`. */
  private builtin(name: string): Value | undefined {
    if (Object.hasOwn(this.own, name)) return this.own[name]?.();
    switch (name) {
      case 'adapter':
        return new Adapter(this.workspace, this.macros, this.each.name, this.database);
      case 'execute':
        return this.database.execute;
      case 'builtins':
        return this.builtins();
      case 'context':
        return new PyFunction('context', () => null);
      case 'statement':
      case 'run_query':
      case 'load_result':
      case 'store_result':
        return this.statements(name);
      default:
        return packageValues(this.workspace, this.each).get(name);
    }
  }

  private statements(name: string): Value | undefined {
    for (const [each, value] of statementFunctions(this.database)) this.made.set(each, value);
    return this.made.get(name);
  }

  private builtins(): Value {
    const members = new Map<string, Value>();
    for (const name of ['ref', 'source', 'config', 'function', 'var', 'env_var', 'doc']) {
      const value = this.builtin(name);
      if (value !== undefined) members.set(name, value);
    }
    return new Namespace('builtins', members);
  }

  *names(): Generator<string> {
    yield* Object.keys(this.own);
    yield* packageValues(this.workspace, this.each).keys();
    yield* this.workspace.macros.visibleNames(this.each.name);
    yield* this.workspace.macros.packageNames();
    yield* GLOBALS.keys();
    yield* ['adapter', 'run_query', 'statement', 'load_result'];
  }
}

/** A native function of one node. */
export const nodeFunction = (name: string, body: (args: CallArguments, caller: Caller) => Value): (() => Value) => {
  let made: Value | undefined;
  return () => {
    made ??= new PyFunction(name, body);
    return made;
  };
};
