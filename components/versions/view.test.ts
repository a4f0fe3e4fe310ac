import { expect, it } from 'vitest';
import { versionSummary } from '#lib/contracts/api.ts';
import { filesToShow, oldOf, readView, restoreOf, shownVersions, viewSearch } from './view.ts';

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
  expect(oldOf({ ...view, now: 4 }, versions)).toBe(3);
  expect(oldOf({ ...view, now: 1 }, versions)).toBe(0);
  expect(oldOf({ ...view, now: 4, old: 9 }, versions)).toBe(9);
  expect(shownVersions(versions, 'runs').map(({ number }) => number)).toEqual([4]);
});

it('shows the file that a link names, where nothing of it differs too', () => {
  const files = [{ path: 'a.sql', status: 'changed', added: 1, removed: 0 } as const];
  expect(filesToShow(files, { file: undefined, path: undefined })).toEqual({ files, at: 0 });
  expect(filesToShow([], { file: undefined, path: undefined })).toEqual({ files: [], at: 0 });
  expect(filesToShow(files, { file: 'a.sql', path: 'b.sql' })).toEqual({ files, at: 0 });
  const same = { path: 'b.sql', status: 'same', added: 0, removed: 0 };
  expect(filesToShow(files, { file: 'b.sql', path: undefined })).toEqual({ files: [same, ...files], at: 0 });
});

it('brings back what was chosen: one version, or the older of two', () => {
  const view = readView(new URLSearchParams());
  expect(restoreOf(view, 9)).toBe(9);
  expect(restoreOf(view, 0)).toBeUndefined();
  expect(restoreOf({ ...view, now: 7 }, 4)).toBe(7);
  expect(restoreOf({ ...view, now: 7, old: 4 }, 4)).toBe(4);
  expect(restoreOf({ ...view, now: 7, old: 'draft' }, 'draft')).toBe(7);
});
