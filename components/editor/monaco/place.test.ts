import { expect, test } from 'vitest';
import type { Problem } from '#lib/contracts/problem.ts';
import { spanOf } from './place.ts';

const LINE = "    x as (select * from {{ ref('stg_flihts') }}),";
const problem = (more: Partial<Problem>): Problem => ({ code: 'x', severity: 'error', message: '', line: 1, ...more });
const under = (more: Partial<Problem>): string => {
  const { start, end } = spanOf(problem(more), LINE);
  return LINE.slice(start - 1, end - 1);
};

test('the name that the message quotes is underlined, not the call before it', () => {
  expect(under({ message: 'There is no model named "stg_flihts".', column: 28, endColumn: 31 })).toBe('stg_flihts');
});

test('a relation with its schema is found by its own name', () => {
  expect(under({ message: 'relation "shop.stg_flihts" does not exist', column: 1 })).toBe('stg_flihts');
});

test('own columns first, then the word, then the line without its indent', () => {
  expect(under({ message: 'not here', column: 11, endColumn: 17 })).toBe('select');
  expect(under({ message: 'syntax error', column: 11 })).toBe('select');
  expect(under({ message: 'something' })).toBe(LINE.trim());
});

test('an empty line still has a place', () => {
  expect(spanOf(problem({ message: 'empty' }), '')).toEqual({ start: 1, end: 2 });
});
