import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCompiler, queryComments } from '#lib/domain/compile/index.ts';
import { ProjectBench } from '#lib/testing/project-bench.ts';
import { commented } from './query-comment.ts';

let bench: ProjectBench;
beforeAll(async () => {
  bench = await ProjectBench.open();
});
afterAll(() => bench[Symbol.asyncDispose]());

const commentsOf = (schema: string, settings: string, texts: Readonly<Record<string, string>>) => {
  const files = new Map(Object.entries({ ...texts, 'dbt_project.yml': `name: shop\n${settings}\n` }));
  return queryComments(createCompiler({ target: bench.target(schema) }, files).parsed());
};

describe.each([
  ['before', 'query-comment: "by {{ node.name if node else connection_name }}"'],
  ['after', 'query-comment: {comment: "by {{ node.name if node else connection_name }}", append: true}'],
])('a comment %s the statement', (_, settings) => {
  it('is sent with each, and errors stand where they stood', async () => {
    const s = bench.schema();
    const texts = {
      'models/a.sql': `{{ config(materialized='table') }} select current_query() as said`,
      'models/wrong.sql': 'select 1 as a,\n  nosuch\nfrom pg_class',
      'models/wrong_table.sql': "{{ config(materialized='table') }}\nselect 1 as a,\n  nosuch",
      'models/wrong_macro.sql': "{{ config(materialized='incremental') }}\nselect 1 as a,\n  nosuch",
      'seeds/f.csv': 'id\n1\n',
    };
    const { step } = await bench.build(s, texts, { comments: commentsOf(s, settings, texts) });
    expect(step('f')?.status).toBe('success');
    expect(await bench.rows(`select said from ${s}.a where said like '%/* by a */%'`)).toHaveLength(1);
    expect(step('wrong')?.problem).toMatchObject({ code: 'sql.column_missing', line: 2, column: 3 });
    for (const name of ['wrong_table', 'wrong_macro'])
      expect(step(name)?.problem, name).toMatchObject({ code: 'sql.column_missing', line: 3, column: 3 });
  });

  it('leaves what a statement answers as it is', async () => {
    const own = commented(bench.session, commentsOf('s', settings, {}), { connection: 'master' });
    await own.use(async (connection) => {
      expect((await connection.query('select $1::int + 1; ', ['1'])).rows).toEqual([['2']]);
      expect(await connection.execute('select 1; select 2 as b -- done')).toMatchObject({
        rows: [['2']],
        tag: 'SELECT 1',
      });
      await connection.script('create temporary table filled (a int); insert into filled values (1)');
      expect(await connection.copyIn('copy filled from stdin', ['2\n'])).toBe(1);
      const { rows } = await connection.query('select current_query() from filled');
      expect(rows).toHaveLength(2);
      expect(rows[0]?.[0]).toContain('/* by master */');
    });
  });
});

it('a run whose comment can’t be made fails before anything is sent', async () => {
  const s = bench.schema();
  const texts = { 'models/a.sql': 'select 1 as a' };
  const { status, events } = await bench.build(s, texts, { comments: commentsOf(s, 'query-comment: "a */ b"', texts) });
  expect(status).toBe('failed');
  expect(events.at(-1)).toMatchObject({ type: 'run_finished', problem: { code: 'query_comment.end' } });
  expect(await bench.rows(`select nspname from pg_namespace where nspname = '${s}'`)).toEqual([]);
});
