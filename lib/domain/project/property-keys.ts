import { didYouMean } from '../../contracts/near.ts';
import type { Problem } from '../../contracts/problem.ts';
import { configBeside, type PropertyEntry, type PropertyKind, problemAt } from './property-entry.ts';
import { child, listOf, type Yaml } from './yaml-tree.ts';

const NAMED = ['name', 'description', 'config'];
const TESTED = ['columns', 'tests', 'data_tests', 'constraints'];
const LOADED = ['loader', 'loaded_at_field', 'loaded_at_query', 'freshness', 'quoting', 'database', 'schema'];

/** Of a model that is a semantic model too, from dbt 1.12 on. */
const SEMANTIC = ['semantic_model', 'agg_time_dimension', 'primary_entity', 'metrics', 'derived_semantics'];

/** The keys of a kind: those that all have, those of its own, and what may stand beside `config`. */
const keys = (kind: PropertyKind, own: readonly string[]): [PropertyKind, ReadonlySet<string>] => [
  kind,
  new Set([...NAMED, ...own, ...configBeside(kind)]),
];
/** Keys of entries, those of dbt 0.17 to 1.11. The semantic layer's are not looked at. */
const KEYS: ReadonlyMap<PropertyKind, ReadonlySet<string>> = new Map([
  keys('models', [
    ...[...TESTED, ...SEMANTIC],
    ...['versions', 'latest_version', 'deprecation_date', 'time_spine', 'primary_key'],
  ]),
  keys('seeds', [...TESTED, 'tags']),
  keys('snapshots', [...TESTED, 'relation', 'tags']),
  keys('sources', [...LOADED, 'tables', 'overrides', 'enabled', 'tests', 'data_tests']),
  keys('functions', ['arguments', 'returns', 'type', 'volatility', ...TESTED]),
  keys('exposures', ['label', 'type', 'maturity', 'url', 'depends_on', 'owner', 'enabled']),
  keys('analyses', ['columns', 'tags']),
  keys('macros', ['arguments']),
  keys('data_tests', ['arguments', 'columns']),
  keys('unit_tests', ['model', 'given', 'expect', 'overrides', 'versions', 'tags', 'enabled']),
  keys('groups', ['owner']),
]);
const TABLE = new Set([...NAMED, ...LOADED, ...TESTED, 'identifier', 'external', 'meta', 'tags', 'docs', 'enabled']);
/** A version's list of columns also has what it takes over: `- include: all`. */
const COLUMN = new Set([
  ...[...NAMED, ...TESTED, 'include', 'exclude'],
  ...['data_type', 'meta', 'tags', 'docs', 'quote', 'granularity', 'dimension', 'entity', 'policy_tags'],
]);

/** What people write beside `config:` that dbt reads only below it. */
const CONFIGS = new Set(
  (
    'materialized schema database alias enabled tags pre_hook post_hook pre-hook post-hook unique_key grants indexes ' +
    'incremental_strategy on_schema_change persist_docs full_refresh contract severity where limit delimiter quote_columns ' +
    'column_types strategy updated_at check_cols target_schema group access docs meta event_time'
  ).split(' '),
);

/** Keys that say nothing to dbt: it reads over them in silence, and what was meant does not happen. */
export function keyProblems(entry: PropertyEntry): Problem[] {
  const { yaml, kind } = entry;
  const known = KEYS.get(kind);
  if (known === undefined) return [];
  const tables = kind === 'sources' ? listOf(child(yaml, 'tables')) : [];
  return [
    ...unknown(entry, yaml, known),
    ...tables.flatMap((table) => unknown(entry, table, TABLE)),
    ...[yaml, ...tables].flatMap((owner) => misspelt(entry, child(owner, 'config'))),
    ...[yaml, ...tables].flatMap((owner) =>
      listOf(child(owner, 'columns')).flatMap((column) => unknown(entry, column, COLUMN)),
    ),
  ];
}

function unknown(entry: PropertyEntry, yaml: Yaml, known: ReadonlySet<string>): Problem[] {
  if (yaml.type !== 'map') return [];
  const strange = [...yaml.entries.values()].filter(({ key }) => !known.has(key) && !key.startsWith('+'));
  return strange.map(({ key, keyAt }) =>
    warningAt(entry, keyAt, {
      code: 'yaml.unknown_key',
      message: `"${key}" says nothing to dbt here; it is ignored.`,
      remedy: remedyFor(key, known),
    }),
  );
}

const warningAt = (...problem: Parameters<typeof problemAt>): Problem => ({
  ...problemAt(...problem),
  severity: 'warning',
});

/** A config of one's own is anybody's right; one that is nearly dbt's is a slip. */
function misspelt(entry: PropertyEntry, config: Yaml | undefined): Problem[] {
  if (config?.type !== 'map') return [];
  return [...config.entries.values()].flatMap(({ key, keyAt }) => {
    const remedy = CONFIGS.has(key.replace(/^\+/, '')) ? undefined : didYouMean(key, CONFIGS);
    if (remedy === undefined) return [];
    const message = `dbt knows no config "${key}"; only macros of yours could read it.`;
    return [warningAt(entry, keyAt, { code: 'config.unknown_key', message, remedy })];
  });
}

function remedyFor(key: string, known: ReadonlySet<string>): string {
  if (CONFIGS.has(key)) return 'Put it below "config:".';
  return didYouMean(key, known) ?? 'A value of your own belongs below "config:", in "meta:".';
}
