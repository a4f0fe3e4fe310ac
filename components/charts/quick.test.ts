import { expect, test } from 'vitest';
import { chartData, proposeChart, validChart, withPart } from './quick.ts';

const columns = (...list: (readonly [string, string])[]) => ({
  columns: list.map(([name, type]) => ({ name, type })),
});

test('types decide the kind; identifiers are never an axis', () => {
  const id = ['flight_id', 'bigint'] as const;
  const at = ['as_of', 'timestamp with time zone'] as const;
  const delay = ['delay', 'double precision'] as const;
  const origin = ['origin', 'text'] as const;
  expect(proposeChart(columns(id, at, delay))).toEqual({ kind: 'line', x: 'as_of', y: 'delay' });
  expect(proposeChart(columns(id, origin, delay))).toEqual({ kind: 'bar', x: 'origin', y: 'delay' });
  expect(proposeChart(columns(id, delay, ['speed', 'numeric(8,2)']))).toEqual({
    kind: 'scatter',
    x: 'delay',
    y: 'speed',
  });
  expect(proposeChart(columns(id, delay))).toEqual({ kind: 'histogram', x: 'delay' });
  expect(proposeChart(columns(origin))).toEqual({ kind: 'bar', x: 'origin' });
  expect(proposeChart({ columns: [] })).toBeUndefined();
});

test('bars are means of what is there, the highest first; missing rows are counted', () => {
  const result = {
    ...columns(['origin', 'text'], ['delay', 'integer']),
    rows: [
      ['JFK', '2'],
      ['JFK', '4'],
      ['LGA', '9'],
      ['LGA', null],
    ],
  };
  expect(chartData(result, { kind: 'bar', x: 'origin', y: 'delay' })).toEqual({
    points: [
      ['LGA', 9],
      ['JFK', 3],
    ],
    missing: 1,
    left: 0,
  });
  expect(chartData(result, { kind: 'bar', x: 'origin' }).points).toEqual([
    ['JFK', 2],
    ['LGA', 2],
  ]);
});

test('a line goes by time as PostgreSQL prints it', () => {
  const result = {
    ...columns(['at', 'timestamp with time zone'], ['y', 'real']),
    rows: [
      ['2013-01-02 00:00:00-05', '2'],
      ['2013-01-01 00:00:00-05', '1'],
    ],
  };
  const { points } = chartData(result, { kind: 'line', x: 'at', y: 'y' });
  expect(points.map(([, y]) => y)).toEqual([1, 2]);
  expect(points[0]?.[0]).toBe(Date.parse('2013-01-01T00:00:00-05:00'));
});

test('a histogram counts every number once', () => {
  const rows = Array.from({ length: 100 }, (_, at) => [String(at)]);
  const { points } = chartData({ ...columns(['x', 'integer']), rows }, { kind: 'histogram', x: 'x' });
  expect(points.reduce((sum, [, count]) => sum + count, 0)).toBe(100);
});

test('another kind keeps what it can and mends the rest', () => {
  const result = columns(['origin', 'text'], ['a', 'integer'], ['b', 'integer']);
  const bar = { kind: 'bar', x: 'origin', y: 'a' } as const;
  expect(withPart(bar, { kind: 'histogram' }, result)).toEqual({ kind: 'histogram', x: 'a' });
  expect(withPart(bar, { kind: 'scatter' }, result)).toEqual({ kind: 'scatter', x: 'b', y: 'a' });
  expect(validChart({ kind: 'bar', x: 'gone' }, result)).toBeUndefined();
});
