import type { JinjaError } from '../../jinja/errors.ts';
import { Interpreter } from '../../jinja/evaluate/interpreter.ts';
import { Macro } from '../../jinja/evaluate/macro.ts';
import { type Root, Scope } from '../../jinja/evaluate/scope.ts';
import { DICT_METHODS } from '../../jinja/methods/dict.ts';
import { methodOf } from '../../jinja/methods/index.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import { type CallArguments, type Caller, PyObject, type Value } from '../../jinja/values/value.ts';
import type { MacroDefinition, MacroRegistry } from '../macros/registry.ts';

/** Names that `context.update()` changes. */
export interface ChangingRoot extends Root {
  /** The names as they are now: what begins later sees later changes. */
  now(): Root;
}

/** Where macros are written. dbt copies the context when a macro is called. */
class CallScope extends Scope {
  private readonly changing: ChangingRoot;
  constructor(changing: ChangingRoot) {
    super(changing);
    this.changing = changing;
  }
  override inner(): Scope {
    return new Scope(this.changing.now());
  }
}

/** Macros as one node's templates see them: each runs with that node's context. */
export class MacroValues {
  private readonly registry: MacroRegistry;
  private readonly scope: CallScope;
  private readonly made = new Map<MacroDefinition, Value>();
  private readonly used = new Set<string>();
  private readonly overrides: ReadonlyMap<string, ReadonlyMap<string, Value>>;

  /** @param overrides values that stand in for macros of a package, by package and name */
  constructor(
    registry: MacroRegistry,
    root: ChangingRoot,
    overrides: ReadonlyMap<string, ReadonlyMap<string, Value>> = new Map(),
  ) {
    this.overrides = overrides;
    this.registry = registry;
    this.scope = new CallScope(root);
  }

  of(definition: MacroDefinition): Value {
    const known = this.made.get(definition);
    if (known !== undefined) return known;
    const { statement, broken } = definition;
    const made =
      statement === undefined
        ? new BrokenMacro(definition.name, broken)
        : new ProjectMacro(definition, statement, this.scope, this.used);
    this.made.set(definition, made);
    return made;
  }

  /** Unique ids of the macros that templates called themselves, not through another macro. */
  called(): readonly string[] {
    return [...this.used];
  }

  /** Does what calls macros for a template that did not call them itself: a method of the adapter. */
  aside<T>(work: () => T): T {
    const before = new Set(this.used);
    try {
      return work();
    } finally {
      for (const id of this.used) if (!before.has(id)) this.used.delete(id);
    }
  }

  find(name: string, packageName: string): Value | undefined {
    const definition = this.registry.find(name, packageName);
    return definition === undefined ? undefined : this.of(definition);
  }

  /** The namespace of a package: `dbt_utils.…`. */
  namespace(packageName: string): Value | undefined {
    if (!this.registry.hasPackage(packageName)) return undefined;
    return new MacroNamespace(packageName, this.registry, this, this.overrides.get(packageName));
  }
}

/** A macro that tells when a template calls it directly: dbt's `depends_on.macros`. */
class ProjectMacro extends Macro {
  private readonly id: string;
  private readonly used: Set<string>;
  constructor(
    definition: MacroDefinition,
    statement: ConstructorParameters<typeof Macro>[0],
    scope: Scope,
    used: Set<string>,
  ) {
    super(statement, definition.source, scope);
    this.id = `macro.${definition.packageName}.${definition.name}`;
    this.used = used;
  }
  override call(args: CallArguments, caller: Caller): Value {
    if (caller instanceof Interpreter && caller.calls.length === 0) this.used.add(this.id);
    return super.call(args, caller);
  }
}

/** A macro whose text can't be parsed: calling it is the error. */
class BrokenMacro extends PyObject {
  readonly typeName = 'Macro';
  private readonly name: string;
  private readonly error: JinjaError | undefined;
  constructor(name: string, error: JinjaError | undefined) {
    super();
    this.name = name;
    this.error = error;
  }
  override text(): string {
    return `<Macro '${this.name}'>`;
  }
  override call(_args: CallArguments, _caller: Caller): Value {
    throw this.error;
  }
}

/** dbt gives a package's macros as a dict: `dbt_utils.star`, `context['re_data'].get(name)`. */
class MacroNamespace extends PyObject {
  readonly typeName = 'package';
  private readonly packageName: string;
  private readonly registry: MacroRegistry;
  private readonly values: MacroValues;
  private readonly overrides: ReadonlyMap<string, Value>;
  constructor(
    packageName: string,
    registry: MacroRegistry,
    values: MacroValues,
    overrides: ReadonlyMap<string, Value> = new Map(),
  ) {
    super();
    this.overrides = overrides;
    this.packageName = packageName;
    this.registry = registry;
    this.values = values;
  }
  override text(): string {
    return `<package ${this.packageName}>`;
  }
  override attribute(name: string): Value | undefined {
    return this.macro(name) ?? (DICT_METHODS.has(name) ? methodOf(this.dict(), name) : undefined);
  }
  override item(key: Value): Value | undefined {
    return typeof key === 'string' ? this.macro(key) : undefined;
  }
  override contains(key: Value): boolean {
    return typeof key === 'string' && this.macro(key) !== undefined;
  }
  override iterate(): Iterable<Value> {
    return this.registry.names(this.packageName);
  }
  private macro(name: string): Value | undefined {
    const override = this.overrides.get(name);
    if (override !== undefined) return override;
    const definition = this.registry.inPackage(this.packageName, name);
    return definition === undefined ? undefined : this.values.of(definition);
  }
  private dict(): PyDict {
    return new PyDict([...this.registry.names(this.packageName)].map((name) => [name, this.macro(name) ?? null]));
  }
  override attributeNames(): readonly string[] {
    return [...this.registry.names(this.packageName)];
  }
}
