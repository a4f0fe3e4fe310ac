import type { Problem } from '../../../contracts/problem.ts';
import {
  asMap,
  child,
  listOf,
  type Package,
  type PropertyEntry,
  problemAt,
  scalarText,
  type Yaml,
  type YamlEntry,
  type YamlMap,
} from '../../project/index.ts';
import type { Workspace } from '../workspace.ts';

/** What projects say of the sources of their packages (`overrides: package`), by package and source. */
export interface SourcePatches {
  readonly byName: ReadonlyMap<string, PropertyEntry>;
  readonly problems: readonly Problem[];
}

/** The package whose source an entry changes; undefined for a source of its own. */
const overriddenPackage = (entry: PropertyEntry): string | undefined => scalarText(child(entry.yaml, 'overrides'));

const patchKey = (packageName: string, source: string): string => `${packageName}.${source}`;

/** The sources of a package, each with what another project says of it. */
export function sourcesOf(workspace: Workspace, each: Package): { entry: PropertyEntry; patch?: PropertyEntry }[] {
  const { byName } = sourcePatches(workspace);
  return each.properties
    .filter((entry) => entry.kind === 'sources' && overriddenPackage(entry) === undefined)
    .map((entry) => {
      const patch = byName.get(patchKey(each.name, entry.name));
      return patch === undefined ? { entry } : { entry, patch };
    });
}

/** Every patch of a project and its packages. */
export function sourcePatches({ project, memo }: Workspace): SourcePatches {
  const all = [project.root, ...project.packages];
  const written = all.map(({ properties }) => properties);
  return memo.get('source patches', '', written, () => {
    const sources = written.flat().filter(({ kind }) => kind === 'sources');
    const byName = new Map<string, PropertyEntry>();
    const problems: Problem[] = [];
    for (const entry of sources) {
      const target = overriddenPackage(entry);
      if (target === undefined) continue;
      const key = patchKey(target, entry.name);
      const other = byName.get(key);
      const own = all.find(({ name }) => name === target)?.properties ?? [];
      if (other !== undefined) problems.push(twice(entry, other));
      else byName.set(key, entry);
      if (!own.some(({ kind, name }) => kind === 'sources' && name === entry.name))
        problems.push(aimless(entry, target));
    }
    return { byName, problems };
  });
}

/**
 * A package's source with what another project says of it: each key that is given takes the place
 * of the package's. The source's `config` and `freshness`, and the `quoting` and `freshness` of a
 * table that is named, go in any case, as under dbt.
 */
export function patchedSource(entry: PropertyEntry, patch: PropertyEntry | undefined): PropertyEntry {
  if (patch === undefined) return entry;
  const patches = listOf(child(patch.yaml, 'tables'));
  const nameOf = (table: Yaml): string | undefined => scalarText(child(table, 'name'));
  const tables = listOf(child(entry.yaml, 'tables')).map((table) => {
    const own = patches.find((other) => nameOf(other) === nameOf(table));
    return own === undefined ? table : laidOver(asMap(table), asMap(own), ['name'], ['quoting', 'freshness']);
  });
  const yaml = laidOver(entry.yaml, patch.yaml, ['name', 'overrides', 'tables'], ['config', 'freshness']);
  const { at } = entry.yaml;
  const list: YamlEntry = { key: 'tables', keyAt: at, value: { type: 'list', at, items: tables } };
  const merged: YamlMap = { ...yaml, entries: new Map([...yaml.entries, ['tables', list]]) };
  return { ...entry, yaml: merged, unpatched: entry.yaml };
}

function laidOver(below: YamlMap, above: YamlMap, kept: readonly string[], gone: readonly string[]): YamlMap {
  const entries = new Map([...below.entries].filter(([key]) => !gone.includes(key)));
  for (const [key, { value }] of above.entries) {
    const isNothing = value.type === 'scalar' && value.value === null && key !== 'freshness';
    if (!isNothing && !kept.includes(key)) entries.set(key, { key, keyAt: below.at, value: movedTo(below.at, value) });
  }
  return { ...below, entries };
}

/** The same value at a place of the package's file, where problems of the source are shown. */
function movedTo(at: number, yaml: Yaml): Yaml {
  if (yaml.type === 'scalar') return { ...yaml, at };
  if (yaml.type === 'list') return { ...yaml, at, items: yaml.items.map((item) => movedTo(at, item)) };
  const entries = [...yaml.entries.values()].map(({ key, value }): [string, YamlEntry] => [
    key,
    { key, keyAt: at, value: movedTo(at, value) },
  ]);
  return { ...yaml, at, entries: new Map(entries) };
}

const twice = (entry: PropertyEntry, other: PropertyEntry): Problem =>
  problemAt(entry, entry.yaml.at, {
    code: 'yaml.duplicate_entry',
    message: `The source "${entry.name}" is overridden twice: here and in ${other.path}:${other.line}.`,
    remedy: 'Join the two entries into one.',
  });

const aimless = (entry: PropertyEntry, target: string): Problem => ({
  ...problemAt(entry, entry.yaml.at, {
    code: 'yaml.no_node',
    message: `There is no source "${entry.name}" in the package "${target}", which this entry overrides.`,
    remedy: 'Name a package and a source of it, or remove "overrides:".',
  }),
  severity: 'warning',
});
