import { GRANULARITIES } from '../definition.ts';
import { problemOf, type Rule, warning } from '../layer.ts';

const rank = (granularity: string | undefined): number => GRANULARITIES.findIndex((each) => each === granularity);

/** MetricFlow joins metrics to a model of days, or of something finer. */
export const timeSpineRule: Rule = function* ({ models, spines, hasLegacySpine }) {
  const [first] = models;
  const ranks = spines.map(({ granularity }) => rank(granularity)).filter((each) => each >= 0);
  if (hasLegacySpine) ranks.push(rank('day'));
  const finest = Math.min(...ranks);
  if (first !== undefined && finest > rank('day'))
    yield problemOf(first, undefined, {
      code: 'semantic.time_spine',
      message: 'The semantic layer needs a time spine: a model of days, or of something finer.',
      remedy:
        'Add a model of days with  time_spine: {standard_granularity_column: …}  and a granularity on that column.',
    });
};

/** A time dimension that is finer than the time spine; two spines of one granularity. */
export const spineWarnings: Rule = function* ({ models, spines }) {
  if (spines.length === 0) return;
  const finest = Math.min(...spines.map(({ granularity }) => rank(granularity)));
  for (const node of models) {
    const fine = node.value.dimensions.find(
      ({ type_params: params }) => params !== null && rank(params.time_granularity) < finest,
    );
    if (fine === undefined) continue;
    const message = `"${fine.name}" is finer than every time spine: queries by ${fine.type_params?.time_granularity} can fail.`;
    const remedy = 'Add a time spine of that granularity.';
    yield warning(problemOf(node, fine, { code: 'semantic.time_spine', message, remedy }));
  }
};
