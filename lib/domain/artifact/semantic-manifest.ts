import { recordOf, recordsOf } from '../compile/config/read.ts';
import type { Json, Manifest, ManifestNode } from './manifest/types.ts';

/** The version of dbt-semantic-interfaces whose format this is; dbt-core 1.11 brings it. */
const FORMAT = { major_version: '0', minor_version: '9', patch_version: '0' };
/** Before time spines were configured, a model of this name was one. */
const LEGACY_SPINE = 'metricflow_time_spine';

/**
 * `semantic_manifest.json`: what MetricFlow reads.
 * @see https://docs.getdbt.com/docs/build/sl-manifest
 */
export function makeSemanticManifest(manifest: Manifest): Json {
  const spines = Object.values(manifest.nodes).filter(({ time_spine: spine }) => spine !== null && spine !== undefined);
  const models = Object.values(manifest.semantic_models);
  return {
    semantic_models: models.map(semanticModel),
    metrics: Object.values(manifest.metrics).map(metric),
    project_configuration: {
      time_spine_table_configurations: models.length > 0 ? legacySpines(manifest) : [],
      metadata: null,
      dsi_package_version: FORMAT,
      time_spines: spines.map(timeSpine),
    },
    saved_queries: Object.values(manifest.saved_queries).map(savedQuery),
  };
}

const pick = (entry: Json, ...keys: readonly string[]): Json =>
  Object.fromEntries(keys.map((key) => [key, entry[key] ?? null]));

const meta = ({ config }: Json): Json => ({ meta: recordOf(recordOf(config).meta) });

const ELEMENT = ['name', 'description', 'expr', 'label'];
const elementOf = (entry: Json, ...keys: readonly string[]): Json => ({
  ...pick(entry, ...ELEMENT, ...keys),
  metadata: null,
  config: meta(entry),
});

const semanticModel = (model: ManifestNode): Json => ({
  ...pick(model, 'name', 'defaults', 'description', 'node_relation', 'primary_entity', 'label'),
  entities: recordsOf(model.entities).map((each) => elementOf(each, 'type', 'role')),
  measures: recordsOf(model.measures).map((each) =>
    elementOf(each, 'agg', 'create_metric', 'agg_params', 'non_additive_dimension', 'agg_time_dimension'),
  ),
  dimensions: recordsOf(model.dimensions).map((each) => elementOf(each, 'type', 'is_partition', 'type_params')),
  metadata: null,
  config: meta(model),
});

function metric(node: ManifestNode): Json {
  const { metric_aggregation_params: _, ...params } = recordOf(node.type_params);
  const { metric: __, ...cumulative } = recordOf(params.cumulative_type_params);
  return {
    ...pick(node, 'name', 'description', 'type', 'filter', 'label', 'time_granularity'),
    type_params: { ...params, cumulative_type_params: params.cumulative_type_params === null ? null : cumulative },
    metadata: null,
    config: meta(node),
  };
}

const savedQuery = (node: ManifestNode): Json => ({
  ...pick(node, 'name', 'query_params', 'description', 'label', 'tags'),
  metadata: null,
  exports: recordsOf(node.exports).map((each) => ({
    name: each.name,
    config: pick(recordOf(each.config), 'export_as', 'schema_name', 'alias'),
  })),
});

function timeSpine(model: ManifestNode): Json {
  const spine = recordOf(model.time_spine);
  const name = String(spine.standard_granularity_column);
  return {
    node_relation: {
      ...pick(model, 'alias', 'database', 'relation_name'),
      schema_name: model.schema,
    },
    primary_column: { name, time_granularity: recordOf(recordOf(model.columns)[name]).granularity ?? null },
    custom_granularities: recordsOf(spine.custom_granularities).map((each) => pick(each, 'name', 'column_name')),
  };
}

function legacySpines({ nodes }: Manifest): Json[] {
  const model = Object.values(nodes).find((node) => node.resource_type === 'model' && node.name === LEGACY_SPINE);
  if (model === undefined || (model.time_spine !== null && model.time_spine !== undefined)) return [];
  return [{ location: model.relation_name, column_name: 'date_day', grain: 'day' }];
}
