import { expect, test } from 'vitest';
import { columnStats, isNumeric } from './column-stats.ts';

test('missing and distinct are counted, NULL is no value', () => {
  const stats = columnStats([['a'], [null], ['b'], ['a']], 0, 'text');
  expect(stats).toMatchObject({ missing: 1, distinct: 2, bars: [1, 0.5], numeric: false });
});

test('numbers make a histogram between the least and the greatest', () => {
  const { bars } = columnStats([['0'], ['0'], ['16']], 0, 'double precision');
  expect(bars).toHaveLength(16);
  expect(bars[0]).toBe(1);
  expect(bars[15]).toBe(0.5);
});

test('integers beyond 2^53 stay distinct although their drawing is rough', () => {
  expect(columnStats([['9007199254740993'], ['9007199254740992']], 0, 'bigint').distinct).toBe(2);
});

test('NaN, infinity and one constant draw without failing', () => {
  expect(columnStats([['NaN'], ['Infinity']], 0, 'numeric').bars).toEqual([]);
  expect(columnStats([['7'], ['7']], 0, 'integer').bars).toEqual([1]);
});

test('arrays of numbers are no numbers', () => {
  expect(isNumeric('numeric(10,2)')).toBe(true);
  expect(isNumeric('integer[]')).toBe(false);
});
