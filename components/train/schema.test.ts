import { expect, test } from 'vitest';
import { readRecipe } from './recipe.ts';
import { fieldText, isExpression, parseTyped, recipeGroups } from './schema.ts';

const recipe = readRecipe(
  "{{ config(task='regression', target='delay', hyperparams={'num_leaves': 63}, cv={'folds': 5, 'strategy': 'time', 'column': 'at'}, exclude=['a', 'b'], max_memory=var('cap')) }}",
);
const labels = recipeGroups(recipe).flatMap(({ fields }) => fields.map(({ label }) => label));

test('rows follow the config: hyperparameters as they are, the column a time split needs', () => {
  expect(labels).toContain('num_leaves');
  expect(labels).toContain('Column');
  expect(labels).not.toContain('Held out');
});
test('metrics are those of the task', () =>
  expect(recipeGroups(recipe)[0]?.fields.find(({ label }) => label === 'Metric')?.choices).toContain('rmse'));
test('values as written', () => {
  expect(fieldText(recipe, ['cv', 'folds'])).toBe('5');
  expect(fieldText(recipe, ['exclude'])).toBe('a, b');
  expect(fieldText(recipe, ['seed'])).toBeUndefined();
  expect([fieldText(recipe, ['max_memory']), isExpression(recipe, ['max_memory'])]).toEqual(["var('cap')", true]);
});
test('what was typed', () => {
  expect(parseTyped('number', ' 7 ')).toEqual({ value: 7 });
  expect(parseTyped('number', 'seven')).toEqual({ wrong: 'seven is not a number' });
  expect(parseTyped('list', 'a, ,b')).toEqual({ value: ['a', 'b'] });
  expect(parseTyped('text', '')).toEqual({ value: undefined });
});
