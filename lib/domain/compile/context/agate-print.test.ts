import { expect, it } from 'vitest';
import { PyDecimal } from '../../jinja/values/decimal.ts';
import type { Value } from '../../jinja/values/value.ts';
import { printTable } from './agate-print.ts';

const TABLE = {
  names: ['n', 't'],
  types: ['Number', 'Text'],
  cells: [
    [new PyDecimal('1234567.5'), 'a'],
    [new PyDecimal('-0.125'), 'bb'],
    [null, null],
  ],
};

const print = (named: Readonly<Record<string, Value>>, table = TABLE): string[] =>
  printTable(table, { positional: [], named: new Map(Object.entries(named)) });

/** Each is what agate 1.9 prints. */
it.each([
  [
    {},
    [
      '|             n | t  |',
      '| ------------- | -- |',
      '| 1,234,567.500 | a  |',
      '|        -0.125 | bb |',
      '|               |    |',
    ],
  ],
  [
    { max_precision: 1 },
    [
      '|            n | t  |',
      '| ------------ | -- |',
      '| 1,234,567.5… | a  |',
      '|        -0.1… | bb |',
      '|              |    |',
    ],
  ],
  [
    { max_precision: null, max_rows: 1, max_columns: 1 },
    ['|           n | ... |', '| ----------- | --- |', '| 1,234,567.5 | ... |', '|         ... | ... |'],
  ],
])('prints numbers with the places asked for: %j', (named, lines) => {
  expect(print(named).map((line) => line.replace(/ \.\.\. +\|$/, ' ... |'))).toEqual(lines);
});

it('rounds a half to its even neighbour', () => {
  const cells = ['1.23456789', '0.5', '2.00055', '2'].map((text) => [new PyDecimal(text)]);
  expect(print({}, { names: ['n'], types: ['Number'], cells })).toEqual([
    '|      n |',
    '| ------ |',
    '| 1.235… |',
    '| 0.500… |',
    '| 2.001… |',
    '| 2.000… |',
  ]);
});
