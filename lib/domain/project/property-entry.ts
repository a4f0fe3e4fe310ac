import type { Problem } from '../../contracts/problem.ts';
import type { YamlFile } from './yaml.ts';
import { asMap, child, listOf, type Yaml, type YamlEntry, type YamlMap } from './yaml-tree.ts';

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
  | 'groups'
  | 'metrics'
  | 'semantic_models'
  | 'saved_queries';

/** One named entry of a properties file (`models: - name: …`). */
export interface PropertyEntry {
  readonly kind: PropertyKind;
  readonly name: string;
  readonly yaml: YamlMap;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly file: YamlFile;
  /** Of a source that another project overrides: what its own package says. */
  readonly unpatched?: YamlMap;
}

/** Properties dbt also takes beside `config:`; of sources and exposures, tags as well, of the semantic layer none. */
const BESIDE = ['meta', 'docs', 'group', 'access', 'contract'];
const BESIDE_OF: Partial<Record<PropertyKind, readonly string[]>> = {
  sources: ['meta', 'tags'],
  exposures: ['meta', 'tags'],
  metrics: [],
  semantic_models: [],
  saved_queries: [],
};

/** Keys that an entry may have beside `config:` or in it, but not in both. */
export const configBeside = (kind: PropertyKind): readonly string[] => BESIDE_OF[kind] ?? BESIDE;

/** `config:` of an entry, with the properties that dbt also takes beside it. */
export function entryConfig(entry: YamlMap, kind: PropertyKind): YamlMap {
  const config = asMap(child(entry, 'config'));
  const merged = new Map(config.entries);
  for (const key of configBeside(kind)) {
    const outer = entry.entries.get(key);
    const inner = merged.get(key);
    if (outer !== undefined) merged.set(key, inner === undefined ? outer : { ...inner, value: joined(outer, inner) });
  }
  return { type: 'map', at: config.at, entries: merged };
}

/** Tags and `meta` in both places add up; of anything else the one in `config` holds. */
function joined({ key, value: outer }: YamlEntry, { value: inner }: YamlEntry): Yaml {
  if (key === 'tags') return { type: 'list', at: inner.at, items: [...listOf(outer), ...listOf(inner)] };
  if (outer.type !== 'map' || inner.type !== 'map') return inner;
  return { ...inner, entries: new Map([...outer.entries, ...inner.entries]) };
}

/** A problem at a place of an entry's file. */
export const problemAt = (
  entry: Pick<PropertyEntry, 'path' | 'file'>,
  at: number,
  what: Pick<Problem, 'code' | 'message' | 'remedy'>,
): Problem => ({ severity: 'error', ...what, path: entry.path, ...entry.file.position(at) });
