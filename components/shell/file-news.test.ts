import { expect, test } from 'vitest';
import { type ProjectFile, projectFile } from '#lib/contracts/api.ts';
import { newsOf } from './file-news.ts';

const file = (documentId: string, more: Partial<ProjectFile> = {}): ProjectFile => ({
  ...projectFile.parse({ path: `models/${documentId}.sql`, documentId, epoch: 1, bytes: 0, updatedAt: '2026-01-01' }),
  ...more,
});
const known = [file('a'), file('b')];

test.each([
  ['one came', [file('a'), file('b'), file('c')]],
  ['one went', [file('a')]],
  ['one went and one came', [file('a'), file('c')]],
  ['one moved', [file('a'), file('b', { path: 'models/c.sql' })]],
  ['one was brought back: its old document takes nothing any more', [file('a'), file('b', { epoch: 2 })]],
])('%s: the list is read again', (_what, now) => {
  expect(newsOf(known, now)).toBe('files');
});

test('what was written is read again, also by a clock that jumped back', () => {
  expect(newsOf(known, known)).toEqual([]);
  expect(newsOf(known, [file('a'), file('b', { updatedAt: '2026-01-02' })])).toEqual(['b']);
  expect(newsOf(known, [file('a', { updatedAt: '2025-12-31' }), file('b')])).toEqual(['a']);
});
