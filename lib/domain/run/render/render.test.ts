import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '#lib/contracts/run.ts';
import { ProjectBench } from '#lib/testing/project-bench.ts';
import { runOperation } from '../operation.ts';

let bench: ProjectBench;
beforeAll(async () => {
  bench = await ProjectBench.open();
});
afterAll(() => bench[Symbol.asyncDispose]());

const PAYMENTS = 'id,method,amount\n1,card,10.5\n2,cash,2\n3,card,7\n4,coupon,1\n';

describe('a model that asks the database while it is rendered', () => {
  it('sees what was built upstream: a pivot by the values of a seed', async () => {
    const s = bench.schema();
    const { status, step, compilation } = await bench.build(s, {
      'seeds/payments.csv': PAYMENTS,
      'models/pivot.sql': `{{ config(materialized='table') }}
{%- set methods = run_query("select distinct method from " ~ ref('payments') ~ " order by 1").columns[0].values() if execute else [] %}
select
{%- for method in methods %}
  sum(amount) filter (where method = '{{ method }}') as {{ method }}_amount{{ ',' if not loop.last }}
{%- endfor %}
from {{ ref('payments') }}`,
      'models/above.sql': "select card_amount from {{ ref('pivot') }}",
    });
    expect(status).toBe('success');
    expect(compilation.problems).toEqual([]);
    expect(compilation.nodes.get('model.shop.pivot')?.work.type).toBe('deferred');
    expect(step('pivot')).toMatchObject({ status: 'success', rows: 1 });
    expect(await bench.rows(`select * from ${s}.pivot`)).toEqual([[17.5, 2, 1]]);
    expect(await bench.rows(`select * from ${s}.above`)).toEqual([[17.5]]);
  });

  it('names the place of a query that PostgreSQL refuses', async () => {
    const s = bench.schema();
    const { step } = await bench.build(s, {
      'models/bad.sql': "select 1 as a\n{% set x = run_query('select nosuch from pg_class') %}",
      'models/inner.sql': 'select\n  {{ first_of("pg_nosuch") }} as a',
      'macros/first_of.sql':
        "{% macro first_of(table) %}\n  {% do return(run_query('select 1 from ' ~ table).rows[0][0]) if execute %}\n{% endmacro %}",
    });
    expect(step('bad')).toMatchObject({
      status: 'error',
      problem: {
        code: 'sql.column_missing',
        message: 'column "nosuch" does not exist',
        path: 'models/bad.sql',
        line: 2,
      },
    });
    expect(step('inner')?.problem).toMatchObject({
      code: 'sql.relation_missing',
      path: 'macros/first_of.sql',
      line: 2,
    });
  });

  it('reads relations and columns as dbt’s adapter gives them', async () => {
    const s = bench.schema();
    const { status } = await bench.build(s, {
      'models/base.sql': `{{ config(materialized='table') }}
select 1 as id, 'a'::varchar(10) as name, 1.5::numeric(10,2) as price, now() as at`,
      'models/facts.sql': `{{ config(materialized='table') }}
-- depends_on: {{ ref('base') }}
{% set columns = adapter.get_columns_in_relation(ref('base')) %}
{% set there = adapter.get_relation(this.database, this.schema, 'base') %}
select
{%- for column in columns %}
  '{{ column.name }}={{ column.data_type }}' as c{{ loop.index }},
{%- endfor %}
  '{{ there.type }}' as type, '{{ load_relation(this) is none }}' as missing`,
    });
    expect(status).toBe('success');
    expect(await bench.rows(`select * from ${s}.facts`)).toEqual([
      [
        'id=integer',
        'name=character varying(10)',
        'price=numeric(10,2)',
        'at=timestamp with time zone',
        'table',
        'True',
      ],
    ]);
  });

  it('gives agate’s values as Python prints them', async () => {
    const s = bench.schema();
    const { status } = await bench.build(s, {
      'models/values.sql': `{{ config(materialized='table') }}
{% set table = run_query("select 1 as i, 2.50 as n, 1::float8 as f, true as b, null as z, date '2024-01-31' as d,
  timestamp '2024-01-31 10:00:00.5' as t, '{1,2}'::int[] as a, '{\\"k\\": 1}'::jsonb as j, 'x' as s") %}
select {% if execute %}{% for value in table.rows[0] %}$${'$'}{{ value }}${'$'}$ as {{ table.column_names[loop.index0] }}{{ ',' if not loop.last }} {% endfor %}{% endif %}`,
    });
    expect(status).toBe('success');
    expect(await bench.rows(`select * from ${s}.values`)).toEqual([
      ['1', '2.50', '1.0', 'True', 'None', '2024-01-31', '2024-01-31 10:00:00.500000', '[1, 2]', '{"k": 1}', 'x'],
    ]);
  });
});

describe('a materialization written in Jinja', () => {
  it('is built by a custom macro, with its hooks and its own commit', async () => {
    const s = bench.schema();
    const files = {
      'macros/stamped.sql': `{% materialization stamped, default %}
  {%- set target = this.incorporate(type='table') -%}
  {%- set old = load_cached_relation(this) -%}
  {{ run_hooks(pre_hooks) }}
  {% if old is not none %}{{ adapter.drop_relation(old) }}{% endif %}
  {% call statement('main') %}create table {{ target }} as (select *, {{ config.require('stamp') }} as stamp from ({{ sql }}) q){% endcall %}
  {{ run_hooks(post_hooks) }}
  {{ adapter.commit() }}
  {{ return({'relations': [target]}) }}
{% endmaterialization %}`,
      'models/marked.sql':
        "{{ config(materialized='stamped', stamp=7, pre_hook='create table if not exists {{ this.schema }}.heard(n int)', post_hook='insert into {{ this.schema }}.heard select count(*) from {{ this }}') }}\nselect 1 as a union all select 2",
      'models/reads.sql': "select sum(stamp) as total from {{ ref('marked') }}",
    };
    for (let round = 0; round < 2; round += 1) {
      const { status, step } = await bench.build(s, files);
      expect(step('marked')).toMatchObject({ status: 'success', rows: 2 });
      expect(status).toBe('success');
    }
    expect(await bench.rows(`select * from ${s}.marked order by 1`)).toEqual([
      [1, 7],
      [2, 7],
    ]);
    expect(await bench.rows(`select * from ${s}.heard`)).toEqual([[2], [2]]);
    expect(await bench.rows(`select total::int from ${s}.reads`)).toEqual([[14]]);
  });

  it('uses the project’s own create_table_as and create_view_as, and only where they matter', async () => {
    const s = bench.schema();
    const files = {
      'macros/own.sql': `{% macro postgres__create_table_as(temporary, relation, sql) %}
  create {{ 'temporary' if temporary }} table {{ relation }} as (select q.*, 'own' as made from ({{ sql }}) q);
{% endmacro %}
{% macro create_view_as(relation, sql) %}create view {{ relation }} as (select q.*, 'mine' as made from ({{ sql }}) q){% endmacro %}`,
      'models/t.sql': "{{ config(materialized='table') }} select 1 as a",
      'models/v.sql': "select a from {{ ref('t') }}",
    };
    for (let round = 0; round < 2; round += 1) {
      const { status, compilation, step } = await bench.build(s, files);
      expect(step('t')?.problem).toBeUndefined();
      expect(step('v')?.problem).toBeUndefined();
      expect(status).toBe('success');
      expect(compilation.nodes.get('model.shop.t')?.work.type).toBe('macro');
    }
    expect(await bench.rows(`select * from ${s}.t`)).toEqual([[1, 'own']]);
    expect(await bench.rows(`select * from ${s}.v`)).toEqual([[1, 'mine']]);
    const left = await bench.rows(`select relname from pg_class where relnamespace = '${s}'::regnamespace order by 1`);
    expect(left).toEqual([['t'], ['v']]);
  });

  it('keeps nothing of a build that fails, and shows PostgreSQL’s error in the model', async () => {
    const s = bench.schema();
    const { step } = await bench.build(s, {
      'macros/own.sql':
        '{% macro create_table_as(temporary, relation, sql) %}create table {{ relation }} as ({{ sql }}){% endmacro %}',
      'models/t.sql': "{{ config(materialized='table') }}\nselect 1 as a,\n  nosuch as b",
    });
    expect(step('t')).toMatchObject({
      status: 'error',
      problem: { code: 'sql.column_missing', path: 'models/t.sql', line: 3, column: 3 },
    });
    expect(await bench.rows(`select relname from pg_class where relnamespace = '${s}'::regnamespace`)).toEqual([]);
  });

  it('judges tests by the project’s get_test_sql', async () => {
    const s = bench.schema();
    const { step } = await bench.build(s, {
      'macros/own.sql': `{% macro get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) %}
  select 3 as failures, true as should_warn, {{ 'false' if 'lenient' in main_sql else 'true' }} as should_error
{% endmacro %}`,
      'models/m.sql': 'select 1 as a',
      'tests/strict.sql': "select * from {{ ref('m') }} where false",
      'tests/easy.sql': "select 'lenient' from {{ ref('m') }} where false",
    });
    expect(step('strict')).toMatchObject({ status: 'fail', failures: 3 });
    expect(step('easy')).toMatchObject({ status: 'warn', failures: 3 });
  });

  it('says what a materialization must return', async () => {
    const s = bench.schema();
    const { step } = await bench.build(s, {
      'macros/empty.sql': '{% materialization hollow, default %}nothing{% endmaterialization %}',
      'models/m.sql': "{{ config(materialized='hollow') }} select 1 as a",
    });
    expect(step('m')?.problem).toMatchObject({ code: 'materialization.relations', path: 'models/m.sql' });
  });
});

describe('hooks that ask the database', () => {
  it('are rendered when their turn comes', async () => {
    const s = bench.schema();
    const { status } = await bench.build(s, {
      'models/m.sql': `{{ config(materialized='table',
  post_hook="{% set n = run_query('select count(*) from ' ~ this).rows[0][0] %}comment on table {{ this }} is '{{ n }} rows'") }}
select * from generate_series(1, 5) as g(x)`,
    });
    expect(status).toBe('success');
    expect(await bench.rows(`select obj_description('${s}.m'::regclass)`)).toEqual([['5 rows']]);
  });
});

describe('hooks of a run', () => {
  it('run before and after it, those of packages last as in dbt, and see its results', async () => {
    const s = bench.schema();
    const { status, log } = await bench.build(s, {
      'dbt_project.yml': `name: shop
on-run-start:
  - "create table if not exists {{ target.schema }}.told(at int generated always as identity, what text)"
  - "{{ note('start') }}"
on-run-end:
  - "{% for r in results %}insert into {{ target.schema }}.told(what) values ('{{ r.node.name }} {{ r.status }} {{ r.failures }}');{% endfor %}"
  - "{% if run_query('select 1').rows[0][0] == 1 %}{{ note(schemas | join(' ')) }}{% endif %}"
`,
      'dbt_packages/tools/dbt_project.yml':
        'name: tools\non-run-end: "insert into {{ target.schema }}.told(what) values (\'tools\')"\n',
      'macros/note.sql':
        "{% macro note(text) %}insert into {{ target.schema }}.told(what) values ('{{ text }}'){% endmacro %}",
      'models/a.sql': 'select 1 as a',
      'tests/t.sql': "select * from {{ ref('a') }}",
    });
    expect(status).toBe('failed');
    expect(await bench.rows(`select what from ${s}.told order by at`)).toEqual([
      ['start'],
      ['a success None'],
      ['t fail 1'],
      [s],
      ['tools'],
    ]);
    expect(log.filter((line) => line.startsWith('shop-on-run'))).toHaveLength(4);
  });

  it('that fail fail the run, with their line; what is built is, unless a flag says otherwise', async () => {
    const build = (flags: string) =>
      bench.build(bench.schema(), {
        'dbt_project.yml': `name: shop\non-run-start:\n  - "select 1"\n  - "select nosuch"\n${flags}`,
        'models/a.sql': 'select 1 as a',
      });
    const [goesOn, stops] = [await build(''), await build('flags: {skip_nodes_if_on_run_start_fails: true}\n')];
    for (const { status, events } of [goesOn, stops]) {
      expect(status).toBe('failed');
      expect(events.at(-1)).toMatchObject({
        type: 'run_finished',
        problem: { code: 'sql.column_missing', path: 'dbt_project.yml', line: 4 },
      });
    }
    const statuses = [goesOn, stops].map(({ events }) =>
      events.flatMap((event) => (event.type === 'step_finished' ? [event.status] : [])),
    );
    expect(statuses).toEqual([['success'], ['skipped']]);
  });
});

describe('runOperation', () => {
  it('calls a macro with arguments and keeps what it did', async () => {
    const s = bench.schema();
    const files = new Map(
      Object.entries({
        'dbt_project.yml': 'name: shop\n',
        'macros/make.sql': `{% macro make(name, count=1) %}
  {% do adapter.create_schema(api.Relation.create(database=target.database, schema=target.schema)) %}
  {% do run_query('create table ' ~ target.schema ~ '.' ~ name ~ ' as select * from generate_series(1, ' ~ count ~ ') x') %}
  {% do log('made ' ~ name, info=true) %}
  {{ return(count) }}
{% endmacro %}
{% macro fails() %}
  {% do run_query('select 1/0') %}
{% endmacro %}`,
      }),
    );
    const said: string[] = [];
    const call = (macro: string, args: Record<string, unknown>) =>
      runOperation({
        source: { files, options: { target: bench.target(s) } },
        session: bench.session,
        macro,
        args,
        log: (text) => void said.push(text),
      });
    expect(await call('make', { name: 'made', count: 3 })).toBe('3');
    expect(said).toEqual(['made made']);
    expect(await bench.rows(`select count(*)::int from ${s}.made`)).toEqual([[3]]);
    await expect(call('fails', {})).rejects.toMatchObject({
      problem: { code: 'sql.division_by_zero', path: 'macros/make.sql', line: 8 },
    });
    await expect(call('nosuch', {})).rejects.toMatchObject({ problem: { code: 'macro.missing' } });
  });
});

describe('a rendering that never ends', () => {
  it('is stopped by the run’s cancel within two seconds', async () => {
    const stop = new AbortController();
    let asked = 0;
    const emit = (event: RunEvent): void => {
      if (event.type !== 'log' || event.text !== 'begun') return;
      asked = performance.now();
      stop.abort();
    };
    const files = {
      'models/m.sql': `{% do run_query('select 1') %}{% do log('begun', info=true) %}
{% for a in range(2000) %}{% for b in range(2000) %}{% endfor %}{% endfor %} select 1 as a`,
    };
    const { status } = await bench.build(bench.schema(), files, { signal: stop.signal, emit });
    expect(status).toBe('cancelled');
    expect(performance.now() - asked).toBeLessThan(2_000);
  });
});
