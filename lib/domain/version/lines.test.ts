import fc from 'fast-check';
import { expect, it } from 'vitest';
import { blame, countLines } from './lines.ts';

it('counts lines that came and went', () => {
  expect(countLines('a\nb\nc\n', 'a\nx\nc\nd\n')).toEqual({ added: 2, removed: 1 });
  expect(countLines('', 'a\n')).toEqual({ added: 1, removed: 0 });
  expect(countLines('a', 'a\n')).toEqual({ added: 0, removed: 0 });
});

it('blames each line on the revision it came with', () => {
  const revisions = [
    { text: 'a\nb\n', by: 1 },
    { text: 'a\nx\nb\n', by: 2 },
    { text: 'x\nb\nc\n', by: 3 },
  ];
  expect(blame(revisions)).toEqual([2, 1, 3]);
});

it('has an owner for every line, and the last who changed all of them', () => {
  const texts = fc.array(fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 8 }), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(texts, (all) => {
      const revisions = all.map((lines, by) => ({ text: `${lines.join('\n')}\n`, by }));
      const owners = blame(revisions);
      expect(owners).toHaveLength(all.at(-1)?.length ?? 0);
      for (const [at, owner] of owners.entries()) expect(all[owner]).toContain(all.at(-1)?.[at]);
      expect(blame([...revisions, { text: 'z\nz\n', by: 99 }])).toEqual([99, 99]);
    }),
  );
});
