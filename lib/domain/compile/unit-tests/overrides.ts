import { toText } from '../../jinja/values/text.ts';
import { type CallArguments, type Caller, PyFunction, type Value } from '../../jinja/values/value.ts';
import type { Package } from '../../project/index.ts';
import type { NameOverrides, OwnNames } from '../context/node-context.ts';
import { envVar, Variables } from '../context/variables.ts';
import { DBT, type MacroRegistry } from '../macros/registry.ts';
import type { Workspace } from '../workspace.ts';
import type { Overrides } from './definition.ts';

/**
 * Macros and other names of the context that a unit test gives a value. One of dbt's own is
 * overridden with and without its prefix; one without a prefix wins.
 */
export function nameOverrides(overrides: Overrides | undefined, each: Package, macros: MacroRegistry): NameOverrides {
  const names = new Map<string, Value>();
  const packages = new Map<string, Map<string, Value>>();
  const inPackage = (name: string): Map<string, Value> => {
    const known = packages.get(name) ?? new Map<string, Value>();
    packages.set(name, known);
    return known;
  };
  const written = [...(overrides?.macros.entries() ?? [])].map(([key, value]) => [toText(key), value] as const);
  for (const [key, value] of written.filter(([name]) => name.includes('.'))) {
    const [packageName = '', name = ''] = key.split('.', 2);
    const given = answering(name, value);
    inPackage(packageName).set(name, given);
    if (packageName === DBT) names.set(name, given);
  }
  for (const [name, value] of written.filter(([key]) => !key.includes('.'))) {
    const isMacro = macros.find(name, each.name) !== undefined;
    names.set(name, isMacro ? answering(name, value) : value);
    if (macros.inPackage(DBT, name) !== undefined) inPackage(DBT).set(name, answering(name, value));
  }
  return { names, packages };
}

/** A macro that gives the same whatever it is asked. */
const answering = (name: string, value: Value): Value => new PyFunction(name, () => value);

/** `var` and `env_var` with what a unit test sets. */
export function variableOverrides(overrides: Overrides | undefined, each: Package, workspace: Workspace): OwnNames {
  if (overrides === undefined) return {};
  const { options, project } = workspace;
  const vars = Object.fromEntries([...overrides.vars.entries()].map(([key, value]) => [toText(key), value]));
  const variables = Variables.of({ ...options, vars: { ...options.vars, ...vars } }, project.root.config, each.config);
  const otherwise = envVar(options);
  const env = new PyFunction('env_var', (args: CallArguments, caller: Caller) => {
    const value = overrides.envVars.get(args.positional[0] ?? '');
    return value === undefined ? caller.call(otherwise, args) : value;
  });
  return { var: () => variables, env_var: () => env };
}
