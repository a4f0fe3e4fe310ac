import { describe, expect, it } from 'vitest';
import type { Compilation } from '../../contracts/compilation.ts';
import { compileProject, createCompiler } from './compiler.ts';
import { nodeOf, projectFiles, TARGET } from './fixture.ts';

const FILES = {
  'macros/m.sql': '{% macro one() %}1{% endmacro %}',
  'models/e.sql': "{{ config(materialized='ephemeral') }} select {{ one() }} as id",
  'models/a.sql': "select * from {{ ref('e') }}",
  'models/b.sql': "select * from {{ ref('a') }}",
  'models/c.sql': "select * from {{ ref('b') }}",
  'models/s.yml': 'models:\n  - name: a\n    columns:\n      - name: id\n        tests: [unique]\n',
};

const plain = (compilation: Compilation) => ({ ...compilation, nodes: [...compilation.nodes] });

describe('createCompiler', () => {
  it.each([
    ['models/a.sql', "select 2 as id from {{ ref('e') }}"],
    ['models/e.sql', "{{ config(materialized='ephemeral') }} select 9 as id"],
    ['models/e.sql', 'select 9 as id'],
    ['models/e.sql', 'select {{ nothing() }}'],
    ['models/e.sql', null],
    ['macros/m.sql', '{% macro one() %}1.5{% endmacro %}'],
    ['macros/m.sql', '{% macro one() %}{{ 1 + }}{% endmacro %}'],
    ['models/s.yml', 'models:\n  - name: b\n    config: {alias: other}\n'],
    ['models/s.yml', 'models: ['],
    ['dbt_project.yml', 'name: shop\nmodels:\n  +schema: x\n'],
    ['models/a.sql', "select * from {{ ref('c') }}"],
    ['models/new.sql', "select * from {{ ref('c') }}"],
  ])('after a change of %s it gives what compiling anew gives', (path, text) => {
    const compiler = createCompiler({ target: TARGET }, projectFiles(FILES));
    const before = plain(compiler.compilation());
    compiler.update(path, text);
    const files = projectFiles(FILES);
    if (text === null) files.delete(path);
    else files.set(path, text);
    expect(plain(compiler.compilation())).toEqual(plain(compileProject(files, { target: TARGET })));
    compiler.update(path, FILES[path as keyof typeof FILES] ?? (path === 'dbt_project.yml' ? 'name: shop\n' : null));
    expect(plain(compiler.compilation())).toEqual(before);
  });

  it('changes the checksum of what changed, and of nothing else', () => {
    const compiler = createCompiler({ target: TARGET }, projectFiles(FILES));
    const checksum = (name: string) => nodeOf(compiler.compilation(), `model.shop.${name}`).graph.checksum;
    const before = ['a', 'b', 'c'].map(checksum);
    compiler.update('models/b.sql', "select 1, * from {{ ref('a') }}");
    expect(['a', 'b', 'c'].map((name, index) => checksum(name) === before[index])).toEqual([true, false, true]);
    // What reads an ephemeral model holds its text.
    compiler.update('models/e.sql', "{{ config(materialized='ephemeral') }} select 5 as id");
    expect(checksum('a')).not.toBe(before[0]);
    expect(checksum('c')).toBe(before[2]);
  });

  it('gives the same object while nothing changes', () => {
    const compiler = createCompiler({ target: TARGET }, projectFiles(FILES));
    const first = compiler.compilation();
    compiler.update('models/a.sql', FILES['models/a.sql']);
    expect(compiler.compilation()).toBe(first);
  });
});
