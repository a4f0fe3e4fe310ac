import { expect, test } from 'vitest';
import { strengthOf } from './strength.ts';

test.each([
  ['', 0],
  ['short', 0],
  ['aaaaaaaaaaaaaaaaaaaaaaaa', 1],
  ['abcdefgh', 1],
  ['abcdefghijkl', 2],
  ['sixteen letters.', 3],
  ['a sentence is quite fine', 4],
])('%j is worth %i', (password, strength) => {
  expect(strengthOf(password)).toBe(strength);
});
