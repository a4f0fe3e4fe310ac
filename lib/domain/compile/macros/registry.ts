import type { Problem } from '../../../contracts/problem.ts';
import type { MacroStatement, Template } from '../../jinja/ast.ts';
import type { JinjaError } from '../../jinja/errors.ts';
import type { FileCache, Package, Project } from '../../project/index.ts';
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

/** Every macro of a project, found the way dbt finds them. Immutable. */
export class MacroRegistry {
  private readonly byPackage: ReadonlyMap<string, ReadonlyMap<string, MacroDefinition>>;
  private readonly rootName: string;
  private readonly orders: ReadonlyMap<string, readonly string[]>;
  private readonly overridden = new Map<string, boolean>();
  readonly problems: readonly Problem[];
  /** Changes whenever any macro does. */
  readonly fingerprint: object;

  constructor(project: Project, cache: FileCache) {
    const problems: Problem[] = [];
    const packages = new Map<string, Map<string, MacroDefinition>>();
    packages.set(DBT, readBuiltinMacros());
    for (const each of [project.root, ...project.packages]) {
      const own = readPackage(each, cache, problems);
      packages.set(each.name, own);
    }
    this.byPackage = packages;
    this.rootName = project.root.name;
    this.orders = project.root.config.dispatch;
    this.problems = problems;
    this.fingerprint = {};
  }

  /** A macro as a template of `packageName` would find it: its own package, the project, dbt's. */
  find(name: string, packageName: string): MacroDefinition | undefined {
    return (
      this.byPackage.get(packageName)?.get(name) ??
      this.byPackage.get(this.rootName)?.get(name) ??
      this.byPackage.get(DBT)?.get(name)
    );
  }

  inPackage(packageName: string, name: string): MacroDefinition | undefined {
    return this.byPackage.get(packageName)?.get(name);
  }

  hasPackage(name: string): boolean {
    return this.byPackage.has(name);
  }

  packageNames(): Iterable<string> {
    return this.byPackage.keys();
  }

  names(packageName: string): Iterable<string> {
    return this.byPackage.get(packageName)?.keys() ?? [];
  }

  /** Names a template of `packageName` can call without a prefix. */
  *visibleNames(packageName: string): Generator<string> {
    for (const each of new Set([packageName, this.rootName, DBT])) yield* this.names(each);
  }

  /** `adapter.dispatch(name, namespace)`: packages in order, each with the prefixes postgres and default. */
  dispatch(
    name: string,
    namespace: string | undefined,
    packageName: string,
    packages?: readonly string[],
  ): { macro: MacroDefinition | undefined; searched: readonly string[] } {
    const order = packages ?? this.searchOrder(namespace, packageName);
    const searched: string[] = [];
    for (const each of order) {
      for (const prefix of ['postgres', 'default']) {
        const macro = this.inPackage(each, `${prefix}__${name}`);
        if (macro !== undefined) return { macro, searched };
        searched.push(`${each}.${prefix}__${name}`);
      }
    }
    return { macro: undefined, searched };
  }

  /** Whether the project (or a package it dispatches to) has its own macro where dbt's would be found. */
  isOverridden(name: string, packageName: string): boolean {
    const key = `${packageName}\0${name}`;
    let known = this.overridden.get(key);
    if (known === undefined) {
      const called = this.find(name, packageName);
      const dispatched = this.dispatch(name, DBT, packageName).macro;
      known = [called, dispatched].some((macro) => macro !== undefined && macro.packageName !== DBT);
      this.overridden.set(key, known);
    }
    return known;
  }

  /**
   * The macro of a materialization: one for postgres before one for any database, the project's
   * before a package's before dbt's. A package replaces none of dbt's own, as in dbt.
   */
  materialization(name: string): MacroDefinition | undefined {
    for (const target of ['postgres', 'default']) {
      const macro = `materialization_${name}_${target}`;
      const own = this.inPackage(this.rootName, macro);
      const builtin = this.inPackage(DBT, macro);
      const found = own ?? builtin ?? this.ofAnyPackage(macro);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private ofAnyPackage(name: string): MacroDefinition | undefined {
    for (const macros of this.byPackage.values()) {
      const found = macros.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Names of the materializations written in Jinja. */
  materializations(): string[] {
    const names = [...this.byPackage.values()].flatMap((macros) => [...macros.keys()]);
    return [...new Set(names.flatMap((name) => /^materialization_(.+)_(?:postgres|default)$/.exec(name)?.[1] ?? []))];
  }

  private searchOrder(namespace: string | undefined, packageName: string): readonly string[] {
    if (namespace === undefined) return [...new Set([packageName, this.rootName, DBT])];
    return this.orders.get(namespace) ?? [this.rootName, namespace, DBT];
  }
}

function readPackage(each: Package, cache: FileCache, problems: Problem[]): Map<string, MacroDefinition> {
  const own = new Map<string, MacroDefinition>();
  for (const file of each.macros) {
    const read = cache.get(`macros ${each.name}`, file.path, file.text, () => readMacroFile(file, each.name));
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
