import { expect, it } from 'vitest';
import { compileFiles, nodeOf } from './fixture.ts';

const PACKAGE = {
  'packages.yml': 'packages: [{local: lib}]\n',
  'dbt_packages/lib/dbt_project.yml': 'name: lib\nversion: "1.0"\n',
  'dbt_packages/lib/models/stg.sql': 'select 1 as id',
  'dbt_packages/lib/models/s.yml':
    'models: [{name: stg, description: A stage., config: {materialized: table}, columns: [{name: id, data_tests: [unique]}]}]\n',
};

it('takes over what a package says of the model that it puts in the place of one switched off', () => {
  const { nodes, problems } = compileFiles({
    ...PACKAGE,
    'dbt_project.yml': 'name: shop\nversion: "1.0"\nmodels: {lib: {stg: {+enabled: false}}}\n',
    'models/stg.sql': 'select 2 as id',
  });
  expect(problems).toEqual([]);
  expect(nodes.get('model.shop.stg')?.graph).toMatchObject({ description: 'A stage.', materialized: 'table' });
  const test = [...nodes.values()].find(({ graph }) => graph.kind === 'test');
  expect(test).toMatchObject({ packageName: 'lib', graph: { tests: 'model.shop.stg' } });
});

it('describes a package’s model, whose tests are then the project’s', () => {
  const { 'dbt_packages/lib/models/s.yml': yaml, ...bare } = PACKAGE;
  const { nodes, problems } = compileFiles({ ...bare, 'models/s.yml': yaml });
  expect(problems).toEqual([]);
  expect(nodes.get('model.lib.stg')?.graph).toMatchObject({ description: 'A stage.', materialized: 'table' });
  const test = [...nodes.values()].find(({ graph }) => graph.kind === 'test');
  expect(test).toMatchObject({ packageName: 'shop', graph: { tests: 'model.lib.stg' } });
});

it('gives the macros of a package as a dict', () => {
  const compilation = compileFiles({
    ...PACKAGE,
    'dbt_packages/lib/macros/one.sql': '{% macro one() %}1{% endmacro %}',
    'models/m.sql':
      "select {{ context['lib'].get('one')() }} as n, {{ lib.get('two') is none }} as t, {{ 'one' in lib.keys() }} as k",
  });
  expect(nodeOf(compilation, 'model.shop.m').work).toMatchObject({ sql: 'select 1 as n, True as t, True as k' });
});

it('ends a description with its file, as dbt strips files', () => {
  const compilation = compileFiles({
    'models/m.sql': 'select 1 as a',
    'models/s.yml': 'models:\n  - name: m\n    description: >\n      Of two\n      lines.\n',
  });
  expect(nodeOf(compilation, 'model.shop.m').graph.description).toBe('Of two lines.');
});

it('leaves to a package what it says of its own', () => {
  const compilation = compileFiles({ ...PACKAGE, 'models/stg2.sql': 'select 2 as id' });
  expect(nodeOf(compilation, 'model.lib.stg').graph).toMatchObject({ description: 'A stage.' });
});

it('takes the tests of an entry below the wrong key, and says where it belongs', () => {
  const { nodes, problems } = compileFiles({
    'seeds/periods.csv': 'id\n1\n',
    'models/s.yml': 'models: [{name: periods, columns: [{name: id, data_tests: [not_null]}]}]\n',
  });
  expect(problems).toMatchObject([{ code: 'yaml.wrong_key', severity: 'warning', path: 'models/s.yml' }]);
  expect([...nodes.values()].map(({ graph }) => graph.tests).filter(Boolean)).toEqual(['seed.shop.periods']);
});

it('reads the macros of a file and leaves what stands between them', () => {
  const { problems, nodes } = compileFiles({
    'macros/a.sql':
      '{% https://example.org %}\n{# {% macro no() %} #}\n{% macro one() %}1{% endmacro %}\n{% nothing %}\n',
    'models/m.sql': 'select {{ one() }} as n',
  });
  expect(problems).toEqual([]);
  expect(nodes.get('model.shop.m')?.work).toMatchObject({ sql: 'select 1 as n' });
});

it('still says which macro is broken', () => {
  const { problems } = compileFiles({
    'macros/a.sql': '{% macro one() %}{% if %}{% endmacro %}\n{% macro two() %}2{% endmacro %}',
  });
  expect(problems).toMatchObject([{ path: 'macros/a.sql', line: 1 }]);
});

it('renders the names of sources', () => {
  const { nodes, problems } = compileFiles({
    'models/s.yml':
      'sources: [{name: "{{ target.schema }}", tables: [{name: "{{ var(\'t\', \'t\') }}", columns: [{name: id, data_tests: [unique]}]}]}]\n',
    'models/m.sql': "select * from {{ source(target.schema, 't') }}",
  });
  expect(problems).toEqual([]);
  expect(nodes.get('model.shop.m')?.graph.dependsOn).toEqual(['source.shop.main.t']);
  expect([...nodes.keys()].filter((id) => id.startsWith('test.'))[0]).toContain('source_unique_main_t_id');
});
