import { expect, it } from 'vitest';
import { lineOf } from './places.ts';

it('shows the line around a place without its indent', () => {
  const text = "select *\n    from {{ ref('orders') }}\nwhere true";
  const start = text.indexOf('orders');
  expect(lineOf(text, start, start + 6)).toEqual({ line: 2, before: "from {{ ref('", after: "') }}" });
});

it('cuts what stands far before it, so that a long line does not push the place out of sight', () => {
  const text = `${'a, '.repeat(100)}orders`;
  const { before } = lineOf(text, 300, 306);
  expect(before).toBe(`…${'a, '.repeat(8)}`);
});
