import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProjectBench } from '#lib/testing/project-bench.ts';

let bench: ProjectBench;
beforeAll(async () => {
  bench = await ProjectBench.open();
});
afterAll(() => bench[Symbol.asyncDispose]());

const yaml = (...models: string[]): Record<string, string> => ({
  'models/m.yml': `models:\n${models.map((model) => `  - ${model}\n`).join('')}`,
});
const enforced = (name: string, columns: string, more = '', materialized = 'table'): string =>
  `{name: ${name}, config: {materialized: ${materialized}, on_schema_change: fail, contract: {enforced: true}}, columns: [${columns}]${more}}`;

describe('an enforced contract', () => {
  it('makes the columns in its order, with its constraints, and outlives a rebuild below a foreign key', async () => {
    const s = bench.schema();
    const id = '{name: id, data_type: int, constraints: [{type: not_null}, {type: check, expression: id < 100}]}';
    const parent = enforced(
      'parent',
      `{name: v, data_type: varchar}, ${id}`,
      ', constraints: [{type: primary_key, columns: [id]}, {type: unique, columns: [id, v], name: pair}]',
    );
    const child = enforced(
      'child',
      `{name: id, data_type: integer, constraints: [{type: foreign_key, to: ref('parent'), to_columns: [id]}]}`,
    );
    const files = (ids: string) => ({
      ...yaml(parent, child),
      'models/parent.sql': `select x as id, 'a'::text as v from unnest(array[${ids}]) x`,
      'models/child.sql': `select x as id from unnest(array[${ids}]) x`,
    });
    for (const ids of ['1', '1, 2', '2']) {
      const { step } = await bench.build(s, files(ids));
      expect([step('parent')?.problem, step('child')?.problem]).toEqual([undefined, undefined]);
    }
    expect(
      await bench.rows(
        `select attname, format_type(atttypid, atttypmod), attnotnull from pg_attribute where attrelid = '${s}.parent'::regclass and attnum > 0 order by attnum`,
      ),
    ).toEqual([
      ['v', 'character varying', false],
      ['id', 'integer', true],
    ]);
    const constraints = await bench.rows(
      `select pg_get_constraintdef(oid) from pg_constraint where connamespace = '${s}'::regnamespace order by 1`,
    );
    expect(constraints.flat()).toEqual([
      'CHECK ((id < 100))',
      `FOREIGN KEY (id) REFERENCES ${s}.parent(id)`,
      'PRIMARY KEY (id)',
      'UNIQUE (id, v)',
    ]);
    expect(
      await bench.rows(
        `select conname from pg_constraint where conrelid = '${s}.parent'::regclass and conname = 'pair'`,
      ),
    ).toEqual([['pair']]);
  });

  it.each(['table', 'view', 'incremental'])('names the columns of a %s that don’t fit', async (materialized) => {
    const s = bench.schema();
    const { step } = await bench.build(s, {
      ...yaml(enforced('m', '{name: id, data_type: text}, {name: w, data_type: text}', '', materialized)),
      'models/m.sql': 'select 1 as id, 2 as v',
    });
    expect(step('m')?.problem).toMatchObject({
      code: 'contract.mismatch',
      path: 'models/m.sql',
      message:
        'The columns of this model are not those of its contract: id is INTEGER, the contract says TEXT; v is not in the contract; w is missing.',
    });
    expect(await bench.rows(`select to_regclass('${s}.m')`)).toEqual([[null]]);
  });

  it('is refused where YAML leaves it open', async () => {
    const { compilation } = await bench.build(bench.schema(), {
      ...yaml(enforced('m', '{name: id}')),
      'models/m.sql': 'select 1 as id',
    });
    expect(compilation.problems).toMatchObject([
      {
        code: 'contract.incomplete',
        path: 'models/m.yml',
        line: 2,
        message: expect.stringContaining('no data_type: id'),
      },
    ]);
  });
});

describe('rights and comments', () => {
  const role = `reader_${process.pid}`;
  const rights = (s: string) =>
    bench.rows(
      `select table_name, privilege_type from information_schema.role_table_grants where table_schema = '${s}' and grantee = '${role}' order by 1, 2`,
    );

  it('are given, changed and taken with the config, on tables, views, seeds and incremental models', async () => {
    const s = bench.schema();
    await bench.admin.query(`create role ${role}`);
    const files = (grants: string) => ({
      'dbt_project.yml': `name: shop\nmodels: {+grants: ${grants}}\nseeds: {+grants: ${grants}}\n`,
      'seeds/c.csv': 'a\n1\n',
      'models/i.sql': "{{ config(materialized='incremental') }} select 1 as a",
      'models/t.sql': "{{ config(materialized='table') }} select 1 as a",
      'models/v.sql': 'select 1 as a',
    });
    await bench.build(s, files(`{select: [${role}]}`));
    expect(await rights(s)).toEqual(['c', 'i', 't', 'v'].map((name) => [name, 'SELECT']));
    await bench.build(s, files(`{insert: [${role}]}`));
    expect(await rights(s)).toEqual(['c', 'i', 't', 'v'].map((name) => [name, 'INSERT']));
    await bench.build(s, files('{insert: []}'));
    expect(await rights(s)).toEqual([]);
    await bench.admin.query(`drop role ${role}`);
  });

  it('are written where persist_docs asks for it, and go with their text', async () => {
    const s = bench.schema();
    const files = (text: string) => ({
      'models/t.sql':
        "{{ config(materialized='table', persist_docs={'relation': true, 'columns': true}) }} select 1 as a, 2 as b",
      ...yaml(`{name: t, description: "${text}", columns: [{name: A, description: "It's ${text}"}]}`),
    });
    const comments = () =>
      bench.rows(
        `select obj_description('${s}.t'::regclass), col_description('${s}.t'::regclass, 1), col_description('${s}.t'::regclass, 2)`,
      );
    await bench.build(s, files('mine'));
    expect(await comments()).toEqual([['mine', "It's mine", null]]);
    await bench.build(s, files(''));
    expect(await comments()).toEqual([[null, "It's ", null]]);
  });
});
