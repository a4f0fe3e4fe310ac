import type { JinjaError } from '../../jinja/errors.ts';
import { Macro } from '../../jinja/evaluate/macro.ts';
import { type Root, Scope } from '../../jinja/evaluate/scope.ts';
import { type CallArguments, type Caller, PyObject, type Value } from '../../jinja/values/value.ts';
import type { MacroDefinition, MacroRegistry } from '../macros/registry.ts';

/** Macros as one node's templates see them: each runs with that node's context. */
export class MacroValues {
  private readonly registry: MacroRegistry;
  private readonly scope: Scope;
  private readonly made = new Map<MacroDefinition, Value>();

  constructor(registry: MacroRegistry, root: Root) {
    this.registry = registry;
    this.scope = new Scope(root);
  }

  of(definition: MacroDefinition): Value {
    const known = this.made.get(definition);
    if (known !== undefined) return known;
    const { statement, broken } = definition;
    const made =
      statement === undefined
        ? new BrokenMacro(definition.name, broken)
        : new Macro(statement, definition.source, this.scope);
    this.made.set(definition, made);
    return made;
  }

  find(name: string, packageName: string): Value | undefined {
    const definition = this.registry.find(name, packageName);
    return definition === undefined ? undefined : this.of(definition);
  }

  /** The namespace of a package: `dbt_utils.…`. */
  namespace(packageName: string): Value | undefined {
    return this.registry.hasPackage(packageName) ? new MacroNamespace(packageName, this.registry, this) : undefined;
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

class MacroNamespace extends PyObject {
  readonly typeName = 'package';
  private readonly packageName: string;
  private readonly registry: MacroRegistry;
  private readonly values: MacroValues;
  constructor(packageName: string, registry: MacroRegistry, values: MacroValues) {
    super();
    this.packageName = packageName;
    this.registry = registry;
    this.values = values;
  }
  override text(): string {
    return `<package ${this.packageName}>`;
  }
  override attribute(name: string): Value | undefined {
    const definition = this.registry.inPackage(this.packageName, name);
    return definition === undefined ? undefined : this.values.of(definition);
  }
  override item(key: Value): Value | undefined {
    return typeof key === 'string' ? this.attribute(key) : undefined;
  }
  override attributeNames(): readonly string[] {
    return [...this.registry.names(this.packageName)];
  }
}
