import {
  CALCULATIONS,
  GRANULARITIES,
  type InputMeasure,
  type InputMetric,
  METRIC_TYPES,
  type Measure,
  type Metric,
  type MetricParams,
  PERIOD_AGGREGATIONS,
} from './definition.ts';
import { Fields, type Reading } from './fields.ts';

/** The definition of a metric. */
export function readMetric(reading: Reading): Metric {
  const { entry } = reading;
  const fields = new Fields(entry.yaml, reading, `the metric "${entry.name}"`).only(
    'name',
    'label',
    'type',
    'type_params',
    'description',
    'filter',
    'time_granularity',
    'meta',
    'tags',
    'config',
    'group',
  );
  checkName(fields);
  const label = fields.required('label');
  const type = fields.oneOf('type', METRIC_TYPES) ?? 'simple';
  const params = fields.map('type_params');
  if (params === undefined) fields.required('type_params');
  return {
    label,
    type,
    type_params: params === undefined ? NO_PARAMS : readParams(params, type),
    filter: fields.filter('filter'),
    time_granularity: fields.text('time_granularity'),
  };
}

/** dbt refuses these before it looks at anything else. */
function checkName(fields: Fields): void {
  const { name } = fields.reading.entry;
  if (name.length <= 250 && /^[A-Za-z]\w*$/.test(name)) return;
  const message = `"${name}" can't be a metric's name.`;
  const remedy = 'It begins with a letter, and has letters, digits and underscores only, 250 at most.';
  fields.refuse(fields.at('name'), 'metric.name', message, remedy);
}

const NO_PARAMS: MetricParams = {
  measure: null,
  numerator: null,
  denominator: null,
  expr: null,
  window: null,
  grain_to_date: null,
  metrics: [],
  conversion_type_params: null,
  cumulative_type_params: null,
  metric_aggregation_params: null,
};

/** The metric that dbt makes of a measure with `create_metric`. */
export const metricOf = ({ name, label, expr }: Measure): Metric => ({
  label: label ?? name,
  type: 'simple',
  type_params: { ...NO_PARAMS, measure: { ...PLAIN_MEASURE, name }, expr: expr ?? name },
  filter: null,
  time_granularity: null,
});

const PLAIN_MEASURE = { filter: null, alias: null, join_to_timespine: false, fill_nulls_with: null };

function readParams(fields: Fields, type: Metric['type']): MetricParams {
  fields.only(
    'measure',
    'numerator',
    'denominator',
    'expr',
    'window',
    'grain_to_date',
    'metrics',
    'conversion_type_params',
    'cumulative_type_params',
  );
  const params: MetricParams = {
    measure: fields.named('measure', readInputMeasure),
    numerator: fields.named('numerator', readInputMetric),
    denominator: fields.named('denominator', readInputMetric),
    expr: fields.sql('expr'),
    window: fields.window('window'),
    grain_to_date: fields.oneOf('grain_to_date', [...GRANULARITIES, ''], '') || null,
    metrics: fields.items('metrics').flatMap((item) => fields.namedItem(item, 'metrics', readInputMetric) ?? []),
    conversion_type_params: readConversion(fields.map('conversion_type_params')),
    cumulative_type_params: null,
    metric_aggregation_params: null,
  };
  checkParams(fields, type, params);
  const nested = fields.map('cumulative_type_params');
  return type === 'cumulative' ? { ...params, cumulative_type_params: readCumulative(nested, params) } : params;
}

/** What a metric of a type can't do without. */
function checkParams(fields: Fields, type: Metric['type'], params: MetricParams): void {
  const need = (key: 'measure' | 'numerator' | 'denominator' | 'conversion_type_params', example: string): void => {
    if (params[key] !== null) return;
    const message = `A ${type} metric needs "${key}".`;
    fields.refuse(fields.yaml.at, 'metric.params', message, `Write  ${key}: ${example}.`);
  };
  if (type === 'simple' || type === 'cumulative') need('measure', 'the name of a measure');
  if (type === 'ratio') for (const key of ['numerator', 'denominator'] as const) need(key, 'the name of a metric');
  if (type === 'conversion') need('conversion_type_params', '{base_measure: …, conversion_measure: …, entity: …}');
}

/** `window` and `grain_to_date` used to stand a level above; both places hold. */
function readCumulative(fields: Fields | undefined, above: MetricParams): MetricParams['cumulative_type_params'] {
  fields?.only('window', 'grain_to_date', 'period_agg');
  return {
    window: fields?.window('window') ?? above.window,
    grain_to_date: fields?.text('grain_to_date') ?? above.grain_to_date,
    period_agg: fields?.oneOf('period_agg', PERIOD_AGGREGATIONS, 'first') ?? 'first',
    metric: null,
  };
}

function readConversion(fields: Fields | undefined): MetricParams['conversion_type_params'] {
  if (fields === undefined) return null;
  fields.only('base_measure', 'conversion_measure', 'entity', 'calculation', 'window', 'constant_properties');
  const measure = (key: string): InputMeasure => {
    const found = fields.named(key, readInputMeasure);
    if (found === null) fields.required(key);
    return found ?? { ...PLAIN_MEASURE, name: '' };
  };
  const properties = fields.maps('constant_properties', 'a constant property').map((each) => {
    each.only('base_property', 'conversion_property');
    return {
      base_property: each.required('base_property'),
      conversion_property: each.required('conversion_property'),
    };
  });
  return {
    base_measure: measure('base_measure'),
    conversion_measure: measure('conversion_measure'),
    entity: fields.required('entity'),
    calculation: fields.oneOf('calculation', CALCULATIONS, 'conversion_rate') ?? 'conversion_rate',
    window: fields.window('window'),
    constant_properties: properties.length > 0 || fields.yaml.entries.has('constant_properties') ? properties : null,
  };
}

function readInputMeasure(fields: Fields): InputMeasure {
  fields.only('name', 'filter', 'alias', 'join_to_timespine', 'fill_nulls_with');
  return fields.placed({
    name: fields.required('name'),
    filter: fields.filter('filter'),
    alias: fields.text('alias'),
    join_to_timespine: fields.flag('join_to_timespine'),
    fill_nulls_with: fields.whole('fill_nulls_with'),
  });
}

function readInputMetric(fields: Fields): InputMetric {
  fields.only('name', 'filter', 'alias', 'offset_window', 'offset_to_grain');
  return fields.placed({
    name: fields.required('name'),
    filter: fields.filter('filter'),
    alias: fields.text('alias'),
    offset_window: fields.window('offset_window'),
    offset_to_grain: fields.text('offset_to_grain'),
  });
}
