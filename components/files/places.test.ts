import { expect, it } from 'vitest';
import { lineOf, marksOf } from './places.ts';

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

it('knows a place again when others have written around it', () => {
  const before = "select * from {{ ref('a') }}\njoin {{ ref('a') }} on {{ ref('a') }}.id\n";
  const after = `-- new\n\nselect 1 from {{ ref('a') }}\n${before}`;
  const placesOf = (text: string) =>
    [...text.matchAll(/(?<=')a(?=')/g)].map(({ index }) => ({
      path: 'm.sql',
      start: index,
      end: index + 1,
      text: 'b',
    }));
  const marks = (text: string) => [...marksOf(placesOf(text), new Map([['m.sql', text]])).values()];
  expect(new Set(marks(before)).size).toBe(3);
  expect(marks(after).slice(1)).toEqual(marks(before));
  expect(marks(before)).not.toContain(marks(after)[0]);
});
