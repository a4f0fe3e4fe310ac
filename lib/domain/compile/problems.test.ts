import { describe, expect, it } from 'vitest';
import { compileFiles, nodeOf, problemPlaces, sqlOf } from './fixture.ts';

describe('bad input', () => {
  it('names the near one for a missing ref, and keeps the other nodes', () => {
    const compilation = compileFiles({
      'models/orders.sql': 'select 1',
      'models/b.sql': "select *\nfrom {{ ref('ordres') }}",
    });
    expect(compilation.problems).toMatchObject([
      {
        code: 'ref.missing',
        path: 'models/b.sql',
        line: 2,
        column: 9,
        remedy: 'Did you mean "orders"?',
        nodeId: 'model.shop.b',
      },
    ]);
    expect(nodeOf(compilation, 'model.shop.orders').work.type).toBe('view');
    expect(nodeOf(compilation, 'model.shop.b').work.type).toBe('invalid');
  });

  it('refuses a ref that parsing did not see, and says how to show it', () => {
    const hidden = "{% if execute %}select * from {{ ref('shop', 'orders') }}{% endif %} select 1";
    const compilation = compileFiles({
      'models/orders.sql': 'select 1',
      'models/b.sql': hidden,
      'models/c.sql': `-- depends_on: {{ ref('orders') }}\n${hidden.replace(' select 1', '')}`,
    });
    expect(compilation.problems).toMatchObject([
      {
        code: 'ref.unforeseen',
        path: 'models/b.sql',
        line: 1,
        remedy: "Add a comment that names it where it is always read: -- depends_on: {{ ref('shop', 'orders') }}",
        nodeId: 'model.shop.b',
      },
    ]);
    expect(sqlOf(compilation, 'model.shop.c')).toContain('select * from "db"."main"."orders"');
  });

  it('shows the path of a cycle', () => {
    const compilation = compileFiles({
      'models/a.sql': "select * from {{ ref('b') }}",
      'models/b.sql': "select * from {{ ref('c') }}",
      'models/c.sql': "select * from {{ ref('a') }}",
      'models/d.sql': "select * from {{ ref('c') }}",
    });
    expect(compilation.problems[0]).toMatchObject({
      code: 'graph.cycle',
      path: 'models/a.sql',
      message: 'a depends on itself: a → b → c → a.',
    });
    expect(sqlOf(compilation, 'model.shop.d')).toBe('select * from "db"."main"."c"');
  });

  it.each([
    ['', 'sql.empty'],
    ['-- only\n/* comments /* nested */ */', 'sql.empty'],
    ["{{ config(tags='a') }}", 'sql.empty'],
    ['select 1; select 2', 'sql.two_statements'],
    ['insert into t select 1', 'sql.not_a_query'],
    ["select 'abc", 'sql.unterminated'],
    ['select $$ abc', 'sql.unterminated'],
    ['select "abc', 'sql.unterminated'],
    ['select 1 /* /* */', 'sql.unterminated'],
    ["select E'a\\'", 'sql.unterminated'],
    ['select \0', 'sql.nul'],
    [`select '${'x'.repeat(1_000_001)}'`, 'sql.too_long'],
    ['{% if x %}select 1', 'jinja.syntax'],
    ['select {{ 1', 'jinja.unclosed'],
    ["{{ config(materialized='tabel') }} select 1", 'config.materialized'],
    ['{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}', 'jinja.steps'],
    ['{% macro f() %}{{ dbt_macro__f() }}{% endmacro %}{{ dbt_macro__f() }}', 'jinja.depth'],
    ["{{ ref('ok').__init__.__globals__ }}", 'jinja.sandbox'],
    ["{% set x = 'a' * 9000000 %}{% for i in range(9) %}{{ x }}{% endfor %}", 'jinja.output'],
    ['select {{ nope() }}', 'jinja.undefined'],
  ])('%j is %s', (text, code) => {
    const compilation = compileFiles({ 'models/a.sql': text.slice(0, 1_100_000), 'models/ok.sql': 'select 1' });
    expect(compilation.problems.map((problem) => problem.code)).toEqual([code]);
    expect(compilation.problems[0]?.path).toBe('models/a.sql');
    expect(nodeOf(compilation, 'model.shop.ok').work.type).toBe('view');
  });

  it.each([
    "select ';' as a, $x$ ; $x$, E'\\';', \"a;b\" -- ;\n/* ; /* ; */ ; */",
    'select 1;',
    'select 1 ; -- end;\n',
  ])('%j is one statement', (text) => {
    expect(compileFiles({ 'models/a.sql': text }).problems).toEqual([]);
  });

  it('refuses names that PostgreSQL would cut, and takes any letters', () => {
    const long = 'é'.repeat(32);
    const compilation = compileFiles({
      [`models/${long}.sql`]: 'select 1',
      'models/größe_日本.sql': 'select 1',
      [`models/${'a'.repeat(63)}.sql`]: 'select 1',
    });
    expect(compilation.problems.map((problem) => problem.code)).toEqual(['name.too_long']);
    expect(nodeOf(compilation, 'model.shop.größe_日本').graph.relation?.identifier).toBe('größe_日本');
  });

  it('refuses two nodes of one name and two of one relation', () => {
    const compilation = compileFiles({
      'models/x/a.sql': 'select 1',
      'models/y/a.sql': 'select 2',
      'seeds/a.csv': 'id\n1\n',
      'models/b.sql': "{{ config(alias='c') }} select 1",
      'models/c.sql': 'select 1',
    });
    expect(problemPlaces(compilation.problems)).toEqual([
      'relation.duplicate models/c.sql:1:1',
      'relation.duplicate models/x/a.sql:1:1',
      'name.shared models/x/a.sql:1:1',
      'name.duplicate models/y/a.sql:1:1',
    ]);
  });

  it('a macro with a syntax error that nobody calls is an error, and hides nothing', () => {
    const files = {
      'macros/m.sql': '{% macro bad() %}{{ 1 + }}{% endmacro %}\n{% macro good() %}1{% endmacro %}',
      'models/a.sql': 'select {{ good() }}',
    };
    const compilation = compileFiles(files);
    expect(sqlOf(compilation, 'model.shop.a')).toBe('select 1');
    expect(compilation.problems).toMatchObject([{ severity: 'error', path: 'macros/m.sql', line: 1 }]);
    const calling = compileFiles({ ...files, 'models/b.sql': 'select {{ bad() }}' });
    expect(problemPlaces(calling.problems)).toEqual([
      'jinja.syntax macros/m.sql:1:25',
      'jinja.syntax macros/m.sql:1:25',
    ]);
  });

  it('places an error inside a macro, and one that a macro raises at its call', () => {
    const compilation = compileFiles({
      'macros/m.sql':
        "{% macro f(x) %}\n{{ x + 'a' }}\n{% endmacro %}\n{% macro g() %}{{ exceptions.raise_compiler_error('no way') }}{% endmacro %}",
      'models/a.sql': 'select\n  {{ f(1) }}',
      'models/b.sql': 'select\n  {{ g() }}',
    });
    expect(problemPlaces(compilation.problems)).toEqual([
      'jinja.type macros/m.sql:2:6',
      'macro.raised models/b.sql:2:6',
    ]);
    expect(compilation.problems[0]?.message).toContain('in macro f, called from models/a.sql:2');
  });

  it('YAML: duplicate keys, tabs, bombs and unknown entries', () => {
    const bomb = `a: &a [${'x,'.repeat(50)}]\n${'bcdefgh'
      .split('')
      .map((key, index) => `${key}: &${key} [${`*${'abcdefg'[index]},`.repeat(50)}]`)
      .join('\n')}\n`;
    const compilation = compileFiles({
      'models/a.sql': 'select 1',
      'models/dup.yml': 'models:\n  - name: a\n    description: x\n    description: y\n',
      'models/tab.yml': 'models:\n\t- name: a\n',
      'models/bomb.yml': bomb,
      'models/none.yml': 'models:\n  - name: aa\n',
      'models/jinja.yml': 'models:\n  - name: {{ x }}\n',
    });
    const codes = compilation.problems.map((problem) => `${problem.code} ${problem.path}`);
    expect(codes).toContain('yaml.duplicate_key models/dup.yml');
    expect(codes).toContain('yaml.tab models/tab.yml');
    expect(codes).toContain('yaml.too_large models/bomb.yml');
    expect(codes).toContain('yaml.no_node models/none.yml');
    expect(sqlOf(compilation, 'model.shop.a')).toBe('select 1');
  });

  it.each<readonly [what: string, path: string, text: string, place: string, remedy: string]>([
    ['tabs', 'models/t.yml', 'models:\n\t- name: a\n', 'error yaml.tab 2:1', 'spaces'],
    [
      'a key twice',
      'models/t.yml',
      'models:\n  - name: a\n    meta: {}\n    meta: {}\n',
      'warning yaml.duplicate_key 4:5',
      'Keep one',
    ],
    ['an unknown list', 'models/t.yml', 'modles:\n  - name: a\n', 'warning yaml.unknown_key 1:1', 'models'],
    [
      'an unknown key',
      'models/t.yml',
      'models:\n  - name: a\n    descriptoin: x\n',
      'warning yaml.unknown_key 3:5',
      '"description"',
    ],
    [
      'a key of one’s own',
      'models/t.yml',
      'models:\n  - name: a\n    colour: x\n',
      'warning yaml.unknown_key 3:5',
      '"meta:"',
    ],
    [
      'a config beside',
      'models/t.yml',
      'models:\n  - name: a\n    materialized: table\n',
      'warning yaml.unknown_key 3:5',
      '"config:"',
    ],
    [
      'a misspelt config',
      'models/t.yml',
      'models:\n  - name: a\n    config: {materialised: table}\n',
      'warning config.unknown_key 3:14',
      '"materialized"',
    ],
    [
      'an unknown key of a column',
      'models/t.yml',
      'models:\n  - name: a\n    columns:\n      - name: id\n        test: [unique]\n',
      'warning yaml.unknown_key 5:9',
      '"tests"',
    ],
    ['a list alone', 'models/t.yml', '- a\n', 'error yaml.shape 1:1', 'models:'],
    [
      'two entries of one model',
      'models/t.yml',
      'models:\n  - name: a\n  - name: a\n',
      'error yaml.duplicate_entry 3:11',
      'Join',
    ],
    [
      'a test that is none',
      'models/t.yml',
      'models:\n  - name: a\n    data_tests: [nope]\n',
      'error test.missing 3:18',
      'macros/',
    ],
    [
      'a macro that calls itself',
      'models/b.sql',
      '{% macro f() %}{{ dbt_macro__f() }}{% endmacro %}select {{ dbt_macro__f() }}',
      'error jinja.depth 1:19',
      'calls itself',
    ],
    [
      'a macro that nobody calls',
      'macros/m.sql',
      '{% macro bad() %}{{ 1 + }}{% endmacro %}',
      'error jinja.syntax 1:25',
      'Write an expression',
    ],
    ['a secret', 'models/b.sql', "select '{{ env_var('DBT_ENV_SECRET_X') }}'", 'error env_var.secret 1:12', 'profiles'],
    [
      'a package of the project’s name',
      'dbt_packages/shop/dbt_project.yml',
      'name: shop\n',
      'error project.duplicate_package 1:1',
      'Rename',
    ],
    [
      'a package with a version that is none',
      'dbt_packages/p/dbt_project.yml',
      'name: p\nversion: "1"\n',
      'warning project.own_version 2:10',
      '1.0.0',
    ],
    [
      'a private package',
      'packages.yml',
      'packages:\n  - private: x/y\n',
      'error package.private 2:5',
      'dbt_packages/y',
    ],
    [
      'a package in git',
      'packages.yml',
      'packages:\n  - git: "https://x.example/y.git"\n',
      'error package.missing 2:5',
      'dbt_packages/y',
    ],
  ])('%s: names the place and what to do', (_, path, text, place, remedy) => {
    const { problems } = compileFiles({ 'models/a.sql': 'select 1 as id', [path]: text });
    expect(problems.map(({ severity, code, line, column }) => `${severity} ${code} ${line}:${column}`)).toEqual([
      place,
    ]);
    expect(problems[0]).toMatchObject({ path, remedy: expect.stringContaining(remedy) });
  });

  it.each(['models/a.sql', 'models/t.yml', 'dbt_project.yml', 'macros/m.sql', 'seeds/s.csv'])(
    'reads over a byte order mark in %s',
    (path) => {
      const files: Record<string, string> = {
        'dbt_project.yml': "name: shop\nversion: '1.0'\nprofile: shop\n",
        'models/a.sql': 'select {{ one() }} as id',
        'models/t.yml': 'models:\n  - name: a\n    description: x\n',
        'macros/m.sql': '{% macro one() %}1{% endmacro %}',
        'seeds/s.csv': 'id\n1\n',
      };
      const compilation = compileFiles({ ...files, [path]: `\ufeff${files[path]}` });
      expect(compilation.problems).toEqual([]);
      expect(sqlOf(compilation, 'model.shop.a')).toBe('select 1 as id');
    },
  );

  it('an empty project, and a folder without dbt_project.yml', () => {
    expect(compileFiles({}).nodes.size).toBe(0);
    expect(compileFiles({ 'dbt_project.yml': '' }).problems.map((problem) => problem.code)).toEqual(['project.name']);
  });

  it('says so when a ref is switched off', () => {
    const compilation = compileFiles({
      'models/a.sql': '{{ config(enabled=false) }} select 1',
      'models/b.sql': "select * from {{ ref('a') }}",
    });
    expect(compilation.problems).toMatchObject([{ code: 'ref.disabled' }]);
    expect(compilation.nodes.has('model.shop.a')).toBe(false);
  });

  it('seeds: nothing in the file', () => {
    expect(compileFiles({ 'seeds/s.csv': '' }).problems).toMatchObject([{ code: 'seed.empty', path: 'seeds/s.csv' }]);
  });
});
