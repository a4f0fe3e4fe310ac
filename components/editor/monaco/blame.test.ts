import { expect, it } from 'vitest';
import { blameLine } from '#lib/contracts/version.ts';
import { ownersOf } from './blame.ts';

const line = (version: number) =>
  blameLine.parse({
    version,
    message: '',
    at: '2026-11-28T12:00:00Z',
    by: { id: 'a', name: 'Ann', email: 'a@example.org', colour: 1 },
  });

it('carries owners over to what is typed now; new lines have none', () => {
  const blame = { text: 'a\nb\nc\n', lines: [line(1), line(2), line(3)] };
  expect(ownersOf(blame, ['a', 'new', 'c', '']).map((owner) => owner?.version)).toEqual([1, undefined, 3, undefined]);
  expect(ownersOf(blame, ['a', 'b', 'c']).map((owner) => owner?.version)).toEqual([1, 2, 3]);
});
