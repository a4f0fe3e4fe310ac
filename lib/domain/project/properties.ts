import type { Problem } from '../../contracts/problem.ts';
import type { YamlFile } from './yaml.ts';
import { asMap, child, listOf, scalarText, type Yaml, type YamlMap } from './yaml-tree.ts';

/** Kinds of entry in a properties file. */
export type PropertyKind =
  | 'models'
  | 'seeds'
  | 'snapshots'
  | 'sources'
  | 'functions'
  | 'exposures'
  | 'analyses'
  | 'macros'
  | 'data_tests'
  | 'unit_tests'
  | 'groups';

/** One named entry of a properties file (`models: - name: …`). */
export interface PropertyEntry {
  readonly kind: PropertyKind;
  readonly name: string;
  readonly yaml: YamlMap;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly file: YamlFile;
}

const LISTS: ReadonlyMap<string, PropertyKind> = new Map([
  ['models', 'models'],
  ['seeds', 'seeds'],
  ['snapshots', 'snapshots'],
  ['sources', 'sources'],
  ['functions', 'functions'],
  ['exposures', 'exposures'],
  ['analyses', 'analyses'],
  ['macros', 'macros'],
  ['tests', 'data_tests'],
  ['data_tests', 'data_tests'],
  ['unit_tests', 'unit_tests'],
  ['groups', 'groups'],
]);
/** Read by dbt, kept for export, without a meaning here. */
const KEPT = new Set(['version', 'metrics', 'semantic_models', 'saved_queries', 'anchors', 'selectors', 'catalogs']);

/** Reads the entries of a properties file. */
export function readProperties(file: YamlFile, path: string): { entries: PropertyEntry[]; problems: Problem[] } {
  const entries: PropertyEntry[] = [];
  const problems: Problem[] = [...file.problems];
  if (file.root.type !== 'map') {
    if (file.root.type === 'list' || file.root.value !== null) problems.push(notAMap(file, path));
    return { entries, problems };
  }
  for (const { key, keyAt, value } of file.root.entries.values()) {
    const kind = LISTS.get(key);
    if (kind !== undefined) readList(kind, value, file, path, entries, problems);
    else if (!KEPT.has(key) && !key.startsWith('.')) problems.push(unknownList(key, file.position(keyAt), path));
  }
  return { entries, problems };
}

function readList(
  kind: PropertyKind,
  list: Yaml,
  file: YamlFile,
  path: string,
  entries: PropertyEntry[],
  problems: Problem[],
): void {
  for (const item of listOf(list)) {
    const name = scalarText(child(item, 'name'));
    if (item.type !== 'map' || name === undefined) {
      problems.push(unnamed(kind, file.position(item.at), path));
      continue;
    }
    const at = child(item, 'name')?.at ?? item.at;
    entries.push({ kind, name, yaml: item, path, ...file.position(at), file });
  }
}

const unnamed = (kind: string, position: { line: number; column: number }, path: string): Problem => ({
  code: 'yaml.no_name',
  severity: 'error',
  message: `An entry of "${kind}" has no name.`,
  path,
  ...position,
  remedy: `Write each entry as  - name: …  below "${kind}:".`,
});

const unknownList = (key: string, position: { line: number; column: number }, path: string): Problem => ({
  code: 'yaml.unknown_key',
  severity: 'warning',
  message: `"${key}" is not something a properties file can hold; it is ignored.`,
  path,
  ...position,
  remedy: `Use one of ${[...LISTS.keys()].join(', ')}.`,
});

const notAMap = (file: YamlFile, path: string): Problem => ({
  code: 'yaml.shape',
  severity: 'error',
  message: 'A properties file holds a mapping such as "models:" at its top level.',
  path,
  ...file.position(file.root.at),
});

/** `config:` of an entry, with the properties that dbt also takes beside it. */
export function entryConfig(entry: YamlMap): YamlMap {
  const config = asMap(child(entry, 'config'));
  const merged = new Map(config.entries);
  for (const key of ['tags', 'meta', 'docs', 'group', 'access', 'enabled']) {
    const outer = entry.entries.get(key);
    if (outer !== undefined && !merged.has(key)) merged.set(key, outer);
  }
  return { type: 'map', at: config.at, entries: merged };
}
