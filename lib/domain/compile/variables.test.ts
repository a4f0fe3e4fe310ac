import { expect, it } from 'vitest';
import { compileFiles, nodeOf, sqlOf } from './fixture.ts';

const FILES = {
  'dbt_project.yml': `name: shop
vars:
  pages: "{{ ref('given') }}"
  listed: ["{{ ref('given') }}"]
  shop: {plain: 'a # b'}
`,
  'models/given.sql': 'select 1 as id',
};

it('renders a variable that holds Jinja where a node asks for it, and counts what it refers to', () => {
  const compilation = compileFiles({
    ...FILES,
    'models/seen.sql': "select * from {{ var('pages') }}",
    'macros/through.sql': "{% macro through() %}{{ return(var('pages')) }}{% endmacro %}",
    'models/called.sql': 'select * from {{ through() }}',
  });
  for (const name of ['seen', 'called']) {
    expect(sqlOf(compilation, `model.shop.${name}`)).toBe('select * from "db"."main"."given"');
    expect(nodeOf(compilation, `model.shop.${name}`).graph.dependsOn).toEqual(['model.shop.given']);
  }
});

it('leaves alone what is no text, what is inside of a list, and a default', () => {
  const compilation = compileFiles({
    ...FILES,
    'models/seen.sql': `{{ var('listed')[0] }} {{ var('nope', '{{ 1 }}') }} {{ var('plain') }}`,
  });
  expect(sqlOf(compilation, 'model.shop.seen')).toBe("{{ ref('given') }} {{ 1 }} a # b");
});

it('takes a variable of the command line as it takes one of the project', () => {
  const files = { ...FILES, 'models/seen.sql': "select {{ var('amount') + 1 }}, '{{ var('text') }}'" };
  const compilation = compileFiles(files, { vars: { amount: 2, text: '{{ 1 + 1 }}' } });
  expect(sqlOf(compilation, 'model.shop.seen')).toBe("select 3, '2'");
});

it('tells nothing of a config while it parses, as dbt: what a tag leads to is not asked then', () => {
  const compilation = compileFiles({
    ...FILES,
    'macros/tagged.sql': "{% macro tagged() %}{{ return('late' in config.get('tags', [])) }}{% endmacro %}",
    'models/seen.sql': `{{ config(tags=['late']) }}{% if tagged() %}{% if not execute %}{{ exceptions.raise_compiler_error('asked') }}{% endif %}select 2{% else %}select 1{% endif %}`,
  });
  expect(sqlOf(compilation, 'model.shop.seen')).toBe('select 2');
});
