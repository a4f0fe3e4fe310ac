import type { Problem } from '../../contracts/problem.ts';
import type { PropertyEntry, PropertyKind } from './property-entry.ts';
import { shapeProblems } from './property-shape.ts';
import type { YamlFile } from './yaml.ts';
import { child, listOf, scalarText, type Yaml } from './yaml-tree.ts';

const LISTS: ReadonlyMap<string, PropertyKind> = new Map([
  ['models', 'models'],
  ['seeds', 'seeds'],
  ['snapshots', 'snapshots'],
  ['sources', 'sources'],
  ['functions', 'functions'],
  ['exposures', 'exposures'],
  ['analyses', 'analyses'],
  ['macros', 'macros'],
  ['data_tests', 'data_tests'],
  ['unit_tests', 'unit_tests'],
  ['groups', 'groups'],
  ['metrics', 'metrics'],
  ['semantic_models', 'semantic_models'],
  ['saved_queries', 'saved_queries'],
]);
/** Read by dbt, without a meaning here. */
const KEPT = new Set(['version', 'anchors', 'selectors', 'catalogs']);

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
    if (kind === undefined) {
      if (!KEPT.has(key) && !key.startsWith('.')) problems.push(unknownList(key, file.position(keyAt), path));
    } else if (value.type === 'list') readList(kind, value, file, path, entries, problems);
    else problems.push(notAList(key, file.position(keyAt), path));
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
    const written = child(item, 'name');
    const name = scalarText(written);
    if (item.type !== 'map' || name === undefined) {
      problems.push(unnamed(kind, file.position(item.at), path));
      continue;
    }
    const entry = { kind, name, yaml: item, path, ...file.position(written?.at ?? item.at), file };
    entries.push(entry);
    problems.push(...shapeProblems(entry));
  }
}

const unnamed = (kind: string, position: { line: number; column: number }, path: string): Problem => ({
  code: 'yaml.no_name',
  // dbt only warns of a test that stands by itself.
  severity: kind === 'data_tests' ? 'warning' : 'error',
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

const notAList = (key: string, position: { line: number; column: number }, path: string): Problem => ({
  code: 'yaml.shape',
  severity: 'error',
  message: `"${key}" holds a list.`,
  path,
  ...position,
  remedy: `Write its entries as  - name: …, or remove "${key}:".`,
});

const notAMap = (file: YamlFile, path: string): Problem => ({
  code: 'yaml.shape',
  severity: 'error',
  message: 'A properties file holds a mapping such as "models:" at its top level.',
  path,
  ...file.position(file.root.at),
  remedy: 'Put the entries below a key that says what they are: models:, sources:, …',
});
