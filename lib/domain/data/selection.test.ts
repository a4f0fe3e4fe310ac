import { expect, it } from 'vitest';
import { findSelection, inFile } from './selection.ts';

const file = 'with a as (\n  select 1 as x, y\n  from t\n)\nselect * from a\n';

it('a problem in a selection is shown where it stands in the file', () => {
  const selection = findSelection(file, '1 as x, y\n  from t');
  expect(selection).toEqual({ line: 1, column: 9 });
  const problem = { code: 'x', severity: 'error' as const, message: '' };
  // On the selection's first line the column counts from where it begins, later from the line's start.
  expect(inFile({ ...problem, line: 1, column: 9, endColumn: 10 }, 'a.sql', selection)).toMatchObject({
    line: 2,
    column: 18,
    endColumn: 19,
  });
  expect(inFile({ ...problem, line: 2, column: 8 }, 'a.sql', selection)).toMatchObject({ line: 3, column: 8 });
  expect(inFile(problem, 'a.sql', selection)).toMatchObject({ path: 'a.sql', line: 2 });
});

it('a selection of a text that has changed meanwhile has no place', () => {
  expect(findSelection(file, 'select 2')).toBeUndefined();
});
