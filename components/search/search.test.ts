import { expect, it } from 'vitest';
import { NO_QUERY, pathFilter, type SearchQuery } from './query.ts';
import { MOST_MATCHES, searchFiles } from './search.ts';

const FILES: readonly (readonly [string, string])[] = [
  ['models/b.sql', "select id,\n  Order_id\nfrom {{ ref('orders') }}\n"],
  ['models/a.sql', 'select order_id from orders\n'],
  ['seeds/orders.csv', 'order_id,größe\n1,2\n'],
];
const search = (query: Partial<SearchQuery>, put = '') => searchFiles(FILES, { ...NO_QUERY, ...query }, put);
const found = (query: Partial<SearchQuery>) =>
  search(query).files.flatMap(({ path, matches }) => matches.map(({ line, column }) => `${path}:${line}:${column}`));

it('finds words in the order of paths and lines, whatever their case', () => {
  expect(found({ text: 'order_id' })).toEqual(['models/a.sql:1:8', 'models/b.sql:2:3', 'seeds/orders.csv:1:1']);
  expect(found({ text: 'order_id', matchCase: true })).toEqual(['models/a.sql:1:8', 'seeds/orders.csv:1:1']);
});

it('finds whole words in any script', () => {
  expect(found({ text: 'order', wholeWord: true })).toEqual([]);
  expect(found({ text: 'größ', wholeWord: true })).toEqual([]);
  expect(found({ text: 'größe', wholeWord: true })).toEqual(['seeds/orders.csv:1:10']);
});

it('takes signs as they are unless a regular expression is meant', () => {
  expect(found({ text: "{{ ref('orders') }}" })).toEqual(['models/b.sql:3:6']);
  expect(found({ text: '.' })).toEqual([]);
  expect(found({ text: 'a-b/c' })).toEqual([]);
  expect(found({ text: "ref\\('(\\w+)'\\)", regex: true })).toEqual(['models/b.sql:3:9']);
  expect(() => search({ text: '(', regex: true })).toThrow(SyntaxError);
});

it('says what a match becomes', () => {
  const puts = (query: Partial<SearchQuery>, put: string) =>
    search(query, put).files.flatMap(({ matches }) => matches.map((match) => match.put));
  expect(puts({ text: "ref\\('(?<name>\\w+)'\\)", regex: true }, "source('raw', '$<name>')$$\\n$1$9")).toEqual([
    "source('raw', 'orders')$\norders$9",
  ]);
  expect(puts({ text: 'größe' }, '$1\\n')).toEqual(['$1\\n']);
});

it('ends at a bound, and passes over empty matches', () => {
  const long = [['a.sql', 'x'.repeat(MOST_MATCHES + 5)]] as const;
  expect(searchFiles(long, { ...NO_QUERY, text: 'x' }, '')).toMatchObject({ count: MOST_MATCHES, cut: true });
  expect(search({ text: 'z*', regex: true }).count).toBe(search({ text: 'z+', regex: true }).count);
});

it('shows the line around a match, cut where it is long', () => {
  const text = `    ${'a'.repeat(100)} needle ${'b'.repeat(300)}`;
  const [file] = searchFiles([['a.sql', text]], { ...NO_QUERY, text: 'needle' }, '').files;
  const [match] = file?.matches ?? [];
  expect(match?.preview.slice(match.from, match.to)).toBe('needle');
  expect(match?.preview.length).toBeLessThan(220);
  expect(match?.preview.startsWith('…')).toBe(true);
  // The panel has room for about thirty letters.
  expect(match?.to).toBeLessThan(30);
});

it.each([
  ['*.sql', 'models/a.sql', true],
  ['*.sql', 'seeds/a.csv', false],
  ['models', 'models/x/a.sql', true],
  ['models/**', 'models/x/a.sql', true],
  ['models/*.sql', 'models/x/a.sql', false],
  ['**/x/*', 'models/x/a.sql', true],
  ['*.{sql,py}', 'models/x/a.py', true],
  ['*.csv, models/', 'models/x/a.py', true],
  ['a?.sql', 'models/ab.sql', true],
  ['(a+b).sql', 'models/(a+b).sql', true],
])('%s fits %s: %s', (include, path, fits) => {
  expect(pathFilter({ include, exclude: '' })(path)).toBe(fits);
  expect(pathFilter({ include: '', exclude: include })(path)).toBe(!fits);
});

it('looks through 500 files in a moment', () => {
  const line = "select a.order_id, b.amount from {{ ref('orders') }} a join b using (order_id) where amount > 3\n";
  const files = Array.from({ length: 500 }, (_, n) => [`models/m${n}.sql`, line.repeat(80)] as const);
  searchFiles(files, { ...NO_QUERY, text: 'nothing' }, '');
  const from = performance.now();
  searchFiles(files, { ...NO_QUERY, text: 'amount > 3' }, '');
  expect(performance.now() - from).toBeLessThan(1_000);
});
