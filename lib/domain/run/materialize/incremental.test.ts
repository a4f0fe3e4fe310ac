import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProjectBench } from '#lib/testing/project-bench.ts';

let bench: ProjectBench;
beforeAll(async () => {
  bench = await ProjectBench.open();
});
afterAll(() => bench[Symbol.asyncDispose]());

// What dbt-core 1.11 gives for the same three loads is what stands below.
const loads = [
  'id,v,day\n1,a,2024-01-01\n2,b,2024-01-01\n3,c,2024-01-02\n',
  'id,v,day\n2,B,2024-01-03\n3,c,2024-01-02\n4,d,2024-01-03\n',
  'id,v,day\n4,D,2024-01-04\n5,e,2024-01-04\n',
];
const all = "select * from {{ ref('src') }}";
const model = (config: string, sql = all): string => `{{ config(materialized='incremental', ${config}) }}\n${sql}`;

async function afterLoads(models: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) {
  const s = bench.schema();
  for (const load of loads) {
    const { status } = await bench.build(s, { 'seeds/src.csv': load, ...more, ...models });
    if (status !== 'success') throw new Error(`a build ended as ${status}`);
  }
  return s;
}

const kept = (s: string, name: string): Promise<unknown[]> =>
  bench.rows(`select string_agg(id || v, ' ' order by id, v collate "C") from ${s}.${name}`);

describe('an incremental model over three runs', () => {
  it('takes rows by its strategy', async () => {
    const s = await afterLoads(
      {
        'models/appended.sql': model("incremental_strategy='append'"),
        'models/keyed.sql': model("unique_key='id'"),
        'models/keyed_by_two.sql': model("unique_key=['id', 'v'], incremental_strategy='delete+insert'"),
        'models/merged.sql': model("unique_key='id', incremental_strategy='merge'"),
        'models/merged_but.sql': model("unique_key=['id'], incremental_strategy='merge', merge_exclude_columns=['v']"),
        'models/merged_only.sql': model("unique_key='id', incremental_strategy='merge', merge_update_columns=['day']"),
        'models/narrowed.sql': model(
          `unique_key='id', incremental_predicates=["DBT_INTERNAL_DEST.day > '2024-01-01'"]`,
        ),
        'models/own.sql': model("unique_key='id', incremental_strategy='mine'"),
        'models/newer.sql': model(
          "unique_key='id'",
          `${all} {% if is_incremental() %} where day > (select max(day) from {{ this }}) {% endif %}`,
        ),
      },
      {
        'macros/mine.sql': `{% macro get_incremental_mine_sql(arg_dict) %}
insert into {{ arg_dict['target_relation'] }} select * from {{ arg_dict['temp_relation'] }} where {{ arg_dict['unique_key'] }} > 3
{% endmacro %}`,
      },
    );
    expect(await kept(s, 'appended')).toEqual([['1a 2B 2b 3c 3c 4D 4d 5e']]);
    expect(await kept(s, 'keyed')).toEqual([['1a 2B 3c 4D 5e']]);
    expect(await kept(s, 'keyed_by_two')).toEqual([['1a 2B 2b 3c 4D 4d 5e']]);
    expect(await kept(s, 'merged')).toEqual([['1a 2B 3c 4D 5e']]);
    expect(await kept(s, 'merged_but')).toEqual([['1a 2b 3c 4d 5e']]);
    expect(await kept(s, 'merged_only')).toEqual([['1a 2b 3c 4d 5e']]);
    expect(await kept(s, 'narrowed')).toEqual([['1a 2B 2b 3c 4D 5e']]);
    expect(await kept(s, 'own')).toEqual([['1a 2b 3c 4D 4d 5e']]);
    expect(await kept(s, 'newer')).toEqual([['1a 2B 3c 4D 5e']]);
  });

  it('starts anew with --full-refresh, unless it says no', async () => {
    const s = bench.schema();
    const files = {
      'seeds/src.csv': loads[0] ?? '',
      'models/a.sql': model(''),
      'models/b.sql': model('full_refresh=false'),
    };
    await bench.build(s, files);
    await bench.build(s, files);
    await bench.build(s, files, { request: { fullRefresh: true, vars: {} } });
    expect(await bench.rows(`select (select count(*) from ${s}.a), (select count(*) from ${s}.b)`)).toEqual([
      ['3', '9'],
    ]);
  });

  it('replaces what was a view, with its indexes', async () => {
    const s = bench.schema();
    await bench.build(s, { 'models/a.sql': 'select 1 as x' });
    await bench.build(s, { 'models/a.sql': model("indexes=[{'columns': ['x'], 'unique': true}]", 'select 1 as x') });
    expect(await bench.rows(`select relkind from pg_class where oid = '${s}.a'::regclass`)).toEqual([['r']]);
    expect(await bench.rows(`select indisunique from pg_index where indrelid = '${s}.a'::regclass`)).toEqual([[true]]);
  });

  it('keeps the old rows when a run fails half way', async () => {
    const s = bench.schema();
    const rows = (sql: string) => ({ 'models/a.sql': model("unique_key='x'", sql) });
    await bench.build(s, rows('select 1 as x, 1 as y'));
    const hook = `{{ config(materialized='incremental', unique_key='x', post_hook='select 1/0') }} select 1 as x, 2 as y`;
    const { step } = await bench.build(s, { 'models/a.sql': hook });
    expect(step('a')).toMatchObject({ status: 'error' });
    expect(await bench.rows(`select x, y from ${s}.a`)).toEqual([[1, 1]]);
  });

  it('names a strategy that is not there', async () => {
    const files = { 'models/a.sql': model("incremental_strategy='mergee'", 'select 1 as x') };
    const { step } = await bench.build(bench.schema(), files);
    expect(step('a')?.problem).toMatchObject({
      code: 'config.incremental_strategy',
      remedy: 'Did you mean "merge"?',
      path: 'models/a.sql',
    });
  });
});

describe('on_schema_change', () => {
  const columns = (s: string, name: string): Promise<unknown[]> =>
    bench.rows(
      `select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum) from pg_attribute
        where attrelid = '${s}.${name}'::regclass and attnum > 0 and not attisdropped`,
    );
  const models = (sql: string) =>
    Object.fromEntries(
      ['ignore', 'fail', 'append_new_columns', 'sync_all_columns'].map((mode) => [
        `models/${mode}.sql`,
        model(`unique_key='id', on_schema_change='${mode}'`, sql),
      ]),
    );

  it('does what it says with new, missing and other columns', async () => {
    const s = bench.schema();
    await bench.build(s, models("select 1 as id, 'a'::varchar(5) as v, 1 as n"));
    const { step } = await bench.build(s, models("select 2 as id, 'b'::varchar(9) as v, 2.5 as n, true as extra"));
    expect(step('fail')?.problem?.message).toContain('New: extra. Gone: none. Other type: n.');
    expect(await columns(s, 'ignore')).toEqual([['id integer, n integer, v character varying(9)']]);
    expect(await columns(s, 'fail')).toEqual([['id integer, v character varying(5), n integer']]);
    expect(await columns(s, 'append_new_columns')).toEqual([
      ['id integer, n integer, v character varying(9), extra boolean'],
    ]);
    expect(await columns(s, 'sync_all_columns')).toEqual([
      ['id integer, v character varying(9), extra boolean, n numeric'],
    ]);
    await bench.build(s, models('select 3 as id, 3.5 as n'));
    expect(await columns(s, 'sync_all_columns')).toEqual([['id integer, n numeric']]);
  });
});
