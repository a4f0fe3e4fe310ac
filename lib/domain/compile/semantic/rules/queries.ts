import type { Problem } from '../../../../contracts/problem.ts';
import type { Filter, SavedQuery } from '../definition.ts';
import { ownMeasures } from '../definition.ts';
import { customGranularities, type Defined, isStandard, type Layer, problemOf, type Rule } from '../layer.ts';
import { type Item, itemsOf } from './filters.ts';

const refuse = (node: Defined<unknown>, part: object | undefined, message: string, remedy: string): Problem =>
  problemOf(node, part, { code: 'semantic.query', message, remedy });

const SYNTAX = "Write  {{ Dimension('entity__dimension') }}, TimeDimension, Entity or Metric.";

/** Filters of metrics and saved queries can be read. */
export const filtersRule: Rule = function* (layer) {
  for (const node of layer.metrics) {
    const { type_params: params, filter } = node.value;
    yield* filterProblems(node, undefined, filter, layer);
    const inputs = [params.numerator, params.denominator, ...params.metrics].filter((each) => each !== null);
    for (const input of [...ownMeasures(node.value), ...inputs])
      yield* filterProblems(node, input, input.filter, layer);
  }
  for (const node of layer.queries) yield* filterProblems(node, undefined, node.value.query_params.where, layer);
};

function* filterProblems(
  node: Defined<unknown>,
  part: object | undefined,
  filter: Filter | null,
  layer: Layer,
): Generator<Problem> {
  const custom = customGranularities(layer);
  for (const { where_sql_template: template } of filter?.where_filters ?? []) {
    const items = itemsOf(template, 'filter');
    if (typeof items === 'string') {
      yield refuse(node, part, `The filter "${template}" can't be read: ${items}`, SYNTAX);
      continue;
    }
    const wrong = items.find(({ granularity = 'day' }) => !isStandard(granularity) && !custom.includes(granularity));
    if (wrong !== undefined)
      yield refuse(node, part, `"${wrong.granularity}" is no granularity.`, 'Use day, month and the like.');
  }
}

/** What a saved query groups and orders by is there. */
export const savedQueriesRule: Rule = function* (layer) {
  const names = new Set(['metric_time', ...layer.metrics.map(({ name }) => name)]);
  for (const { value } of layer.models)
    for (const { name } of [...value.dimensions, ...value.entities]) names.add(name);
  for (const node of layer.queries) {
    const groups: Item[] = [];
    for (const written of node.value.query_params.group_by) {
      const items = itemsOf(`{{${written}}}`, 'group');
      const [item, more] = typeof items === 'string' ? [] : items;
      if (typeof items === 'string') yield refuse(node, undefined, `"${written}" can't be read: ${items}`, GROUP);
      else if (item === undefined || more !== undefined || !names.has(item.name))
        yield refuse(node, undefined, `"${written}" is nothing to group by.`, GROUP);
      else groups.push(item);
    }
    if (groups.length === node.value.query_params.group_by.length) yield* orderProblems(node, groups);
    const { limit } = node.value.query_params;
    if (limit !== null && limit < 0)
      yield refuse(node, undefined, 'A limit is 0 or more.', 'Correct it, or remove it.');
  }
};

const GROUP = "Write Dimension('entity__dimension'), TimeDimension('metric_time', 'month') or Entity('name').";

function* orderProblems(node: Defined<SavedQuery>, groups: readonly Item[]): Generator<Problem> {
  const { metrics, order_by: orders } = node.value.query_params;
  const key = ({ type, written, granularity }: Item) => `${type} ${written} ${granularity ?? ''}`;
  const known = new Set([...groups.map(key), ...metrics.map((name) => `Metric ${name} `)]);
  for (const written of orders) {
    const items = itemsOf(`{{${written}}}`, 'order');
    const [item] = typeof items === 'string' ? [] : items;
    if (item === undefined || !known.has(key(item)))
      yield refuse(
        node,
        undefined,
        `"${written}" is neither a metric nor a group of this query.`,
        "Write Metric('name'), or what is in group_by; .descending(True) comes last.",
      );
  }
}
