import { createRequire } from 'node:module';
import { beforeAll, expect, test } from 'vitest';
import { createCompiler } from '#lib/domain/compile/index.ts';
import { loadPostgresParser, type PostgresParser } from './postgres-parser.ts';
import type { ColumnPlace } from './protocol.ts';
import { LanguageSession } from './session.ts';

const require = createRequire(import.meta.url);
let parser: PostgresParser;

beforeAll(async () => {
  parser = await loadPostgresParser(
    require('libpg-query/wasm/libpg-query.js'),
    require.resolve('libpg-query/wasm/libpg-query.wasm'),
  );
});

const FILES: Readonly<Record<string, string>> = {
  'dbt_project.yml': 'name: p\nversion: "1"\n',
  'models/sources.yml': 'version: 2\nsources:\n  - name: nyc\n    schema: raw\n    tables:\n      - name: flights\n',
  'models/stg.sql': "select id, arr - dep as late from {{ source('nyc', 'flights') }}",
  'models/mid.sql': "select * from {{ ref('stg') }}",
  'models/mid.yml':
    'version: 2\nmodels:\n  - name: mid\n    columns:\n      - name: id\n        data_tests: [unique]\n',
  'models/last.sql': "select m.id, m.late > 15 as is_late, 1 as one from {{ ref('mid') }} m",
};

function session(): LanguageSession {
  const target = {
    name: 'dev',
    type: 'postgres' as const,
    database: 'd',
    schema: 's',
    user: 'u',
    host: 'h',
    port: 1,
    threads: 1,
  };
  const opened = new LanguageSession(createCompiler({ target }));
  for (const [path, text] of Object.entries(FILES)) opened.setText(path, text);
  opened.setParser(parser);
  return opened;
}

const named = (places: readonly ColumnPlace[]) => places.map(({ relation, column }) => `${relation}.${column}`);

test('a column is followed through stars to the source and to what reads it', () => {
  const { columns } = session().lineage('models/mid.sql', new Map());
  expect(
    columns.map(({ name, from, origins, readers }) => [name, named(from), named(origins), named(readers)]),
  ).toEqual([
    ['id', ['stg.id'], ['nyc.flights.id'], ['last.id']],
    ['late', ['stg.late'], ['nyc.flights.arr', 'nyc.flights.dep'], ['last.is_late']],
  ]);
});

test('a star over a source has the columns of the database', () => {
  const opened = session();
  opened.setText('models/stg.sql', "select * from {{ source('nyc', 'flights') }}");
  const { columns } = opened.lineage('models/stg.sql', new Map([['raw.flights', ['id', 'dep']]]));
  expect(columns.map(({ name }) => name)).toEqual(['id', 'dep']);
});

test('a file that is no node, and SQL that does not parse, have none', () => {
  const opened = session();
  opened.setText('models/stg.sql', 'select from from');
  expect(opened.lineage('models/stg.sql', new Map()).columns).toEqual([]);
  expect(opened.lineage('models/sources.yml', new Map()).columns).toEqual([]);
});
