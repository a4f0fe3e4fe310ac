import type { Literal } from './literal.ts';
import { editRecipe, readRecipe, type TextEdit } from './recipe.ts';

/**
 * The edit that takes a feature in or leaves it out: in `features` where the recipe lists them, else
 * in `exclude`. An empty list goes away.
 */
export function includeEdit(text: string, feature: string, included: boolean): TextEdit | undefined {
  const recipe = readRecipe(text);
  const listed = names(recipe.get('features')?.literal);
  if (listed) return editRecipe(text, ['features'], included ? [...listed, feature] : without(listed, feature));
  const excluded = names(recipe.get('exclude')?.literal) ?? [];
  const next = included ? without(excluded, feature) : [...without(excluded, feature), feature];
  return editRecipe(text, ['exclude'], next.length === 0 ? undefined : next);
}

const without = (list: readonly string[], name: string): readonly string[] => list.filter((other) => other !== name);

function names(literal: Literal | undefined): readonly string[] | undefined {
  return Array.isArray(literal) ? literal.map(String) : undefined;
}
