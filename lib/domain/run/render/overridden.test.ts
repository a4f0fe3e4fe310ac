import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProjectBench } from '#lib/testing/project-bench.ts';

let bench: ProjectBench;
beforeAll(async () => {
  bench = await ProjectBench.open();
});
afterAll(() => bench[Symbol.asyncDispose]());

const CSV = `id,name,paid,price,at,note
1,O'Brien \\ 5%,true,1.50,2024-01-31 10:00:00,
2,,false,2,2024-02-01 00:00:00,null
`;

describe('a seed whose macros the project has its own of', () => {
  it('is loaded by them, with the types and the rows it has otherwise', async () => {
    const [plain, own] = [bench.schema(), bench.schema()];
    const seed = { 'seeds/people.csv': CSV };
    expect((await bench.build(plain, seed)).status).toBe('success');
    const { status, step, compilation } = await bench.build(own, {
      ...seed,
      'macros/load.sql': `{% macro get_batch_size() %}{{ return(1) }}{% endmacro %}
{% macro postgres__create_csv_table(model, agate_table) %}
  {% do log(agate_table.column_names | join(' '), info=true) %}
  {{ return(default__create_csv_table(model, agate_table)) }}
{% endmacro %}`,
    });
    expect(compilation.nodes.get('seed.shop.people')?.work).toMatchObject({ type: 'macro', materialization: 'seed' });
    expect(status).toBe('success');
    expect(step('people')).toMatchObject({ status: 'success', rows: 2 });
    const rows = (schema: string) => bench.rows(`select to_jsonb(t) from ${schema}.people t order by id`);
    expect(await rows(own)).toEqual(await rows(plain));
    const types = (schema: string) =>
      bench.rows(
        `select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = '${schema}.people'::regclass and attnum > 0 order by attnum`,
      );
    expect(await types(own)).toEqual(await types(plain));
  });

  it('has all its rows, however many', async () => {
    const s = bench.schema();
    const lines = Array.from({ length: 12_000 }, (_, index) => `${index},some text of row ${index}`);
    const { status } = await bench.build(s, {
      'seeds/long.csv': ['id,words', ...lines].join('\n'),
      'macros/m.sql': '{% macro get_batch_size() %}{{ return(5000) }}{% endmacro %}',
    });
    expect(status).toBe('success');
    expect(await bench.rows(`select count(*)::int, sum(id)::int from ${s}.long`)).toEqual([[12_000, 71_994_000]]);
  });

  it('is emptied and filled again in the table that stands', async () => {
    const s = bench.schema();
    const files = {
      'seeds/a.csv': 'id\n1\n',
      'macros/m.sql': "{% macro get_binding_char() %}{{ return('%s') }}{% endmacro %}",
    };
    await bench.build(s, files);
    const [before] = await bench.rows(`select '${s}.a'::regclass::oid::int`);
    await bench.build(s, { ...files, 'seeds/a.csv': 'id\n2\n3\n' });
    expect(await bench.rows(`select '${s}.a'::regclass::oid::int`)).toEqual([before]);
    expect(await bench.rows(`select id from ${s}.a order by id`)).toEqual([[2], [3]]);
  });
});

describe('a SQL function whose macros the project has its own of', () => {
  it('is made by them', async () => {
    const s = bench.schema();
    const { status, compilation } = await bench.build(s, {
      'functions/twice.sql': 'select a * 2',
      'functions/f.yml': `functions:
  - {name: twice, arguments: [{name: a, data_type: integer}], returns: {data_type: integer}, config: {volatility: deterministic}}`,
      'macros/m.sql': `{% macro default__scalar_function_body_sql() %}
$$ select ({{ model.compiled_code }}) + 1 $$ language sql
{% endmacro %}`,
      'models/used.sql': "select {{ function('twice') }}(3) as six",
    });
    expect(compilation.nodes.get('function.shop.twice')?.work.type).toBe('macro');
    expect(status).toBe('success');
    expect(await bench.rows(`select six from ${s}.used`)).toEqual([[7]]);
    expect(
      await bench.rows(
        `select provolatile from pg_proc where proname = 'twice' and pronamespace = '${s}'::regnamespace`,
      ),
    ).toEqual([['i']]);
  });
});

describe('macros that list what a database holds', () => {
  it('answer operations of a project', async () => {
    const s = bench.schema();
    const { status } = await bench.build(s, {
      'models/base.sql': "{{ config(materialized='table') }} select 1 as id",
      'models/over.sql': "select * from {{ ref('base') }}",
      'models/seen.sql': `{{ config(materialized='table') }}
-- depends_on: {{ ref('over') }} {{ ref('base') }}
{% if execute %}
{% set where = api.Relation.create(database=target.database, schema=this.schema).information_schema() %}
{% set catalog = get_catalog(where, [this.schema]) %}
{% set reads = get_relations() %}
select {{ catalog.rows | length }} as columns_of_all,
  '{{ catalog.rows | map(attribute='table_type') | unique | sort | join(',') }}' as kinds,
  {{ reads.rows | selectattr('dependent_schema', 'equalto', this.schema) | list | length }} as edges,
  '{{ collect_freshness(ref('base'), 'now()', 'true').table.column_names | join(',') }}' as fresh,
  {{ get_powers_of_two(9) }} as power, {{ dbt.can_clone_table() }} as clones
{% else %}select 1{% endif %}`,
    });
    expect(status).toBe('success');
    expect(await bench.rows(`select * from ${s}.seen`)).toEqual([
      [2, 'BASE TABLE,VIEW', 1, 'max_loaded_at,snapshotted_at', 4, false],
    ]);
  });
});
