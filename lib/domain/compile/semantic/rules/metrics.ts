import type { Problem } from '../../../../contracts/problem.ts';
import {
  type Dimension,
  GRANULARITIES,
  type InputMeasure,
  type InputMetric,
  inputMetrics,
  type Metric,
  ownMeasures,
  type SemanticModel,
  type TimeWindow,
} from '../definition.ts';
import { customGranularities, type Defined, isStandard, type Layer, problemOf, type Rule, warning } from '../layer.ts';
import { aggregatedOver } from './models.ts';
import { badName } from './names.ts';

type Node = Defined<Metric>;

const refuse = (node: Node, part: object | undefined, message: string, remedy: string): Problem =>
  problemOf(node, part, { code: 'semantic.metric', message, remedy });

/** A window of time in a granularity there is; those of time spines only where they are taken. */
function* windowProblems(node: Node, window: TimeWindow | null, part: object | undefined, custom: readonly string[]) {
  if (window === null) return;
  const { granularity } = window;
  const single = granularity.replace(/s$/, '');
  if (isStandard(granularity) || isStandard(single) || custom.includes(granularity) || custom.includes(single)) return;
  const message = `"${window.count} ${granularity}" is in no span of time that can be used here.`;
  yield refuse(node, part, message, `Use one of ${GRANULARITIES.join(', ')}.`);
}

function* grainProblems(node: Node, grain: string | null, part: object | undefined): Generator<Problem> {
  if (grain !== null && !isStandard(grain))
    yield refuse(node, part, `"${grain}" is no span of time.`, `Use one of ${GRANULARITIES.join(', ')}.`);
}

/** Metrics made of other metrics. */
export const derivedRule: Rule = function* (layer) {
  const custom = customGranularities(layer);
  for (const node of layer.metrics) {
    const { type, type_params: params } = node.value;
    for (const input of params.metrics) yield* offsetProblems(node, input, custom);
    if (type !== 'derived') continue;
    if (params.metrics.length === 0)
      yield refuse(
        node,
        undefined,
        `"${node.name}" is derived of nothing.`,
        'List its metrics in type_params.metrics.',
      );
    const names = params.metrics.map(({ name }) => name);
    for (const input of params.metrics) {
      if (input.alias === null) continue;
      yield* badName(node, input, input.alias);
      if (names.includes(input.alias))
        yield refuse(node, input, `The alias "${input.alias}" is the name of a metric here.`, 'Choose another alias.');
    }
    const unused = params.metrics.find(({ name, alias }) => params.expr?.includes(alias ?? name) === false);
    if (params.expr === null)
      yield warning(refuse(node, undefined, `"${node.name}" has no "expr".`, 'Say how its metrics make it.'));
    else if (unused !== undefined)
      yield warning(
        refuse(node, unused, `"${unused.alias ?? unused.name}" is not in "${params.expr}".`, 'Use it, or remove it.'),
      );
  }
};

function* offsetProblems(node: Node, input: InputMetric, custom: readonly string[]): Generator<Problem> {
  yield* windowProblems(node, input.offset_window, input, custom);
  yield* grainProblems(node, input.offset_to_grain, input);
  if (input.offset_window !== null && input.offset_to_grain !== null)
    yield refuse(node, input, `"${input.name}" is offset by a window and to a grain.`, 'Keep one of the two.');
}

/** Metrics over a span of time. */
export const cumulativeRule: Rule = function* ({ metrics }) {
  for (const node of metrics) {
    const { type, type_params: params } = node.value;
    const nested = params.cumulative_type_params;
    if (type !== 'cumulative' || nested === null) continue;
    const { window, grain_to_date: grain } = nested;
    yield* grainProblems(node, grain, undefined);
    yield* windowProblems(node, window, undefined, []);
    if (window !== null && grain !== null)
      yield refuse(node, undefined, `"${node.name}" has a window and a grain to date.`, 'Keep one of the two.');
    if (params.window !== null && window !== null && !isSameWindow(params.window, window))
      yield refuse(node, undefined, `"${node.name}" has two windows.`, 'Keep the one of "cumulative_type_params".');
  }
};

/** With dbt's flag the old places of a window and a grain to date are refused. */
export const nestedRule: Rule = function* ({ metrics }) {
  for (const node of metrics) {
    const { window, grain_to_date: grain } = node.value.type_params;
    if (window === null && grain === null) continue;
    const message = `"${node.name}" has its window or grain to date in the old place, which the project's flags refuse.`;
    yield refuse(node, undefined, message, 'Move it below "cumulative_type_params:".');
  }
};

const isSameWindow = (a: TimeWindow, b: TimeWindow): boolean => a.count === b.count && a.granularity === b.granularity;

/** Metrics of events that follow others. */
export const conversionRule: Rule = function* ({ metrics, models }) {
  const ofMeasure = (name: string) =>
    models.find(({ value }) => value.measures.some((measure) => measure.name === name));
  for (const node of metrics) {
    const params = node.value.type_params.conversion_type_params;
    if (node.value.type !== 'conversion' || params === null) continue;
    yield* windowProblems(node, params.window, undefined, []);
    const sides = [
      { input: params.base_measure, properties: params.constant_properties?.map((each) => each.base_property) },
      {
        input: params.conversion_measure,
        properties: params.constant_properties?.map((each) => each.conversion_property),
      },
    ];
    for (const { input, properties = [] } of sides) {
      const model = ofMeasure(input.name);
      if (model !== undefined) yield* conversionSide(node, input, model, params.entity, properties);
    }
    if (params.conversion_measure.filter !== null)
      yield warning(
        refuse(
          node,
          params.conversion_measure,
          'MetricFlow does not support a filter on a conversion measure in full.',
          'Filter the base measure instead.',
        ),
      );
  }
};

function* conversionSide(
  node: Node,
  input: InputMeasure,
  model: Defined<SemanticModel>,
  entity: string,
  properties: readonly string[],
): Generator<Problem> {
  const { entities, dimensions, measures } = model.value;
  if (!entities.some(({ name }) => name === entity))
    yield refuse(
      node,
      input,
      `"${entity}" is no entity of "${model.name}".`,
      'Name an entity of both semantic models.',
    );
  const measure = measures.find(({ name }) => name === input.name);
  const isCount = measure?.agg === 'count' || measure?.agg === 'count_distinct';
  if (!isCount && !(measure?.agg === 'sum' && measure.expr === '1'))
    yield refuse(
      node,
      input,
      `"${input.name}" does not count events.`,
      'Use a measure with  agg: count, or a sum of 1.',
    );
  const known = [...entities, ...dimensions].map(({ name }) => name);
  const missing = properties.find((name) => !known.includes(name));
  if (missing !== undefined)
    yield refuse(node, input, `"${missing}" is no dimension or entity of "${model.name}".`, 'Name one that is.');
}

/** Measures with an alias, which nobody else may have. */
export const aliasesRule: Rule = function* (layer) {
  const measures = new Set(layer.models.flatMap(({ value }) => value.measures.map(({ name }) => name)));
  const taken = new Map<string, string>();
  for (const node of layer.metrics) {
    const inputs = measuresUnder(node, layer);
    const unnamed = inputs.find(
      (each) =>
        each.filter !== null &&
        each.alias === null &&
        inputs.some((other) => other !== each && other.name === each.name),
    );
    if (unnamed !== undefined)
      yield refuse(
        node,
        unnamed,
        `"${node.name}" uses the measure "${unnamed.name}" in several ways, one with a filter and without an alias.`,
        'Give the filtered one an alias.',
      );
    for (const each of inputs) {
      if (each.alias === null) continue;
      yield* badName(node, each, each.alias);
      const other = measures.has(each.alias) ? 'a measure' : taken.get(each.alias);
      taken.set(each.alias, `the metric "${node.name}"`);
      if (other !== undefined)
        yield refuse(node, each, `The alias "${each.alias}" is taken by ${other}.`, 'Choose another alias.');
    }
  }
};

/** The measures under a metric, through those it is made of; each as often as it is another. */
function measuresUnder(node: Node, layer: Layer, above: readonly string[] = []): InputMeasure[] {
  if (above.includes(node.name)) return [];
  const found = [...ownMeasures(node.value)];
  for (const { name } of inputMetrics(node.value)) {
    const other = layer.metrics.find((each) => each.name === name);
    if (other !== undefined) found.push(...measuresUnder(other, layer, [...above, node.name]));
  }
  const texts = found.map((each) => JSON.stringify(each));
  return found.filter((_, at) => texts.indexOf(texts[at] ?? '') === at);
}

/** `time_granularity` is not finer than the time that the measures are aggregated over. */
export const granularityRule: Rule = function* (layer) {
  const over = new Map<string, Dimension | undefined>();
  for (const model of layer.models)
    for (const measure of model.value.measures) over.set(measure.name, aggregatedOver(model, measure));
  const rank = (granularity: string): number => GRANULARITIES.findIndex((each) => each === granularity);
  for (const node of layer.metrics) {
    const wanted = node.value.time_granularity;
    if (wanted === null) continue;
    const finest = measuresUnder(node, layer).map(({ name }) =>
      rank(over.get(name)?.type_params?.time_granularity ?? 'day'),
    );
    const least = Math.max(...finest, 0);
    if (rank(wanted) >= least) continue;
    const allowed = GRANULARITIES.slice(least).join(', ');
    yield refuse(node, undefined, `"${node.name}" can't be shown by "${wanted}".`, `Use one of ${allowed}.`);
  }
};
