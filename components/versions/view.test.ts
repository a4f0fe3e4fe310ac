import { expect, it } from 'vitest';
import { versionSummary } from '#lib/contracts/api.ts';
import { oldOf, readView, shownVersions, viewSearch } from './view.ts';

const version = (number: number, cause = 'save') =>
  versionSummary.parse({
    id: `v${number}`,
    number,
    message: '',
    by: { id: 'a', name: 'Ann', email: 'a@example.org', colour: 1 },
    at: '2026-11-28T12:00:00Z',
    changed: [],
    cause,
  });

it('is its address and back', () => {
  const view = { now: 318, old: 313, file: 'models/a.sql', path: 'models/a.sql', only: 'runs' } as const;
  expect(readView(new URLSearchParams(viewSearch(view)))).toEqual(view);
  expect(viewSearch(readView(new URLSearchParams('new=x&old=-1')))).toBe('');
});

it('compares with the version before, where none is chosen', () => {
  const versions = [version(9), version(7), version(4, 'run')];
  const view = readView(new URLSearchParams());
  expect(oldOf(view, versions)).toBe(9);
  expect(oldOf({ ...view, now: 9 }, versions)).toBe(7);
  expect(oldOf({ ...view, now: 4 }, versions)).toBe(0);
  expect(oldOf({ ...view, now: 4, old: 9 }, versions)).toBe(9);
  expect(shownVersions(versions, 'runs').map(({ number }) => number)).toEqual([4]);
});
