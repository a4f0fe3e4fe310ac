import { expect, test } from 'vitest';
import { includeEdit } from './include.ts';
import { applyEdit } from './recipe.ts';

const change = (text: string, feature: string, included: boolean) => {
  const edit = includeEdit(text, feature, included);
  return edit ? applyEdit(text, edit) : text;
};

test('left out through exclude, taken in again without a trace', () => {
  const out = change("{{ config(target='y') }}", 'dow', false);
  expect(out).toBe("{{ config(target='y', exclude=['dow']) }}");
  expect(change(out, 'dow', true)).toBe("{{ config(target='y') }}");
});

test('twice left out is once in the list', () =>
  expect(change("{{ config(exclude=['dow', 'id']) }}", 'dow', false)).toBe("{{ config(exclude=['id', 'dow']) }}"));

test('a recipe that lists its features is edited there', () =>
  expect(change("{{ config(features=['a', 'b']) }}", 'b', false)).toBe("{{ config(features=['a']) }}"));
