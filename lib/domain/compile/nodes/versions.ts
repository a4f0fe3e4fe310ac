import {
  asMap,
  child,
  listOf,
  type PropertyEntry,
  scalarText,
  textsOf,
  type Yaml,
  type YamlEntry,
  type YamlMap,
} from '../../project/index.ts';

/** A version of a model, with its entry as if it stood alone. */
export interface ModelVersion {
  /** The model's entry with what this version changes laid over it. */
  readonly entry: PropertyEntry;
  /** The entry as written. */
  readonly base: PropertyEntry;
  readonly version: string;
  readonly latest: string;
}

/** Makes a version's entry, remembering it as long as the written one stays the same. */
export type RememberVersion = (base: PropertyEntry, version: string, make: () => PropertyEntry) => PropertyEntry;

/**
 * Files that are versions of a model (`orders_v2.sql`, `defined_in`, or `orders.sql` for the latest).
 * @param files names of the package's model files
 */
export function modelVersions(
  entries: readonly PropertyEntry[],
  files: ReadonlySet<string>,
  remember: RememberVersion,
): ReadonlyMap<string, ModelVersion> {
  const byFile = new Map<string, ModelVersion>();
  for (const base of entries) {
    const versions = listOf(child(base.yaml, 'versions')).map(asMap);
    const latest = latestOf(base, versions);
    for (const yaml of versions) {
      const version = versionText(yaml);
      if (version === undefined) continue;
      const written = scalarText(child(yaml, 'defined_in')) ?? `${base.name}_v${version}`;
      const file = !files.has(written) && version === latest ? base.name : written;
      const entry = remember(base, version, () => ({ ...base, yaml: versionYaml(base.yaml, yaml) }));
      byFile.set(file, { entry, base, version, latest });
    }
  }
  return byFile;
}

const versionText = (yaml: YamlMap): string | undefined => scalarText(child(yaml, 'v'));

/** `latest_version`, or the greatest: numbers by value, and by text when one is no number. */
export function latestOf(base: PropertyEntry, versions: readonly YamlMap[]): string {
  const written = scalarText(child(base.yaml, 'latest_version'));
  if (written !== undefined) return written;
  const all = versions.map(versionText).filter((each) => each !== undefined);
  const isLess = (a: string, b: string): boolean => {
    const [left, right] = [Number(a), Number(b)];
    return Number.isNaN(left) || Number.isNaN(right) ? a < b : left < right;
  };
  return all.reduce((greatest, each) => (isLess(greatest, each) ? each : greatest), all[0] ?? '');
}

/** Properties that a version takes from its model unless it has its own. */
const OVERRIDES = ['description', 'access', 'docs', 'constraints', 'data_tests', 'tests'];

function versionYaml(base: YamlMap, version: YamlMap): YamlMap {
  const entries = new Map<string, YamlEntry>();
  for (const [key, entry] of base.entries) if (!['versions', 'deprecation_date'].includes(key)) entries.set(key, entry);
  const hasTests = isGiven(child(version, 'data_tests')) || isGiven(child(version, 'tests'));
  if (hasTests) for (const key of ['data_tests', 'tests']) entries.delete(key);
  for (const key of OVERRIDES) {
    const own = version.entries.get(key);
    if (own !== undefined && isGiven(own.value)) entries.set(key, own);
  }
  const date = version.entries.get('deprecation_date');
  if (date !== undefined) entries.set('deprecation_date', date);
  put(entries, 'columns', columnsOf(base, version));
  const config = mergeDeep(asMap(child(base, 'config')), asMap(child(version, 'config')));
  if (config.entries.size > 0) put(entries, 'config', config);
  return { type: 'map', at: base.at, entries };
}

const isGiven = (yaml: Yaml | undefined): boolean =>
  yaml !== undefined && !(yaml.type === 'scalar' && (yaml.value === null || yaml.value === ''));

function put(entries: Map<string, YamlEntry>, key: string, value: Yaml): void {
  entries.set(key, { key, keyAt: entries.get(key)?.keyAt ?? value.at, value });
}

/** The model's columns that `include` and `exclude` leave, then the version's own. */
function columnsOf(base: YamlMap, version: YamlMap): Yaml {
  const own = listOf(child(version, 'columns'));
  const rule = own.find((each) => child(each, 'include') !== undefined || child(each, 'exclude') !== undefined);
  const include = child(rule, 'include');
  const included = textsOf(include);
  const excluded = textsOf(child(rule, 'exclude'));
  const all = include === undefined || ['all', '*'].includes(scalarText(include) ?? '');
  const kept = listOf(child(base, 'columns')).filter((column) => {
    const name = scalarText(child(column, 'name')) ?? '';
    return (all || included.includes(name)) && !excluded.includes(name);
  });
  const items = [...kept, ...own.filter((each) => each !== rule)];
  return { type: 'list', at: child(base, 'columns')?.at ?? base.at, items };
}

/** Maps are merged; of two lists the version's items come first, as dbt has it. */
function mergeDeep(base: YamlMap, own: YamlMap): YamlMap {
  const entries = new Map(base.entries);
  for (const [key, entry] of own.entries) {
    const other = base.entries.get(key)?.value;
    const { value } = entry;
    if (value.type === 'map' && other?.type === 'map') entries.set(key, { ...entry, value: mergeDeep(other, value) });
    else if (value.type === 'list' && other?.type === 'list')
      entries.set(key, { ...entry, value: { ...value, items: [...value.items, ...other.items] } });
    else entries.set(key, entry);
  }
  return { type: 'map', at: own.at, entries };
}
