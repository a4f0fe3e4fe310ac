import { describe, expect, it } from 'vitest';
import { createCompiler, queryComments } from './index.ts';

const target = {
  name: 'dev',
  type: 'postgres',
  database: 'd',
  schema: 's',
  user: 'u',
  host: 'h',
  port: 1,
  threads: 4,
} as const;

function project(settings: string, more: Readonly<Record<string, string>> = {}) {
  const files = {
    'dbt_project.yml': `name: shop\nprofile: of_shop\n${settings}`,
    'models/a.sql': 'select 1 as a',
    ...more,
  };
  const compiler = createCompiler({ target }, new Map(Object.entries(files)));
  return { comments: queryComments(compiler.parsed()), problems: compiler.compilation().problems };
}

describe('the comment of a statement', () => {
  it('says by itself who sends it, with dbt’s keys', () => {
    const { comments } = project('');
    const said = { app: 'insitu', dbt_version: expect.any(String), profile_name: 'of_shop', target_name: 'dev' };
    expect(JSON.parse(comments.of({ node: 'model.shop.a' }))).toEqual({ ...said, node_id: 'model.shop.a' });
    expect(JSON.parse(comments.of({ connection: 'master' }))).toEqual({ ...said, connection_name: 'master' });
    expect(comments.append).toBe(false);
  });

  it('is the project’s own, before or after the statement, or none', () => {
    const of = (settings: string) => project(settings).comments.of({ node: 'model.shop.a' });
    expect(of('query-comment: "{{ node.name }} on {{ target.name }}"')).toBe('a on dev');
    expect(of('query-comment: {comment: "{{ return(connection_name) }}", append: true}')).toBe('model.shop.a');
    expect(project('query-comment: {append: true}').comments.append).toBe(true);
    expect(of('query-comment: {append: true}')).toContain('"app": "insitu"');
    for (const none of ['', "''", 'null', '{}', '{comment: ""}']) expect(of(`query-comment: ${none}`)).toBe('');
  });

  it('that can’t be made is told at its key', () => {
    const wrong = (settings: string, more = {}) => project(settings, more).problems;
    expect(wrong('query-comment: "a */ b"')).toMatchObject([
      { code: 'query_comment.end', path: 'dbt_project.yml', line: 3, remedy: expect.any(String) },
    ]);
    expect(wrong('query-comment: "{{ nothing() }}"')).toMatchObject([{ path: 'dbt_project.yml', line: 3 }]);
    const macros = { 'macros/m.sql': '{% macro m() %}\n\n{{ nothing() }}{% endmacro %}' };
    expect(wrong('query-comment: "{{ m() }}"', macros)).toMatchObject([{ path: 'macros/m.sql', line: 3 }]);
  });
});
