import { expect, test } from 'vitest';
import { tableOf } from './output-table.ts';

test('a frame that a cell showed is a table of its first rows, which says how many there are', () => {
  const rows = Array.from({ length: 500 }, (_, at) => [String(at), null]);
  const columns = [
    { name: 'a', type: 'int64' },
    { name: 'b', type: 'object' },
  ];
  const table = tableOf({ kind: 'table', data: JSON.stringify({ columns, rows, total_rows: 9_000 }) });
  expect(table).toMatchObject({ columns, total: 9_000 });
  expect(table?.rows).toHaveLength(20);
  expect(table?.rows[1]).toEqual(['1', null]);
});

test('text is no table', () => {
  expect(tableOf({ kind: 'stdout', data: 'rows: 3' })).toBeUndefined();
});
