import { createRequire } from 'node:module';
import { beforeAll, expect, test } from 'vitest';
import { loadSyntaxCheck, type SyntaxCheck } from './postgres-parser.ts';

const require = createRequire(import.meta.url);
let check: SyntaxCheck;

beforeAll(async () => {
  check = await loadSyntaxCheck(
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

test('ten thousand parentheses neither crash nor pass silently into the next check', () => {
  check(`select ${'('.repeat(10_000)}1${')'.repeat(10_000)}`);
  expect(check('select 1')).toBeNull();
});
