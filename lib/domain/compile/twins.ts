import type { Package, PropertyEntry, ResourceFile } from '../project/index.ts';
import { isOn } from './adopted.ts';
import type { Workspace } from './workspace.ts';

/** The model files of a package that share their name: all but one are switched off, as by the warehouse they are for. */
export class Twins {
  private readonly workspace: Workspace;
  private readonly each: Package;
  private readonly byName: ReadonlyMap<string, readonly ResourceFile[]>;

  constructor(workspace: Workspace, each: Package) {
    this.workspace = workspace;
    this.each = each;
    this.byName = Map.groupBy(each.sqlModels, ({ name }) => name);
  }

  /** What describes a file: the entry of its name, which dbt gives to the one that is on, and to all where none is. */
  describing(file: ResourceFile, entry: PropertyEntry | undefined): PropertyEntry | undefined {
    const twins = this.byName.get(file.name) ?? [];
    if (twins.length < 2 || entry === undefined) return entry;
    const isDescribed = (twin: ResourceFile) => isOn(this.workspace, this.each, twin, 'models', entry);
    return isDescribed(file) || !twins.some(isDescribed) ? entry : undefined;
  }
}
