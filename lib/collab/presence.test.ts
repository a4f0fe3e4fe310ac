import { expect, test } from 'vitest';
import { stamp } from './presence.ts';

const ticket = {
  personId: 'p1',
  name: 'Lena',
  colour: 2,
  projectId: 'x',
  branchId: 'b',
  documentName: 'branch:b',
  sessionId: 's',
  role: 'editor' as const,
  expires: 0,
};

test('name and colour are the ticket’s, whatever the browser says', () => {
  const state = { path: 'a.sql', person: { id: 'p2', name: '<img onerror=1>', colour: 9 }, style: 'x' };
  expect(stamp(state, ticket)).toEqual({ path: 'a.sql', person: { id: 'p1', name: 'Lena', colour: 2 } });
});

test('a state too large or of another shape is dropped', () => {
  expect(stamp({ path: 'x'.repeat(501) }, ticket)).toBeUndefined();
  expect(stamp({ junk: 'x'.repeat(5000) }, ticket)).toBeUndefined();
});
