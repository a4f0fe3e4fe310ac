import type { Problem } from '../../../contracts/problem.ts';
import type { MacroStatement, Template } from '../../jinja/ast.ts';
import type { JinjaError } from '../../jinja/errors.ts';
import { isSet, type Memo, type Package, type Project } from '../../project/index.ts';
import { readBuiltinMacros } from './builtin.ts';
import { readMacroFile } from './read.ts';

/** Namespace of the macros that come with Insitu, named as dbt's own. */
export const DBT = 'dbt';

/** One macro of a package. A broken one has the error that calling it raises. */
export interface MacroDefinition {
  readonly packageName: string;
  /** With dbt's prefix: `test_unique` for `{% test unique %}`. */
  readonly name: string;
  readonly path: string;
  readonly source: Template['source'];
  readonly statement: MacroStatement | undefined;
  readonly broken: JinjaError | undefined;
}

/** Where a dispatch leads, and the names that were looked for before. */
interface Dispatched {
  readonly macro: MacroDefinition | undefined;
  readonly searched: readonly string[];
}

/** Looked for by whoever wants to know of every macro. */
export const ANY_MACRO = '*';

const MICROBATCH = 'get_incremental_microbatch_sql';

/** Every macro of a project, found the way dbt finds them. Immutable; the memo is told what is looked for. */
export class MacroRegistry {
  private readonly memo: Memo;
  private readonly byPackage: ReadonlyMap<string, ReadonlyMap<string, MacroDefinition>>;
  private readonly rootName: string;
  private readonly orders: ReadonlyMap<string, readonly string[]>;
  /** By the list of names asked for, which is the same object each time. */
  private readonly overridden = new WeakMap<readonly string[], Map<string, boolean>>();
  /** Where dispatches lead: each of 20,000 tests asks for the same two. */
  private readonly dispatched = new Map<string, Dispatched>();
  private readonly materializationMacros = new Map<string, MacroDefinition | undefined>();
  /** Whether a project's own strategy for microbatch models is called for each batch, not once. */
  private readonly ownTakesBatches: boolean;
  /** Whether a package's materialization takes the place of dbt's of the same name. */
  private readonly packagesReplace: boolean;
  readonly problems: readonly Problem[];

  constructor(project: Project, memo: Memo) {
    this.memo = memo;
    const problems: Problem[] = [];
    const packages = new Map<string, Map<string, MacroDefinition>>();
    packages.set(DBT, readBuiltinMacros());
    for (const each of [project.root, ...project.packages]) {
      const own = readPackage(each, memo, problems);
      packages.set(each.name, own);
    }
    this.byPackage = packages;
    this.rootName = project.root.name;
    this.orders = project.root.config.dispatch;
    this.ownTakesBatches = isSet(project.root.config.flags, 'require_batched_execution_for_custom_microbatch_strategy');
    this.packagesReplace = !isSet(
      project.root.config.flags,
      'require_explicit_package_overrides_for_builtin_materializations',
      true,
    );
    this.problems = problems;
  }

  /** A macro as a template of `packageName` would find it: its own package, the project, dbt's. */
  find(name: string, packageName: string): MacroDefinition | undefined {
    this.memo.look(name);
    return this.at(packageName, name) ?? this.at(this.rootName, name) ?? this.at(DBT, name);
  }

  /** A macro by what `run-operation` is called with: its name, or package.name. */
  called(name: string): MacroDefinition | undefined {
    const [packageName = '', own] = name.split('.', 2);
    return own === undefined ? this.anywhere(name) : this.inPackage(packageName, own);
  }

  /** A macro as dbt's own commands find it: the project's, then any package's, then dbt's. */
  anywhere(name: string): MacroDefinition | undefined {
    this.memo.look(name);
    const packages = [...this.byPackage.keys()].filter((each) => each !== DBT && each !== this.rootName).reverse();
    const [found] = [this.rootName, ...packages, DBT].flatMap((each) => this.at(each, name) ?? []);
    return found;
  }

  /** Whether one of dbt's own commands finds another macro than dbt's. */
  isOverriddenAnywhere(names: readonly string[]): boolean {
    const isOwn = (name: string): boolean => this.anywhere(name)?.packageName !== DBT;
    return names.some(isOwn) || this.isOverridden(names, this.rootName);
  }

  inPackage(packageName: string, name: string): MacroDefinition | undefined {
    this.memo.look(name);
    return this.at(packageName, name);
  }

  private at(packageName: string, name: string): MacroDefinition | undefined {
    return this.byPackage.get(packageName)?.get(name);
  }

  /** Every macro by its package. */
  get all(): ReadonlyMap<string, ReadonlyMap<string, MacroDefinition>> {
    return this.byPackage;
  }

  hasPackage(name: string): boolean {
    return this.byPackage.has(name);
  }

  packageNames(): Iterable<string> {
    return this.byPackage.keys();
  }

  names(packageName: string): Iterable<string> {
    this.memo.look(ANY_MACRO);
    return this.byPackage.get(packageName)?.keys() ?? [];
  }

  /** Names a template of `packageName` can call without a prefix. */
  *visibleNames(packageName: string): Generator<string> {
    for (const each of new Set([packageName, this.rootName, DBT])) yield* this.names(each);
  }

  /** `adapter.dispatch(name, namespace)`: packages in order, each with the prefixes postgres and default. */
  dispatch(name: string, namespace: string | undefined, packageName: string, packages?: readonly string[]): Dispatched {
    this.memo.look(name);
    if (packages !== undefined) return this.search(name, packages);
    const key = `${packageName} ${namespace ?? ''} ${name}`;
    const known = this.dispatched.get(key);
    if (known !== undefined) return known;
    const found = this.search(name, this.searchOrder(namespace, packageName));
    this.dispatched.set(key, found);
    return found;
  }

  private search(name: string, order: readonly string[]): Dispatched {
    const searched: string[] = [];
    for (const each of order) {
      for (const prefix of ['postgres', 'default']) {
        const macro = this.at(each, `${prefix}__${name}`);
        if (macro !== undefined) return { macro, searched };
        searched.push(`${each}.${prefix}__${name}`);
      }
    }
    return { macro: undefined, searched };
  }

  /** Whether the project (or a package it dispatches to) has its own macro where one of dbt's would be found. */
  isOverridden(names: readonly string[], packageName: string): boolean {
    this.memo.lookAll(names);
    const known = this.overridden.get(names)?.get(packageName);
    if (known !== undefined) return known;
    const isOverridden = names.some((name) => {
      const found = [this.find(name, packageName), this.dispatch(name, DBT, packageName).macro];
      return found.some((macro) => macro !== undefined && macro.packageName !== DBT);
    });
    const byPackage = this.overridden.get(names) ?? new Map<string, boolean>();
    this.overridden.set(names, byPackage.set(packageName, isOverridden));
    return isOverridden;
  }

  /** Whether microbatch models are built batch by batch: with a strategy of the project's own only when a flag says so. */
  buildsBatches(): boolean {
    this.memo.look(MICROBATCH);
    const isOwn = [...this.byPackage].some(([name, macros]) => name !== DBT && macros.has(MICROBATCH));
    return this.ownTakesBatches || !isOwn;
  }

  /**
   * The macro of a materialization: one for postgres before one for any database, the project's
   * before a package's before dbt's. A package replaces none of dbt's own, as in dbt, unless the project's flag lets it.
   */
  materialization(name: string): MacroDefinition | undefined {
    this.memo.look(`materialization_${name}`);
    if (!this.materializationMacros.has(name)) this.materializationMacros.set(name, this.findMaterialization(name));
    return this.materializationMacros.get(name);
  }

  private findMaterialization(name: string): MacroDefinition | undefined {
    for (const target of ['postgres', 'default']) {
      const macro = `materialization_${name}_${target}`;
      const own = this.at(this.rootName, macro);
      const builtin = this.at(DBT, macro);
      const found = own ?? (this.packagesReplace ? undefined : builtin) ?? this.ofAnyPackage(macro) ?? builtin;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private ofAnyPackage(name: string): MacroDefinition | undefined {
    for (const [packageName, macros] of this.byPackage) {
      const found = macros.get(name);
      if (found !== undefined && packageName !== DBT) return found;
    }
    return undefined;
  }

  /** Names of the materializations written in Jinja. */
  materializations(): string[] {
    this.memo.look(ANY_MACRO);
    const names = [...this.byPackage.values()].flatMap((macros) => [...macros.keys()]);
    return [...new Set(names.flatMap((name) => /^materialization_(.+)_(?:postgres|default)$/.exec(name)?.[1] ?? []))];
  }

  private searchOrder(namespace: string | undefined, packageName: string): readonly string[] {
    const order = namespace === undefined ? undefined : this.orders.get(namespace);
    if (order !== undefined) return order;
    // A namespace that is no package's is none: packages write all kinds of words there.
    if (namespace === undefined || !this.byPackage.has(namespace))
      return [...new Set([packageName, this.rootName, DBT])];
    return [this.rootName, namespace, DBT];
  }
}

function readPackage(each: Package, memo: Memo, problems: Problem[]): Map<string, MacroDefinition> {
  const own = new Map<string, MacroDefinition>();
  for (const file of each.macros) {
    const read = memo.get(`macros ${each.name}`, file.path, [file.text], () => readMacroFile(file, each.name));
    problems.push(...read.problems);
    for (const macro of read.macros) {
      const other = own.get(macro.name);
      if (other === undefined) own.set(macro.name, macro);
      else problems.push(duplicate(macro, other));
    }
  }
  return own;
}

function duplicate(macro: MacroDefinition, other: MacroDefinition): Problem {
  const position = macro.source.position(macro.statement?.at ?? 0);
  return {
    code: 'macro.duplicate',
    severity: 'error',
    message: `There are two macros named "${macro.name}": here and in ${other.path}.`,
    path: macro.path,
    ...position,
    remedy: 'Rename one of the two.',
  };
}
