import { describe, expect, test } from 'vitest';
import type { Literal } from './literal.ts';
import { applyEdit, editRecipe, readRecipe } from './recipe.ts';

const node = `-- arrivals
{{ config(materialized='model', task='classification', target='arr_late',
          algorithm='lightgbm', hyperparams={'num_leaves': 63, 'learning_rate': 5e-2},
          cv={'folds': 5, 'strategy': 'time', 'column': "sched_dep"},
          exclude=['flight_id', 'as_of'], seed=7, max_memory=var('cap', '600MB')) }}
select * from {{ ref('flight_features') }}
`;
const set = (text: string, path: string[], value: Literal | undefined) => {
  const edit = editRecipe(text, path, value);
  if (!edit) throw new Error('no edit');
  return applyEdit(text, edit);
};

describe('reading a recipe', () => {
  const recipe = readRecipe(node);
  test('strings, numbers, lists and dicts', () => {
    expect(recipe.get('target')?.literal).toBe('arr_late');
    expect(recipe.get('seed')?.literal).toBe(7);
    expect(recipe.get('hyperparams')?.literal).toEqual({ num_leaves: 63, learning_rate: 0.05 });
    expect(recipe.get('exclude')?.literal).toEqual(['flight_id', 'as_of']);
  });
  test('an expression stays text', () =>
    expect(recipe.get('max_memory')).toEqual({ literal: undefined, text: "var('cap', '600MB')" }));
  test('quotes and brackets inside strings, a trailing comma, true and none', () =>
    expect(
      Object.fromEntries(
        [...readRecipe(`{{- config(a='it\\'s ) , }', b=[1,], c=true, d=None, e=1 + 2,) -}}`)].map(
          ([key, { literal, text }]) => [key, literal === undefined ? text : literal],
        ),
      ),
    ).toEqual({ a: "it's ) , }", b: [1], c: true, d: null, e: '1 + 2' }));
  test('a commented config is none, and neither is a broken one', () => {
    expect(readRecipe(`{# {{ config(a=1) }} #} select 1`).size).toBe(0);
    expect(readRecipe(`{{ config(a='`).size).toBe(0);
    expect(readRecipe('select 1').size).toBe(0);
  });
});

describe('editing a recipe touches the value and nothing else', () => {
  test('a scalar', () => expect(set(node, ['seed'], 8)).toBe(node.replace('seed=7', 'seed=8')));
  test('inside a dict', () => expect(set(node, ['cv', 'folds'], 3)).toBe(node.replace("'folds': 5", "'folds': 3")));
  test('a new key of a dict', () =>
    expect(set(node, ['hyperparams', 'n_estimators'], 300)).toBe(node.replace('5e-2}', "5e-2, 'n_estimators': 300}")));
  test('a new argument, with a nested path', () =>
    expect(set(node, ['preprocess', 'dest', 'encode'], 'target')).toBe(
      node.replace("'600MB'))", "'600MB'), preprocess={'dest': {'encode': 'target'}})"),
    ));
  test('a list', () =>
    expect(set(node, ['exclude'], ['flight_id'])).toBe(node.replace("['flight_id', 'as_of']", "['flight_id']")));
  test('taking out the middle, the first and the only argument', () => {
    expect(set(node, ['seed'], undefined)).toBe(node.replace(', seed=7', ''));
    expect(set('{{ config(a=1, b=2) }}', ['a'], undefined)).toBe('{{ config(b=2) }}');
    expect(set('{{ config(a=1) }}', ['a'], undefined)).toBe('{{ config() }}');
    expect(set('{{ config() }}', ['a'], 'x')).toBe("{{ config(a='x') }}");
  });
  test('one argument a line goes on so', () =>
    expect(set('{{ config(\n    a=1,\n    b=2\n) }}', ['c'], 3)).toBe('{{ config(\n    a=1,\n    b=2,\n    c=3\n) }}'));
  test('what can not be edited is left alone', () => {
    expect(editRecipe(node, ['max_memory', 'x'], 1)).toBeUndefined();
    expect(editRecipe(node, ['nothing'], undefined)).toBeUndefined();
    expect(editRecipe('select 1', ['seed'], 1)).toBeUndefined();
  });
  test('what is written is read again', () => {
    const tricky: Literal = { "it's": ['a\\b', null, true, -1.5, { deep: 'x\ny' }] };
    expect(readRecipe(set(node, ['search_args'], tricky)).get('search_args')?.literal).toEqual(tricky);
  });
});
