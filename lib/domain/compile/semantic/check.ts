import type { Problem } from '../../../contracts/problem.ts';
import { isSet, type YamlMap } from '../../project/index.ts';
import type { Lookup } from '../lookup.ts';
import { layerOf, type Rule } from './layer.ts';
import { measuresRule } from './rules/measures.ts';
import {
  aliasesRule,
  conversionRule,
  cumulativeRule,
  derivedRule,
  granularityRule,
  nestedRule,
} from './rules/metrics.ts';
import { defaultsRule, dimensionsRule, entitiesRule, measureTimesRule, validityRule } from './rules/models.ts';
import { kindsRule, labelsRule, namesRule } from './rules/names.ts';
import { filtersRule, savedQueriesRule } from './rules/queries.ts';
import { spineWarnings, timeSpineRule } from './rules/time-spines.ts';

const RULES: readonly Rule[] = [
  namesRule,
  kindsRule,
  labelsRule,
  defaultsRule,
  measureTimesRule,
  entitiesRule,
  validityRule,
  dimensionsRule,
  measuresRule,
  derivedRule,
  cumulativeRule,
  conversionRule,
  aliasesRule,
  granularityRule,
  filtersRule,
  savedQueriesRule,
  spineWarnings,
];

/** Rules that a flag of the project asks for. */
const flagged = (flags: YamlMap): readonly Rule[] =>
  isSet(flags, 'require_nested_cumulative_type_params') ? [nestedRule] : [];

/**
 * What is wrong with the semantic layer as a whole, by MetricFlow's rules. As dbt, these are asked
 * where there are semantic models and metrics; the time spine is needed in any case.
 */
export function semanticProblems(lookup: Lookup, flags: YamlMap): Problem[] {
  const nodes = lookup.semantic();
  if (nodes.length === 0) return [];
  const layer = layerOf(nodes, lookup.all());
  const isWhole = layer.models.length > 0 && layer.metrics.length > 0;
  return [timeSpineRule, ...(isWhole ? [...RULES, ...flagged(flags)] : [])].flatMap((rule) => [...rule(layer)]);
}
