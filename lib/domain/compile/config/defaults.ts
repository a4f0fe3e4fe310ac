import type { ResourceType } from '../draft.ts';
import type { Json } from './read.ts';

const COMMON: Json = {
  enabled: true,
  alias: null,
  schema: null,
  database: null,
  tags: [],
  meta: {},
  group: null,
  static_analysis: null,
};

const NODE: Json = {
  ...COMMON,
  materialized: 'view',
  incremental_strategy: null,
  batch_size: null,
  lookback: 1,
  begin: null,
  persist_docs: {},
  'post-hook': [],
  'pre-hook': [],
  quoting: {},
  column_types: {},
  full_refresh: null,
  unique_key: null,
  on_schema_change: 'ignore',
  on_configuration_change: 'apply',
  grants: {},
  packages: [],
  docs: { show: true, node_color: null },
  contract: { enforced: false, alias_types: true },
  event_time: null,
  concurrent_batches: null,
};

const TEST: Json = {
  ...COMMON,
  schema: 'dbt_test__audit',
  materialized: 'test',
  severity: 'ERROR',
  store_failures: null,
  store_failures_as: null,
  where: null,
  limit: null,
  fail_calc: 'count(*)',
  warn_if: '!= 0',
  error_if: '!= 0',
};

const SNAPSHOT: Json = {
  ...NODE,
  materialized: 'snapshot',
  strategy: null,
  target_schema: null,
  target_database: null,
  updated_at: null,
  check_cols: null,
  snapshot_meta_column_names: {
    dbt_valid_to: null,
    dbt_valid_from: null,
    dbt_scd_id: null,
    dbt_updated_at: null,
    dbt_is_deleted: null,
  },
  dbt_valid_to_current: null,
};

const SOURCE: Json = {
  enabled: true,
  event_time: null,
  freshness: NO_FRESHNESS(),
  loaded_at_field: null,
  loaded_at_query: null,
  meta: {},
  tags: [],
  static_analysis: null,
};

const SEMANTIC: Json = { enabled: true, group: null, meta: {} };

/** A freshness that asks nothing, as dbt writes it. */
export function NO_FRESHNESS(): Json {
  return {
    warn_after: { count: null, period: null },
    error_after: { count: null, period: null },
    filter: null,
  };
}

/** Configs every node of a type has, with dbt's defaults. */
export const CONFIG_DEFAULTS: Readonly<Partial<Record<ResourceType, Json>>> = {
  model: { ...NODE, access: 'protected', freshness: null },
  seed: { ...NODE, materialized: 'seed', delimiter: ',', quote_columns: null },
  snapshot: SNAPSHOT,
  test: TEST,
  source: SOURCE,
  analysis: NODE,
  operation: NODE,
  function: {
    ...NODE,
    materialized: 'function',
    type: 'scalar',
    volatility: null,
    runtime_version: null,
    entry_point: null,
  },
  semantic_model: SEMANTIC,
  metric: SEMANTIC,
  saved_query: { ...SEMANTIC, export_as: null, schema: null, cache: { enabled: false } },
  exposure: { enabled: true, tags: [], meta: {} },
  unit_test: { tags: [], meta: {}, enabled: true, static_analysis: null },
};
