import { expect, test } from 'vitest';
import { peersOf } from './peers.ts';

const mateo = { person: { id: 'm', name: 'Mateo', colour: 1 } };

test('each other person once, also with two tabs; never oneself, never a state nobody stamped', () => {
  const states = new Map<number, unknown>([
    [1, { person: { id: 'me', name: 'Lena', colour: 5 }, path: 'a.sql' }],
    [2, { person: { id: 'me', name: 'Lena', colour: 5 } }],
    [3, { ...mateo, path: 'b.sql' }],
    [4, mateo],
    [5, { path: 'c.sql' }],
    [6, { person: { id: 'x', name: 'X', colour: 99 } }],
  ]);
  expect(peersOf(states, 1, 'me')).toEqual([{ id: 'm', name: 'Mateo', colour: 1, path: 'b.sql' }]);
});
