/**
 * What the semantic layer's entries say, in the fields of dbt's artefacts: these go into `manifest.json`
 * as they are.
 * @see https://docs.getdbt.com/docs/build/semantic-models
 */
export const AGGREGATIONS = [
  'sum',
  'min',
  'max',
  'count_distinct',
  'sum_boolean',
  'average',
  'percentile',
  'median',
  'count',
] as const;
export const ENTITY_TYPES = ['foreign', 'natural', 'primary', 'unique'] as const;
export const DIMENSION_TYPES = ['categorical', 'time'] as const;
export const METRIC_TYPES = ['simple', 'ratio', 'cumulative', 'derived', 'conversion'] as const;
export const PERIOD_AGGREGATIONS = ['first', 'last', 'average'] as const;
export const CALCULATIONS = ['conversions', 'conversion_rate'] as const;
export const EXPORTED_AS = ['table', 'view'] as const;
/** Finest first. */
export const GRANULARITIES = [
  'nanosecond',
  'microsecond',
  'millisecond',
  'second',
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'quarter',
  'year',
] as const;
export type Granularity = (typeof GRANULARITIES)[number];

type Meta = Readonly<Record<string, unknown>>;
interface Element {
  readonly name: string;
  readonly description: string | null;
  readonly label: string | null;
  readonly config: { readonly meta: Meta };
}

export interface Entity extends Element {
  readonly type: (typeof ENTITY_TYPES)[number];
  readonly role: string | null;
  readonly expr: string | null;
}

export interface Dimension extends Element {
  readonly type: (typeof DIMENSION_TYPES)[number];
  readonly is_partition: boolean;
  readonly type_params: {
    readonly time_granularity: Granularity;
    readonly validity_params: { readonly is_start: boolean; readonly is_end: boolean } | null;
  } | null;
  readonly expr: string | null;
  readonly metadata: null;
}

export interface Measure extends Element {
  readonly agg: (typeof AGGREGATIONS)[number];
  /** As dbt writes it: what asks for a metric has become one. */
  readonly create_metric: false;
  readonly expr: string | null;
  readonly agg_params: {
    readonly percentile: number | null;
    readonly use_discrete_percentile: boolean;
    readonly use_approximate_percentile: boolean;
  } | null;
  readonly non_additive_dimension: {
    readonly name: string;
    readonly window_choice: (typeof AGGREGATIONS)[number];
    readonly window_groupings: readonly string[];
  } | null;
  readonly agg_time_dimension: string | null;
}

export interface SemanticModel {
  /** `ref('orders')` as written. */
  readonly model: string;
  readonly label: string | null;
  readonly defaults: { readonly agg_time_dimension: string | null } | null;
  readonly entities: readonly Entity[];
  readonly measures: readonly Measure[];
  readonly dimensions: readonly Dimension[];
  readonly primary_entity: string | null;
}

export interface Filter {
  readonly where_filters: readonly { readonly where_sql_template: string }[];
}
export interface TimeWindow {
  readonly count: number;
  readonly granularity: string;
}
export interface InputMeasure {
  readonly name: string;
  readonly filter: Filter | null;
  readonly alias: string | null;
  readonly join_to_timespine: boolean;
  readonly fill_nulls_with: number | null;
}
export interface InputMetric {
  readonly name: string;
  readonly filter: Filter | null;
  readonly alias: string | null;
  readonly offset_window: TimeWindow | null;
  readonly offset_to_grain: string | null;
}

export interface MetricParams {
  readonly measure: InputMeasure | null;
  readonly numerator: InputMetric | null;
  readonly denominator: InputMetric | null;
  readonly expr: string | null;
  readonly window: TimeWindow | null;
  readonly grain_to_date: string | null;
  readonly metrics: readonly InputMetric[];
  readonly conversion_type_params: {
    readonly base_measure: InputMeasure;
    readonly conversion_measure: InputMeasure;
    readonly entity: string;
    readonly calculation: (typeof CALCULATIONS)[number];
    readonly window: TimeWindow | null;
    readonly constant_properties:
      | readonly { readonly base_property: string; readonly conversion_property: string }[]
      | null;
  } | null;
  readonly cumulative_type_params: {
    readonly window: TimeWindow | null;
    readonly grain_to_date: string | null;
    readonly period_agg: (typeof PERIOD_AGGREGATIONS)[number];
    readonly metric: null;
  } | null;
  readonly metric_aggregation_params: null;
}

export interface Metric {
  readonly label: string;
  readonly type: (typeof METRIC_TYPES)[number];
  readonly type_params: MetricParams;
  readonly filter: Filter | null;
  readonly time_granularity: string | null;
}

export interface SavedQuery {
  readonly label: string | null;
  readonly query_params: {
    readonly metrics: readonly string[];
    readonly group_by: readonly string[];
    readonly where: Filter | null;
    readonly order_by: readonly string[];
    readonly limit: number | null;
  };
  readonly exports: readonly Export[];
}
export interface Export {
  readonly name: string;
  readonly config: {
    readonly export_as: (typeof EXPORTED_AS)[number];
    readonly schema_name: string | null;
    readonly alias: string | null;
    readonly database: string | null;
  };
  readonly unrendered_config: Readonly<Record<string, unknown>>;
}

/** Where the parts of a definition are written: offsets into the entry's file, by the part itself. */
export type Places = ReadonlyMap<object, number>;

/** The definition of a node of the semantic layer. */
export type Semantic =
  | { readonly kind: 'semantic_model'; readonly value: SemanticModel; readonly places: Places }
  | {
      readonly kind: 'metric';
      readonly value: Metric;
      readonly places: Places;
      /** Made of a measure that asks for it. */
      readonly isCreated: boolean;
    }
  | { readonly kind: 'saved_query'; readonly value: SavedQuery; readonly places: Places };

/** The metrics a metric is made of. */
export function inputMetrics({ type, type_params: params }: Metric): readonly InputMetric[] {
  if (type === 'derived') return params.metrics;
  if (type !== 'ratio') return [];
  return [params.numerator, params.denominator].filter((each) => each !== null);
}

/** The measures a metric aggregates itself. */
export function ownMeasures({ type, type_params: params }: Metric): readonly InputMeasure[] {
  if (type === 'simple' || type === 'cumulative') return params.measure === null ? [] : [params.measure];
  const conversion = params.conversion_type_params;
  return type === 'conversion' && conversion !== null ? [conversion.base_measure, conversion.conversion_measure] : [];
}
