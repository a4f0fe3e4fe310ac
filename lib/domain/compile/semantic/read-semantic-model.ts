import {
  AGGREGATIONS,
  DIMENSION_TYPES,
  type Dimension,
  ENTITY_TYPES,
  type Entity,
  GRANULARITIES,
  type Measure,
  type SemanticModel,
} from './definition.ts';
import { Fields, type Reading } from './fields.ts';

type Meta = Readonly<Record<string, unknown>>;

/** A measure, and whether it asks for a metric. */
export interface WrittenMeasure {
  readonly measure: Measure;
  readonly isMetric: boolean;
}

/** The definition of a semantic model. @param meta of its config, which its elements have too */
export function readSemanticModel(reading: Reading, meta: Meta): { value: SemanticModel; measures: WrittenMeasure[] } {
  const { entry } = reading;
  const fields = new Fields(entry.yaml, reading, `the semantic model "${entry.name}"`).only(
    'name',
    'model',
    'config',
    'description',
    'label',
    'defaults',
    'entities',
    'measures',
    'dimensions',
    'primary_entity',
  );
  const defaults = fields.map('defaults')?.only('agg_time_dimension');
  const measures = fields.maps('measures', 'a measure').map((each) => readMeasure(each, meta));
  const value = {
    model: fields.required('model'),
    label: fields.text('label'),
    defaults: defaults === undefined ? null : { agg_time_dimension: defaults.text('agg_time_dimension') },
    entities: fields.maps('entities', 'an entity').map((each) => readEntity(each, meta)),
    measures: measures.map(({ measure }) => measure),
    dimensions: fields.maps('dimensions', 'a dimension').map((each) => readDimension(each, meta)),
    primary_entity: fields.text('primary_entity'),
  };
  return { value, measures };
}

const ELEMENT = ['name', 'description', 'label', 'config', 'expr'];

const elementOf = (fields: Fields, meta: Meta) => ({
  name: fields.required('name'),
  description: fields.description(),
  label: fields.text('label'),
  config: { meta: { ...meta, ...fields.meta() } },
});

function readEntity(fields: Fields, meta: Meta): Entity {
  fields.only(...ELEMENT, 'type', 'role');
  return fields.placed({
    ...elementOf(fields, meta),
    type: fields.oneOf('type', ENTITY_TYPES) ?? 'foreign',
    role: fields.text('role'),
    expr: fields.text('expr'),
  });
}

function readDimension(fields: Fields, meta: Meta): Dimension {
  fields.only(...ELEMENT, 'type', 'is_partition', 'type_params');
  const params = fields.map('type_params')?.only('time_granularity', 'validity_params');
  const validity = params?.map('validity_params')?.only('is_start', 'is_end');
  return fields.placed({
    ...elementOf(fields, meta),
    type: fields.oneOf('type', DIMENSION_TYPES) ?? 'categorical',
    is_partition: fields.flag('is_partition'),
    type_params:
      params === undefined
        ? null
        : {
            time_granularity: params.oneOf('time_granularity', GRANULARITIES) ?? 'day',
            validity_params:
              validity === undefined ? null : { is_start: validity.flag('is_start'), is_end: validity.flag('is_end') },
          },
    expr: fields.text('expr'),
    metadata: null,
  });
}

function readMeasure(fields: Fields, meta: Meta): WrittenMeasure {
  fields.only(...ELEMENT, 'agg', 'agg_params', 'non_additive_dimension', 'agg_time_dimension', 'create_metric');
  const measure = fields.placed<Measure>({
    ...elementOf(fields, meta),
    agg: fields.oneOf('agg', AGGREGATIONS) ?? 'sum',
    create_metric: false,
    expr: fields.sql('expr'),
    agg_params: readAggregation(fields.map('agg_params')),
    non_additive_dimension: readNonAdditive(fields.map('non_additive_dimension')),
    agg_time_dimension: fields.text('agg_time_dimension'),
  });
  return { measure, isMetric: fields.flag('create_metric') };
}

function readAggregation(fields: Fields | undefined): Measure['agg_params'] {
  if (fields === undefined) return null;
  fields.only('percentile', 'use_discrete_percentile', 'use_approximate_percentile');
  return {
    percentile: fields.number('percentile'),
    use_discrete_percentile: fields.flag('use_discrete_percentile'),
    use_approximate_percentile: fields.flag('use_approximate_percentile'),
  };
}

function readNonAdditive(fields: Fields | undefined): Measure['non_additive_dimension'] {
  if (fields === undefined) return null;
  fields.only('name', 'window_choice', 'window_groupings');
  return {
    name: fields.required('name'),
    window_choice: fields.oneOf('window_choice', AGGREGATIONS) ?? 'min',
    window_groupings: fields.texts('window_groupings'),
  };
}
