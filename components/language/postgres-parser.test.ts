import { createRequire } from 'node:module';
import { beforeAll, expect, test } from 'vitest';
import { loadPostgresParser, type PostgresParser } from './postgres-parser.ts';

const require = createRequire(import.meta.url);
let parser: PostgresParser;
const check = (sql: string) => parser.check(sql);

beforeAll(async () => {
  parser = await loadPostgresParser(
    require('libpg-query/wasm/libpg-query.js'),
    require.resolve('libpg-query/wasm/libpg-query.wasm'),
  );
});

test('SQL that PostgreSQL takes has no fault', () => {
  expect(check('select a, count(*) filter (where b) from t group by 1')).toBeNull();
  expect(check('')).toBeNull();
});

test('a fault stands at the token PostgreSQL names', () => {
  expect(check('select a frm t where')).toEqual({ message: 'syntax error at or near "t"', position: 13 });
  expect(check("select 'é', from t")).toEqual({ message: 'syntax error at or near "from"', position: 12 });
});

test('what is SQL has a parse tree, what is not has none', () => {
  expect(parser.parse('select é.a from é')).toMatchObject({ stmts: [{ stmt: { SelectStmt: {} } }] });
  expect(parser.parse('select from from')).toBeNull();
  expect(parser.parse(' ')).toBeNull();
});

test('ten thousand parentheses neither crash nor pass silently into the next check', () => {
  check(`select ${'('.repeat(10_000)}1${')'.repeat(10_000)}`);
  expect(check('select 1')).toBeNull();
});
