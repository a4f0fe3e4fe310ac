import type { Problem } from '../../../../contracts/problem.ts';
import type { Measure, SemanticModel } from '../definition.ts';
import { type Defined, problemOf, type Rule } from '../layer.ts';
import { aggregatedOver } from './models.ts';

/** What a measure aggregates, and how. */
export const measuresRule: Rule = function* ({ models }) {
  for (const node of models)
    for (const measure of node.value.measures) {
      yield* counted(node, measure);
      yield* percentile(node, measure);
      yield* notAdditive(node, measure);
    }
};

type Node = Defined<SemanticModel>;

const refuse = (node: Node, measure: Measure, message: string, remedy: string): Problem =>
  problemOf(node, measure, { code: 'semantic.measure', message: `The measure "${measure.name}" ${message}`, remedy });

function* counted(node: Node, measure: Measure): Generator<Problem> {
  if (measure.agg !== 'count') return;
  if (measure.expr === null) yield refuse(node, measure, 'counts, and does not say what.', 'Write  expr: 1  for rows.');
  if (measure.expr?.toLowerCase().startsWith('distinct '))
    yield refuse(node, measure, 'counts distinct values, which do not add up.', 'Write  agg: count_distinct.');
}

function* percentile(node: Node, measure: Measure): Generator<Problem> {
  const { agg, agg_params: params } = measure;
  const value = params?.percentile ?? null;
  if (agg === 'percentile') {
    if (value === null || value <= 0 || value >= 1)
      yield refuse(node, measure, 'is a percentile, and does not say which.', 'Write  agg_params: {percentile: 0.9}.');
  } else if (agg === 'median') {
    if ((value !== null && value !== 0.5) || params?.use_discrete_percentile)
      yield refuse(node, measure, 'is a median, and has the parameters of another percentile.', 'Remove "agg_params".');
  } else if (value || params?.use_discrete_percentile || params?.use_approximate_percentile)
    yield refuse(node, measure, 'is no percentile, and has the parameters of one.', 'Remove "agg_params".');
}

function* notAdditive(node: Node, measure: Measure): Generator<Problem> {
  const rule = measure.non_additive_dimension;
  const over = aggregatedOver(node, measure);
  if (rule === null || over === undefined) return;
  const dimension = node.value.dimensions.find(({ name }) => name === rule.name);
  if (dimension?.type !== 'time')
    yield refuse(
      node,
      measure,
      `does not add up over "${rule.name}", which is no time dimension.`,
      'Name one that is.',
    );
  else if (dimension.type_params?.time_granularity !== over.type_params?.time_granularity)
    yield refuse(
      node,
      measure,
      `does not add up over "${rule.name}", whose granularity is not that of "${over.name}".`,
      'Give the two the same granularity.',
    );
  if (rule.window_choice !== 'min' && rule.window_choice !== 'max')
    yield refuse(node, measure, `has  window_choice: ${rule.window_choice}.`, 'Write min, or max.');
  const entities = node.value.entities.map(({ name }) => name);
  const missing = rule.window_groupings.find((name) => !entities.includes(name));
  if (missing !== undefined)
    yield refuse(
      node,
      measure,
      `is grouped by "${missing}", which is no entity of "${node.name}".`,
      'Name one that is.',
    );
}
