import { expect, test } from 'vitest';
import { fixOf } from './fixes.ts';

test('the nearest name takes the place of the written one and keeps its quotes', () => {
  expect(fixOf('No node is called "stg_flihts". Did you mean "stg_flights"?', "'stg_flihts'")).toBe("'stg_flights'");
  expect(
    fixOf('column p.dep_time does not exist\nPerhaps you meant to reference the column "p.dep_at".', 'p.dep_time'),
  ).toBe('p.dep_at');
});

test('without a proposal, or with nothing to put it in the place of, there is no fix', () => {
  expect(fixOf('syntax error at or near "t"', 't')).toBeUndefined();
  expect(fixOf('Did you mean "a"?', '')).toBeUndefined();
  expect(fixOf('Did you mean "a"?', 'a')).toBeUndefined();
});
