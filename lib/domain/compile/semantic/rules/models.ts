import type { Problem } from '../../../../contracts/problem.ts';
import type { Dimension, SemanticModel } from '../definition.ts';
import { type Defined, type Layer, listed, problemOf, type Rule } from '../layer.ts';

type Node = Defined<SemanticModel>;

const timeDimension = ({ value }: Node, name: string | null): Dimension | undefined =>
  value.dimensions.find((each) => each.name === name && each.type === 'time');

/** A default time dimension that is there. */
export const defaultsRule: Rule = function* ({ models }) {
  for (const node of models) {
    const name = node.value.defaults?.agg_time_dimension ?? null;
    if (name === null || timeDimension(node, name) !== undefined) continue;
    yield problemOf(node, undefined, {
      code: 'semantic.time_dimension',
      message: `"${node.name}" aggregates over "${name}" by default, which is none of its time dimensions.`,
      remedy: timesOf(node),
    });
  }
};

const timesOf = ({ value }: Node): string => {
  const names = value.dimensions.filter(({ type }) => type === 'time').map(({ name }) => name);
  return names.length > 0 ? `It has ${listed(names)}.` : 'Add a dimension of type: time.';
};

/** The time dimension that a measure is aggregated over; undefined where there is none. */
export function aggregatedOver(node: Node, measure: SemanticModel['measures'][number]): Dimension | undefined {
  return timeDimension(node, measure.agg_time_dimension ?? node.value.defaults?.agg_time_dimension ?? null);
}

/** Each measure has a time dimension to be aggregated over. */
export const measureTimesRule: Rule = function* ({ models }) {
  for (const node of models)
    for (const measure of node.value.measures) {
      if (aggregatedOver(node, measure) !== undefined) continue;
      const name = measure.agg_time_dimension ?? node.value.defaults?.agg_time_dimension ?? null;
      yield problemOf(node, measure, {
        code: 'semantic.time_dimension',
        message:
          name === null
            ? `The measure "${measure.name}" has no time dimension to be aggregated over.`
            : `The measure "${measure.name}" is aggregated over "${name}", which is no time dimension of "${node.name}".`,
        remedy: name === null ? 'Set  defaults: {agg_time_dimension: …}  of the semantic model.' : timesOf(node),
      });
    }
};

/** One primary entity where there are dimensions; natural ones only with a span of validity. */
export const entitiesRule: Rule = function* ({ models }) {
  for (const node of models) {
    const { entities, dimensions, primary_entity: named } = node.value;
    const primary = entities.filter(({ type }) => type === 'primary');
    const refuse = (part: object | undefined, message: string, remedy: string) =>
      problemOf(node, part, { code: 'semantic.entities', message, remedy });
    if (primary.length > 1) {
      const names = listed(primary.map(({ name }) => `"${name}"`));
      yield refuse(primary[1], `"${node.name}" has more than one primary entity: ${names}.`, 'Keep one.');
    } else if (primary[0] !== undefined && named !== null)
      yield refuse(
        primary[0],
        `"${node.name}" has a primary entity "${primary[0].name}" and names another: "${named}".`,
        'Remove "primary_entity".',
      );
    else if (primary.length === 0 && named === null && dimensions.length > 0)
      yield refuse(
        undefined,
        `"${node.name}" has dimensions, and no primary entity they belong to.`,
        'Make an entity  type: primary, or set "primary_entity".',
      );
    const natural = entities.filter(({ type }) => type === 'natural');
    if (new Set(natural.map(({ name }) => name)).size > 1)
      yield refuse(natural[1], `"${node.name}" has more than one natural entity.`, 'Keep one.');
    if (natural[0] !== undefined && !dimensions.some(isValidity))
      yield refuse(
        natural[0],
        `"${natural[0].name}" is natural, and nothing says when a row of "${node.name}" is valid.`,
        'Give two time dimensions validity_params: {is_start: true} and {is_end: true}.',
      );
  }
};

const validity = ({ type_params: params }: Dimension) => params?.validity_params ?? null;
const isValidity = (dimension: Dimension): boolean => validity(dimension) !== null;

/** A span of validity has a start and an end. */
export const validityRule: Rule = function* ({ models }) {
  for (const node of models) {
    const { dimensions, entities, measures } = node.value;
    const spans = dimensions.filter(isValidity);
    const [first] = spans;
    if (first === undefined) continue;
    const count = (key: 'is_start' | 'is_end') => spans.filter((each) => validity(each)?.[key] === true).length;
    const refuse = (message: string, remedy: string) =>
      problemOf(node, first, { code: 'semantic.validity', message, remedy });
    if (spans.length !== 2 || count('is_start') !== 1 || count('is_end') !== 1)
      yield refuse(
        `"${node.name}" needs two dimensions for when a row is valid, one start and one end.`,
        'Set validity_params: {is_start: true} of one time dimension and {is_end: true} of another.',
      );
    if (spans.length === 2 && first.name === spans[1]?.name)
      yield refuse(`The start and the end of "${node.name}" are one dimension.`, 'Use two.');
    const isOther = entities.some(({ type }) => type === 'primary' || type === 'unique');
    if (isOther || !entities.some(({ type }) => type === 'natural'))
      yield refuse(
        `"${node.name}" says when a row is valid, and needs a natural entity, and no primary or unique one.`,
        'Make its entity  type: natural, and set "primary_entity".',
      );
    if (measures.length > 0)
      yield refuse(
        `"${node.name}" says when a row is valid, and can't have measures.`,
        'Move them to another semantic model.',
      );
  }
};

/** Dimensions of one name are alike, and each is once beside its primary entity. */
export const dimensionsRule: Rule = function* (layer) {
  const known = new Map<string, { dimension: Dimension; owner: string }>();
  for (const node of layer.models)
    for (const dimension of node.value.dimensions) {
      const other = known.get(dimension.name);
      if (other === undefined) known.set(dimension.name, { dimension, owner: node.name });
      else if (other.dimension.type !== dimension.type || other.dimension.is_partition !== dimension.is_partition)
        yield problemOf(node, dimension, {
          code: 'semantic.dimension',
          message: `The dimension "${dimension.name}" is not what it is in "${other.owner}": type or is_partition differ.`,
          remedy: 'Make the two alike, or rename one.',
        });
    }
  yield* pairs(layer);
};

function* pairs({ models }: Layer): Generator<Problem> {
  const known = new Map<string, string>();
  for (const node of models) {
    const { entities, dimensions, primary_entity: named } = node.value;
    const entity = named ?? entities.find(({ type }) => type === 'primary')?.name;
    if (entity === undefined) continue;
    for (const dimension of dimensions) {
      const key = `${entity}__${dimension.name}`;
      const owner = known.get(key);
      known.set(key, owner ?? node.name);
      if (owner === undefined || owner === node.name) continue;
      yield problemOf(node, dimension, {
        code: 'semantic.pair',
        message: `"${owner}" has a dimension "${dimension.name}" of the primary entity "${entity}" too.`,
        remedy: 'Rename one of the two.',
      });
    }
  }
}
