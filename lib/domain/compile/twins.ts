import type { Package, PropertyEntry, ResourceFile } from '../project/index.ts';
import { isOn } from './adopted.ts';
import type { Workspace } from './workspace.ts';

/** The names of model files, and the entry of each name. */
interface Named {
  readonly names: readonly string[];
  readonly entries: readonly (PropertyEntry | undefined)[];
}

/**
 * What describes each model file of a package, where files share their name: all but one are switched off,
 * as by the warehouse they are for. dbt gives the entry to the one that is on, and to all where none is.
 * @returns the same list where no name is shared
 */
export function withoutTwins(workspace: Workspace, each: Package, { names, entries }: Named): Named['entries'] {
  const { sqlModels } = each;
  const twins = workspace.memo.get('twins', each.prefix, [names], () => sharedNames(names));
  if (twins.length === 0) return entries;
  const described = [...entries];
  const isTaker = (at: number) => isDescribedOn(workspace, each, sqlModels[at], entries[at]);
  for (const places of twins) {
    const on = places.filter(isTaker);
    if (on.length > 0) for (const at of places) if (!on.includes(at)) described[at] = undefined;
  }
  return described;
}

const isDescribedOn = (
  workspace: Workspace,
  each: Package,
  file: ResourceFile | undefined,
  entry: PropertyEntry | undefined,
): boolean => file !== undefined && entry !== undefined && isOn(workspace, each, file, 'models', entry);

/** Places of names that stand more than once in a list. */
function sharedNames(names: readonly string[]): readonly (readonly number[])[] {
  const places = Map.groupBy(names.keys(), (at) => names[at]);
  return [...places.values()].filter((all) => all.length > 1);
}
