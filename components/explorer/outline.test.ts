import { expect, test } from 'vitest';
import { outlineOf } from './outline.ts';

test('CTEs of SQL, functions of Python, names of YAML, each with its line', () => {
  expect(outlineOf('a.sql', 'with a as (\nselect 1\n), b as (select 2)\nselect 3')).toEqual([
    { name: 'a', what: 'CTE', line: 1, depth: 0 },
    { name: 'b', what: 'CTE', line: 3, depth: 0 },
  ]);
  expect(
    outlineOf('a.py', 'class A:\n    def b(self):\n        pass\n').map(({ name, depth }) => [name, depth]),
  ).toEqual([
    ['A', 0],
    ['b', 1],
  ]);
  expect(
    outlineOf('a.yml', 'models:\n  - name: x\n    columns:\n      - name: y\n').map(({ name, line }) => [name, line]),
  ).toEqual([
    ['x', 2],
    ['y', 4],
  ]);
  expect(outlineOf('a.csv', 'a,b')).toEqual([]);
});
