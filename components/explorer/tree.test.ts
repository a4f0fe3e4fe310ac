import { expect, test } from 'vitest';
import { foldersAbove, pathFault, treeRows } from './tree.ts';

const names = (rows: ReturnType<typeof treeRows>) => rows.map(({ name, depth }) => `${'  '.repeat(depth)}${name}`);

test('folders stand before files, dbt’s in the order of the work, numbers by value', () => {
  const paths = ['dbt_project.yml', 'tests/t.sql', 'models/b10.sql', 'models/b9.sql', 'models/x/y.sql', 'zoo/z.sql'];
  expect(names(treeRows(paths, new Set(['models'])))).toEqual([
    'models',
    '  x',
    '  b9.sql',
    '  b10.sql',
    'tests',
    'zoo',
    'dbt_project.yml',
  ]);
});

test('an empty project shows where things go', () => {
  expect(names(treeRows(['dbt_project.yml'], new Set(), ['seeds', 'models']))).toEqual([
    'models',
    'seeds',
    'dbt_project.yml',
  ]);
});

test('what is in a closed folder is not listed, even when its own folders are open', () => {
  expect(names(treeRows(['a/b/c.sql'], new Set(['a/b'])))).toEqual(['a']);
  expect(foldersAbove('a/b/c.sql')).toEqual(['a', 'a/b']);
});

test.each([
  ['', 'needs a name'],
  ['models/', 'folder/name'],
  ['../x.sql', 'dot'],
  ['models/.hidden', 'dot'],
  ['a\nb.sql', 'can’t hold'],
  ['models/a.sql', 'already'],
  [`${'ä'.repeat(300)}.sql`, 'too long'],
])('%j is no path', (path, reason) => expect(pathFault(path, new Set(['models/a.sql']))).toContain(reason));

test('names in any script are paths', () => {
  expect(pathFault('models/größe_日本.sql', new Set())).toBeUndefined();
});
