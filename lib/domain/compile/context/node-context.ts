import type { Root } from '../../jinja/evaluate/scope.ts';
import { GLOBALS } from '../../jinja/globals.ts';
import { parseTemplate } from '../../jinja/parser.ts';
import { renderTemplate } from '../../jinja/render.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import { toText } from '../../jinja/values/text.ts';
import { type CallArguments, type Caller, orElse, PyFunction, PyObject, type Value } from '../../jinja/values/value.ts';
import type { Package } from '../../project/index.ts';
import type { Workspace } from '../workspace.ts';
import { Adapter } from './adapter.ts';
import { ContextDict } from './context-dict.ts';
import { type DatabaseAccess, PARSING } from './database.ts';
import { type ChangingRoot, MacroValues } from './macro-values.ts';
import { momentOfIso } from './moment.ts';
import { Namespace, packageValues } from './package-values.ts';
import { StatementResults } from './results.ts';
import { Resolver } from './runtime-config.ts';

/** What stands in for macros and other names while a unit test is rendered. */
export interface NameOverrides {
  readonly names: ReadonlyMap<string, Value>;
  /** By package: `dbt_utils.star`. */
  readonly packages: ReadonlyMap<string, ReadonlyMap<string, Value>>;
}
const NO_OVERRIDES: NameOverrides = { names: new Map(), packages: new Map() };

const NO_CHANGES: ReadonlyMap<string, Value | undefined> = new Map();

/** Names only one node has: `ref`, `config`, `this`, … Made when they are first asked for. */
export type OwnNames = Readonly<Record<string, () => Value>>;

/**
 * The names a node's templates see, in dbt's order: macros (so that a project can override even
 * `ref`), then the node's own, the package's, Jinja's.
 */
export class NodeContext implements ChangingRoot {
  private readonly workspace: Workspace;
  private readonly each: Package;
  private readonly own: OwnNames;
  private readonly made = new Map<string, Value>();
  /** What templates changed through `context`; undefined is a name they took out. */
  private changes: ReadonlyMap<string, Value | undefined> = NO_CHANGES;
  private readonly database: DatabaseAccess;
  private readonly overrides: NameOverrides;
  readonly macros: MacroValues;
  readonly results = new StatementResults();

  constructor(
    workspace: Workspace,
    each: Package,
    own: OwnNames,
    database: DatabaseAccess = PARSING,
    overrides: NameOverrides = NO_OVERRIDES,
  ) {
    this.database = database;
    this.overrides = overrides;
    this.workspace = workspace;
    this.each = each;
    this.own = own;
    this.macros = new MacroValues(workspace.macros, this, overrides.packages);
  }

  get(name: string): Value | undefined {
    const known = this.made.get(name);
    if (known !== undefined) return known;
    const value = this.make(name);
    if (value !== undefined) this.made.set(name, value);
    return value;
  }

  /** The names with the changes so far: a copy, as dbt gives each macro that is called one of its own. */
  now(): Root {
    const { changes } = this;
    if (changes.size === 0) return this;
    const names = () => new Set([...this.names(), ...changes.keys()]);
    return {
      get: (name) => (changes.has(name) ? changes.get(name) : this.get(name)),
      names: () => [...names()].filter((name) => !changes.has(name) || changes.get(name) !== undefined),
    };
  }

  /** Changes a name, or takes it out. The template that does so goes on with the names it began with. */
  change(name: string, value: Value | undefined): void {
    this.changes = new Map([...this.changes, [name, value]]);
  }

  private make(name: string): Value | undefined {
    return (
      this.overrides.names.get(name) ??
      this.macros.find(name, this.each.name) ??
      orElse(this.builtin(name), this.macros.namespace(name) ?? GLOBALS.get(name))
    );
  }

  /** What a name means without the project's macros: `builtins.ref`. */
  private builtin(name: string): Value | undefined {
    if (Object.hasOwn(this.own, name)) {
      const value = this.own[name]?.();
      const isResolver = (name === 'ref' || name === 'source') && value instanceof PyFunction;
      return isResolver ? new Resolver(value, this.workspace) : value;
    }
    switch (name) {
      case 'adapter':
        return new Adapter(this.workspace, this.macros, this.each.name, this.database);
      case 'execute':
        return this.database.execute;
      case 'builtins':
        return this.builtins();
      case 'context':
        return new ContextDict(this);
      case 'render':
        return new PyFunction(name, (args, caller) => this.render(toText(args.positional[0] ?? ''), caller));
      case 'load_result':
      case 'store_result':
      case 'store_raw_result':
        return this.results.functions().get(name);
      case 'invocation_id':
      case 'run_started_at':
        return this.invocation(name);
      default:
        return packageValues(this.workspace, this.each).get(name);
    }
  }

  /** `render(text)`: a hook's text, with the names of the template that calls it. */
  private render(text: string, caller: Caller): Value {
    return renderTemplate(parseTemplate(text, caller.place().path), this.now());
  }

  /** One run has one id and one start: what is compiled outside of a run waits for it. */
  private invocation(name: 'invocation_id' | 'run_started_at'): Value {
    const { invocation } = this.workspace.options;
    if (invocation === undefined && this.database.execute) this.database.port();
    if (name === 'invocation_id') return invocation?.id ?? '00000000-0000-0000-0000-000000000000';
    return momentOfIso(invocation?.startedAt ?? new Date().toISOString());
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
    yield* ['adapter', 'context', 'execute', 'load_result', 'render', 'run_started_at', 'invocation_id'];
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
