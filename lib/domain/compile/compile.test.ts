import { describe, expect, it } from 'vitest';
import { compileFiles, nodeOf, problemPlaces, sqlOf } from './fixture.ts';

describe('refs, sources and configs', () => {
  it('renders relations as dbt-postgres does', () => {
    const compilation = compileFiles({
      'models/a.sql': 'select 1 as id',
      'models/b.sql': "select * from {{ ref('a') }} join {{ source('raw', 'orders') }} using (id)",
      'models/s.yml':
        'sources:\n  - name: raw\n    schema: raw_data\n    tables:\n      - name: orders\n        identifier: Orders 2\n',
    });
    expect(compilation.problems).toEqual([]);
    expect(sqlOf(compilation, 'model.shop.b')).toBe(
      'select * from "db"."main"."a" join "db"."raw_data"."Orders 2" using (id)',
    );
    expect(nodeOf(compilation, 'model.shop.b').graph.dependsOn).toEqual(['model.shop.a', 'source.shop.raw.orders']);
  });

  it('lays configs over each other: folder, YAML, inline; tags add up', () => {
    const compilation = compileFiles({
      'dbt_project.yml':
        'name: shop\nmodels:\n  +tags: [all]\n  shop:\n    marts:\n      +materialized: table\n      +schema: marts\n      tags: inner\n',
      'models/marts/a.sql': "{{ config(tags=['own'], alias='Ä') }} select 1",
      'models/marts/a.yml': 'models:\n  - name: a\n    config: {materialized: view}\n',
      'models/marts/b.sql': 'select 1',
    });
    const a = nodeOf(compilation, 'model.shop.a').graph;
    expect([a.materialized, a.tags, a.relation]).toEqual([
      'view',
      ['all', 'inner', 'own'],
      { schema: 'main_marts', identifier: 'Ä' },
    ]);
    expect(nodeOf(compilation, 'model.shop.b').graph.materialized).toBe('table');
  });

  it('lets the project name schemas and aliases itself', () => {
    const compilation = compileFiles({
      'macros/names.sql':
        "{% macro generate_schema_name(custom, node) %}{{ custom or 'x' }}{% endmacro %}{% macro default__generate_alias_name(custom=none, node=none) %}{{ node.name | upper }}{% endmacro %}",
      'models/a.sql': "{{ config(schema='own') }} select 1",
    });
    expect(nodeOf(compilation, 'model.shop.a').graph.relation).toEqual({ schema: 'own', identifier: 'A' });
  });

  it('inlines ephemeral models once each, joining a WITH that is there', () => {
    const compilation = compileFiles({
      'models/e1.sql': "{{ config(materialized='ephemeral') }}select 1 as id",
      'models/e2.sql': "{{ config(materialized='ephemeral') }}select * from {{ ref('e1') }}",
      'models/a.sql': "-- with\nwith recursive x as (select * from {{ ref('e2') }}) select * from x, {{ ref('e1') }}",
    });
    expect(sqlOf(compilation, 'model.shop.a')).toBe(
      '-- with with recursive __dbt__cte__e1 as ( select 1 as id ), __dbt__cte__e2 as ( select * from __dbt__cte__e1 ), x as (select * from __dbt__cte__e2) select * from x, __dbt__cte__e1',
    );
  });

  it('finds macros of packages and dispatches', () => {
    const compilation = compileFiles({
      'dbt_packages/utils/dbt_project.yml': 'name: utils\n',
      'dbt_packages/utils/macros/m.sql':
        "{% macro star() %}{{ return(adapter.dispatch('star', 'utils')()) }}{% endmacro %}{% macro default__star() %}*{% endmacro %}{% macro postgres__one() %}1{% endmacro %}{% macro one() %}{{ adapter.dispatch('one', 'utils')() }}{% endmacro %}",
      'macros/own.sql': '{% macro default__star() %}id{% endmacro %}',
      'models/a.sql': 'select {{ utils.star() }}, {{ utils.one() }}, {{ dbt.date_trunc("day", "d") }} from t',
    });
    expect(sqlOf(compilation, 'model.shop.a')).toBe("select id, 1, date_trunc('day', d) from t");
  });

  it('reads var, env_var and target, and refuses secrets', () => {
    const files = {
      'dbt_project.yml': 'name: shop\nvars:\n  a: 1\n  shop: {b: [x, 1.0]}\n',
      'models/a.sql':
        "select {{ var('a') }}, '{{ var('b') }}', '{{ var('c', 'd') }}', '{{ env_var('E') }}', '{{ target.schema }}'",
      'models/b.sql': "select {{ var('aa') }}",
      'models/c.sql': "select '{{ env_var('DBT_ENV_SECRET_X') }}'",
    };
    const compilation = compileFiles(files, { env: { E: 'e', DBT_ENV_SECRET_X: 'no' }, vars: { a: 2 } });
    expect(sqlOf(compilation, 'model.shop.a')).toBe("select 2, '['x', 1]', 'd', 'e', 'main'");
    expect(problemPlaces(compilation.problems)).toEqual([
      'var.missing models/b.sql:1:11',
      'env_var.secret models/c.sql:1:12',
    ]);
  });
});

describe('tests', () => {
  it('are named as dbt names them', () => {
    const compilation = compileFiles({
      'models/customers.sql': 'select 1 as customer_id',
      'models/orders.sql': 'select 1 as customer_id',
      'models/s.yml':
        "models:\n  - name: customers\n    columns:\n      - name: customer_id\n        tests: [unique, not_null]\n  - name: orders\n    columns:\n      - name: customer_id\n        data_tests:\n          - relationships: {to: ref('customers'), field: customer_id}\n          - accepted_values:\n              arguments: {values: [1, 2], quote: false}\n              config: {severity: warn, where: 'customer_id > 0'}\n",
    });
    expect(compilation.problems).toEqual([]);
    // The first two ids are those of dbt's own jaffle_shop.
    expect([...compilation.nodes.keys()].slice(1, 3)).toEqual([
      'test.shop.unique_customers_customer_id.c5af1ff4b1',
      'test.shop.not_null_customers_customer_id.5c9bf9911d',
    ]);
    const accepted = [...compilation.nodes.values()].find((node) => node.graph.name.startsWith('accepted'));
    expect(accepted?.work).toMatchObject({ type: 'test', severity: 'warn' });
    expect(accepted?.work.type === 'test' && accepted.work.sql).toContain(
      'from (select * from "db"."main"."orders" where customer_id > 0) dbt_subquery',
    );
    expect(nodeOf(compilation, 'model.shop.customers').graph.columns[0]?.tests).toHaveLength(2);
  });

  it('may be macros of the project, and queries of their own', () => {
    const compilation = compileFiles({
      'tests/generic/positive.sql':
        '{% test positive(model, column_name, least=0) %}select 1 from {{ model }} where {{ column_name }} < {{ least }}{% endtest %}',
      'tests/none.sql': "{{ config(fail_calc='max(n)', error_if='>10') }} select count(*) as n from {{ ref('a') }}",
      'models/a.sql': 'select 1 as id',
      'models/s.yml':
        'models:\n  - name: a\n    columns:\n      - name: id\n        tests:\n          - positive: {least: 5}\n          - postive\n',
    });
    expect(problemPlaces(compilation.problems)).toEqual(['test.missing models/s.yml:7:13']);
    expect(compilation.problems[0]?.remedy).toBe('Did you mean "positive"?');
    expect(nodeOf(compilation, 'test.shop.none').work).toMatchObject({ failCalc: 'max(n)', errorIf: '>10' });
    expect(nodeOf(compilation, 'test.shop.none').graph.tests).toBe('model.shop.a');
  });
});

describe('kinds of node', () => {
  it('reads Python cells without running them', () => {
    const compilation = compileFiles({
      'models/a.sql': 'select 1',
      'models/cell.py':
        '# dbt.ref("no")\nimport os\ndef model(dbt, session):\n    """dbt.ref("neither")"""\n    dbt.config(tags=["x"], packages=[],\n        meta={"k": -1})\n    f = f"{dbt}"\n    a = dbt.ref("a"); b = dbt.ref(\'shop\', "a")\n    return dbt.source("raw", "t")\n',
      'models/bad.py': 'def model(dbt, session):\n    return dbt.ref(name)\n',
      'models/s.yml': 'sources:\n  - name: raw\n    tables: [{name: t}]\n',
    });
    const cell = nodeOf(compilation, 'model.shop.cell');
    expect(cell.graph.tags).toEqual(['x']);
    expect(cell.work).toMatchObject({
      type: 'python',
      inputs: {
        a: { schema: 'main', identifier: 'a' },
        'shop.a': { identifier: 'a' },
        'raw.t': { schema: 'raw', identifier: 't' },
      },
    });
    expect(problemPlaces(compilation.problems)).toEqual(['python.literal models/bad.py:2:20']);
  });

  it('calls a function under --empty, where what is read has no rows', () => {
    const files = {
      'models/a.sql': "select {{ function('twice') }}(1) from {{ ref('b') }}",
      'models/b.sql': 'select 1',
      'functions/twice.sql': 'select a * 2',
      'functions/f.yml':
        'functions: [{name: twice, arguments: [{name: a, data_type: int}], returns: {data_type: int}}]',
    };
    expect(sqlOf(compileFiles(files, { empty: true }), 'model.shop.a')).toBe(
      'select "db"."main"."twice"(1) from (select * from "db"."main"."b" where false limit 0) _dbt_limit_subq_b',
    );
  });

  it('reads UDFs with their YAML', () => {
    const compilation = compileFiles({
      'functions/zscore.py': 'def zscore(x: float) -> float:\n    return x\n',
      'functions/f.yml':
        'functions:\n  - name: zscore\n    config: {volatility: deterministic, vectorized: true}\n    arguments: [{name: x, data_type: float8}]\n    returns: {data_type: float8}\n',
      'models/a.sql': "select {{ function('zscore') }}(1)",
      'models/b.sql': "select {{ function('zscroe') }}(1)",
    });
    expect(nodeOf(compilation, 'function.shop.zscore').work).toMatchObject({
      type: 'udf',
      entryPoint: 'zscore',
      volatility: 'immutable',
      vectorized: true,
      fenced: true,
      returns: 'float8',
      arguments: [{ name: 'x', type: 'float8' }],
    });
    expect(sqlOf(compilation, 'model.shop.a')).toBe('select "db"."main"."zscore"(1)');
    expect(compilation.problems).toMatchObject([{ code: 'function.missing', remedy: 'Did you mean "zscore"?' }]);
  });

  it('takes functions that return rows, and says where type and returns disagree', () => {
    const yaml = (name: string, more: string) => `  - {name: ${name}, ${more}}\n`;
    const compilation = compileFiles({
      'functions/f.yml': `functions:\n${yaml('pairs', 'returns: {data_type: "TABLE (a int, b numeric(5,2))"}')}${yaml('named', 'config: {type: table}, returns: {data_type: "table(a int)"}')}${yaml('wrong', 'config: {type: table}, returns: {data_type: int}')}${yaml('sums', 'config: {type: aggregate}, returns: {data_type: int}')}`,
      ...Object.fromEntries(
        ['pairs', 'named', 'wrong', 'sums'].map((name) => [`functions/${name}.py`, `def ${name}():\n    return []\n`]),
      ),
      'models/a.sql': "select * from {{ function('pairs') }}()",
    });
    for (const name of ['pairs', 'named'])
      expect(nodeOf(compilation, `function.shop.${name}`).work).toMatchObject({ type: 'udf', returnsTable: true });
    expect(sqlOf(compilation, 'model.shop.a')).toBe('select * from "db"."main"."pairs"()');
    expect(compilation.problems.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'function.type functions/sums.py',
      'function.type functions/wrong.py',
    ]);
  });

  it('reads scripts of analyses, which are no nodes; a wrong name there stops nobody', () => {
    const compilation = compileFiles({
      'models/a.sql': 'select 1 as a',
      'analyses/deep/look.py': 'dbt.ref("a").describe()\n',
      'analyses/wrong.py': 'dbt.ref("b")\n',
    });
    expect(compilation.scripts?.get('analyses/deep/look.py')?.inputs).toEqual({
      a: { schema: 'main', identifier: 'a' },
    });
    expect([...compilation.nodes.keys()]).toEqual(['model.shop.a']);
    expect(compilation.problems).toMatchObject([
      { code: 'ref.missing', severity: 'warning', path: 'analyses/wrong.py' },
    ]);
  });

  it('checks training and prediction nodes', () => {
    const compilation = compileFiles({
      'models/t.sql':
        "{{ config(materialized='model', task='classification', target='y', cv={'folds': 5, 'strategy': 'time', 'column': 'd'}) }} select 1 as y",
      'models/p.sql': "{{ config(materialized='prediction', model=ref('t'), keep=['id']) }} select 1 as id",
      'models/q.sql': "{{ config(materialized='prediction', model='tt') }} select 1",
      'models/u.sql': "{{ config(materialized='model', target='y', algoritm='x',\n  task='classfication') }} select 1",
    });
    expect(nodeOf(compilation, 'model.shop.t').work).toMatchObject({
      type: 'train',
      modelName: 'main.t',
      training: { target: 'y', task: 'classification' },
    });
    const p = nodeOf(compilation, 'model.shop.p');
    expect(p.work).toMatchObject({ type: 'predict', modelName: 'main.t', prediction: { keep: ['id'] } });
    expect(p.graph.dependsOn).toEqual(['model.shop.t']);
    expect(problemPlaces(compilation.problems)).toEqual([
      'predict.model_missing models/q.sql:1:38',
      'config.unknown_key models/u.sql:1:45',
      'config.value models/u.sql:2:3',
    ]);
    expect(compilation.problems.map((problem) => problem.remedy)).toEqual([
      'Did you mean "t"?',
      'Did you mean "algorithm"?',
      'Did you mean "classification"?',
    ]);
  });
});
