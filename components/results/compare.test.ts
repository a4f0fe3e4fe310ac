import { expect, test } from 'vitest';
import { compareText } from './compare.ts';

const sorted = (values: (string | null)[], numeric: boolean) => [...values].sort((a, b) => compareText(a, b, numeric));

test('numbers sort by value, NaN before NULL at the end', () => {
  expect(sorted(['10', null, '9', 'NaN', '-1e3'], true)).toEqual(['-1e3', '9', '10', 'NaN', null]);
});

test('int8 beyond 2^53 sorts by its digits', () => {
  expect(sorted(['9007199254740993', '9007199254740992'], true)).toEqual(['9007199254740992', '9007199254740993']);
});

test('text sorts by code', () => {
  expect(sorted(['b', 'B', null, 'a'], false)).toEqual(['B', 'a', 'b', null]);
});
