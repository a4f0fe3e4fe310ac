import { expect, it } from 'vitest';
import { PyDecimal } from '../../jinja/values/decimal.ts';
import { toText } from '../../jinja/values/text.ts';
import { PyObject } from '../../jinja/values/value.ts';
import { Table } from './agate.ts';

const TABLE = new Table(
  ['id', 'amount'],
  [
    [1, new PyDecimal('1.50')],
    [2, null],
  ],
  ['Integer', 'Number'],
);

it('gives a row by its place, also from the end', () => {
  const cell = (place: number): string => {
    const row = TABLE.item(place);
    return row instanceof PyObject ? toText(row.item(0) ?? null) : '';
  };
  expect([cell(0), cell(-1)]).toEqual(['1', '2']);
  expect(TABLE.item(2)).toBeUndefined();
});
