import { parseCriterion } from './criterion.ts';
import type { IndirectSelection, Selection } from './selection.ts';

/** What is selected when nothing is said: everything that has a place in the graph. */
const EVERYTHING = 'resource_type:all';

/**
 * The selection that `--select` and `--exclude` mean: spaces unite, commas intersect.
 * @throws ProblemError when a criterion has no meaning
 */
export function parseSelection(
  select: readonly string[],
  exclude: readonly string[],
  indirect: IndirectSelection,
): Selection {
  const included = words(select);
  return {
    type: 'difference',
    parts: [union(included.length > 0 ? included : [EVERYTHING], indirect), union(words(exclude), indirect)],
    indirect: 'eager',
  };
}

const words = (items: readonly string[]): string[] => items.flatMap((each) => each.split(/\s+/)).filter(Boolean);

const union = (items: readonly string[], indirect: IndirectSelection): Selection => ({
  type: 'union',
  parts: items.map((text) => ({
    type: 'intersection',
    parts: text
      .split(',')
      .filter(Boolean)
      .map((part) => parseCriterion(part)),
    indirect,
    ...(text === EVERYTHING ? {} : { text }),
  })),
  indirect,
});
