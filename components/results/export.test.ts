import { expect, test } from 'vitest';
import { delimited } from './export.ts';

test('what holds the delimiter is quoted, NULL is empty, an empty text is not NULL', () => {
  const columns = [
    { name: 'a', type: 'text' },
    { name: 'b "c"', type: 'int8' },
  ];
  const rows = [
    ['x,y', '9007199254740993'],
    [null, ''],
    ['line\nbreak', null],
  ];
  expect(delimited({ columns, rows }, ',')).toBe('a,"b ""c"""\n"x,y",9007199254740993\n,""\n"line\nbreak",\n');
});
