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
