import { expect, test } from 'vitest';
import { readIgnoreFile } from './ignore-file.ts';

/** What dbt-core 1.11 (pathspec's git wild match) says of each. */
test.each([
  ['models/ignore*.sql', 'models/ignored.sql', true],
  ['models/ignore*.sql', 'models/deeper/ignored.sql', false],
  ['scratch', 'models/scratch/a.sql', true],
  ['scratch', 'models/scratch.sql', false],
  ['scratch/', 'models/scratch/deep/a.sql', true],
  ['scratch.sql/', 'models/scratch.sql', false],
  ['*.sql', 'models/a.sql', true],
  ['/a.sql', 'models/a.sql', false],
  ['/models', 'models/a.sql', true],
  ['models/**/old.sql', 'models/old.sql', true],
  ['models/**/old.sql', 'models/a/b/old.sql', true],
  ['models/**', 'models/a/b.sql', true],
  ['**/b/*.yml', 'models/a/b/c.yml', true],
  ['**', 'models/a.sql', true],
  ['models/?.sql', 'models/a.sql', true],
  ['models/[ab].sql', 'models/b.sql', true],
  ['models/[!ab].sql', 'models/b.sql', false],
  ['models/a.sql\r', 'models/a.sql', true],
  ['  models/a.sql  ', 'models/a.sql', true],
  ['# models/a.sql', 'models/a.sql', false],
  ['\\#a.sql', 'models/#a.sql', true],
  ['a+b(1).sql', 'models/a+b(1).sql', true],
  ['models\n!models/kept.sql', 'models/kept.sql', false],
  ['models\n!models/kept.sql', 'models/other.sql', true],
  ['', 'models/a.sql', false],
])('%j hides %s: %s', (text, path, hidden) => {
  expect(readIgnoreFile(text)(path)).toBe(hidden);
});
