import { expect, it } from 'vitest';
import { jsonParts } from './json-parts.ts';

it('writes what JSON.stringify writes', () => {
  const value = {
    metadata: { 'a "quoted" key': 1, nothing: undefined, at: new Date(0), list: [1, { a: undefined }, null] },
    empty: {},
    left: undefined,
    none: null,
    nodes: { one: { deep: { deeper: ['ä', 1.5, true] } }, two: { a: { b: undefined } } },
  };
  expect([...jsonParts(value)].join('')).toBe(JSON.stringify(value));
  expect([...jsonParts({})].join('')).toBe('{}');
  expect([...jsonParts([1, 2])].join('')).toBe('[1,2]');
});

it('writes much in several parts', () => {
  const nodes = Object.fromEntries(
    Array.from({ length: 300 }, (_, at) => [`node ${at}`, { text: 'x'.repeat(10_000) }]),
  );
  const parts = [...jsonParts({ nodes })];
  expect(parts.length).toBeGreaterThan(2);
  expect(parts.join('')).toBe(JSON.stringify({ nodes }));
});
