import { describe, expect, it } from 'vitest';
import type { Problem } from '../../contracts/problem.ts';
import { Memo } from './memo.ts';

interface File {
  readonly path: string;
  readonly text: string;
}
const file = (path: string, text = path): File => ({ path, text });

const problem = (path: string): Problem => ({
  code: 'test.seen',
  severity: 'warning',
  message: 'Seen.',
  path,
  line: 1,
  column: 1,
  remedy: 'None.',
});

/** A memo that tells of which files something was made since it was asked last. */
function listing() {
  const memo = new Memo();
  const made: string[] = [];
  const ask = (items: readonly File[], columns: readonly (readonly unknown[])[] = [], shared: unknown = 'shared') => {
    memo.begin();
    made.length = 0;
    const values = memo.each('files', {
      items,
      keyOf: ({ path }) => path,
      columns,
      shared: [shared],
      make: ({ path, text }, at) => {
        made.push(path);
        if (text.includes('!')) memo.report(problem(path));
        if (text.includes('macro')) memo.look(text);
        return `${text} ${columns.map((column) => column[at]).join(' ')}`.trim();
      },
    });
    return { values, made: [...made], told: memo.problems().map(({ path }) => path) };
  };
  return { memo, ask };
}

describe('Memo.each', () => {
  const [a, b, c] = [file('a'), file('b', 'b!'), file('c')] as const;

  it('makes what is another, and gives the list of before where nothing is', () => {
    const { ask } = listing();
    const first = ask([a, b, c]);
    expect(first.made).toEqual(['a', 'b', 'c']);
    const second = ask([a, b, c]);
    expect(second.made).toEqual([]);
    expect(second.values).toBe(first.values);
    expect(ask([a, b, file('c', 'new')])).toMatchObject({ made: ['c'], values: ['a', 'b!', 'new'] });
  });

  it('finds items that others moved', () => {
    const { ask } = listing();
    ask([a, b, c]);
    expect(ask([file('0'), a, b, c])).toMatchObject({ made: ['0'], values: ['0', 'a', 'b!', 'c'] });
    expect(ask([a, c])).toMatchObject({ made: [], values: ['a', 'c'] });
    expect(ask([c, a])).toMatchObject({ made: [], values: ['c', 'a'] });
  });

  it('makes an item again whose place in a column is another, and all where what they share is', () => {
    const { ask } = listing();
    ask([a, b, c], [[1, 2, 3]]);
    expect(ask([a, b, c], [[1, 2, 4]])).toMatchObject({ made: ['c'], values: ['a 1', 'b! 2', 'c 4'] });
    expect(ask([b, c], [[2, 4]])).toMatchObject({ made: [], values: ['b! 2', 'c 4'] });
    expect(ask([b, c], [[2, 4]], 'other').made).toEqual(['b', 'c']);
  });

  it('tells problems again, of what is still there', () => {
    const { ask } = listing();
    expect(ask([a, b]).told).toEqual(['b']);
    expect(ask([a, b])).toMatchObject({ made: [], told: ['b'] });
    expect(ask([a]).told).toEqual([]);
  });

  it('makes again what looked for a macro that is another', () => {
    const { memo, ask } = listing();
    const [one, two] = [file('one', 'macro one'), file('two', 'macro two')];
    ask([one, two, a]);
    memo.begin();
    memo.renew(['macro two']);
    expect(ask([one, two, a]).made).toEqual(['two']);
    expect(ask([one, two, a]).made).toEqual([]);
  });

  it('counts as looked for what an item looked for when it was made', () => {
    const { memo, ask } = listing();
    const { macros } = memo.collect(() => ask([file('one', 'macro one')]));
    expect(macros).toEqual(['macro one']);
    expect(memo.collect(() => ask([file('one', 'macro one')])).macros).toEqual(['macro one']);
  });
});
