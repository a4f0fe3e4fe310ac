import { expect, it } from 'vitest';
import { copyName, filesOf, foldersOf, movesTo, pathIn } from './moves.ts';

const PATHS = ['models/a.sql', 'models/staging/b.sql', 'models/staging/deep/c.sql', 'models/staging_old/d.sql'];
const staging = { path: 'models/staging', type: 'folder' } as const;
const a = { path: 'models/a.sql', type: 'file' } as const;

it('a folder moves with all below it, and with nothing that is only called alike', () => {
  expect(filesOf(staging, PATHS)).toEqual(['models/staging/b.sql', 'models/staging/deep/c.sql']);
  expect(movesTo(staging, 'models/raw', PATHS)).toEqual([
    { from: 'models/staging/b.sql', to: 'models/raw/b.sql' },
    { from: 'models/staging/deep/c.sql', to: 'models/raw/deep/c.sql' },
  ]);
  expect(movesTo(a, 'a2.sql', PATHS)).toEqual([{ from: 'models/a.sql', to: 'a2.sql' }]);
});

it('nothing moves to where it is, nor a folder into itself', () => {
  expect(pathIn(a, 'models/staging')).toBe('models/staging/a.sql');
  expect(pathIn(a, '')).toBe('a.sql');
  expect(pathIn(a, 'models')).toBeUndefined();
  expect(pathIn(staging, 'models/staging/deep')).toBeUndefined();
  expect(pathIn(staging, 'models/staging')).toBeUndefined();
  expect(pathIn(staging, 'models')).toBeUndefined();
  expect(pathIn(staging, 'models/staging_old')).toBe('models/staging_old/staging');
});

it('a copy has a free name that can be a node’s', () => {
  const taken = new Set(['models/a.sql', 'models/a_copy.sql']);
  expect(copyName('models/a.sql', taken)).toBe('models/a_copy2.sql');
  expect(copyName('models/b.test.sql', taken)).toBe('models/b.test_copy.sql');
  expect(copyName('a.b/LICENSE', taken)).toBe('a.b/LICENSE_copy');
});

it('the folders to choose from are all there are', () => {
  expect(foldersOf(PATHS, ['seeds'])).toEqual([
    '',
    'models',
    'models/staging',
    'models/staging_old',
    'models/staging/deep',
    'seeds',
  ]);
});
