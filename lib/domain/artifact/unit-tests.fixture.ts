/** A project of unit tests: every format, place and override, with some that fail and some that can't be run. */
export const UNIT_TEST_PROJECT: Readonly<Record<string, string>> = {
  'dbt_project.yml': `name: shop
version: "1.0"
profile: shop
vars: {rate: 2}
unit_tests: {+tags: [fromproject], shop: {staging: {+meta: {a: 1}}}}
`,
  'macros/m.sql': `{% macro greet() %}'hello'{% endmacro %}
{% macro twice(x) %}{{ x }} * 2{% endmacro %}
{% macro outer_greet() %}{{ greet() }}{% endmacro %}`,
  'seeds/raw.csv': 'id,name,at\n1,a,2020-01-01\n2,,2020-01-02\n',
  'dbt_packages/util/dbt_project.yml': 'name: util\nversion: "1.0"\n',
  'dbt_packages/util/macros/u.sql': '{% macro one() %}1{% endmacro %}',
  'packages.yml': 'packages: [{local: ../util}]\n',
  'models/staging/stg.sql':
    "select id, name::varchar(10) as name, at::date as at, 1.5::numeric(10,2) as price, true as ok, '{\"a\":1}'::jsonb as js, '2020-01-01 10:00:00'::timestamp as ts from {{ ref('raw') }}",
  'models/staging/totals.sql':
    "select name, count(*) as n, sum(price) * {{ var('rate') }} as total, {{ greet() }} as hi, '{{ env_var('NOPE', 'x') }}' as e from {{ ref('stg') }} where ok group by 1",
  'models/staging/incr.sql':
    "{{ config(materialized='incremental', unique_key='id') }} select id, at from {{ ref('stg') }} {% if is_incremental() %} where at > (select max(at) from {{ this }}) {% endif %}",
  'models/src.sql': "select id, v from {{ source('ext', 'things') }}",
  'models/kinds.sql': 'select id, ts, at, ok, price, js from {{ ref("stg") }}',
  'models/macros_used.sql':
    "select {{ greet() }} as a, {{ outer_greet() }} as b, {{ shop.greet() }} as c, {{ util.one() }} as d, {{ dbt.concat([\"'x'\", \"'y'\"]) }} as e, {{ concat([\"'x'\", \"'y'\"]) }} as f, '{{ this }}' as g, '{{ config.get(\"materialized\") }}' as h from {{ ref('stg') }}",
  'models/eph.sql': "{{ config(materialized='ephemeral') }} select id from {{ ref('stg') }}",
  'models/on_eph.sql':
    "with a as (select * from {{ ref('eph') }}) select a.id, b.name from a join {{ ref('stg') }} b using (id)",
  'models/ver_v1.sql': 'select 1 as id',
  'models/ver_v2.sql': "select id from {{ ref('stg') }}",
  'models/gone.sql': '{{ config(enabled=false) }} select 1 as id',
  'tests/fixtures/stg_rows.csv': 'id,name,at,price\n1,x,2021-05-05,2.25\n2,y,,\n',
  'tests/fixtures/expected.sql': "select 'x'::text as name, 1 as n, 2.0 as total, 'hello' as hi, 'x' as e",
  'models/staging/schema.yml': `
unit_tests:
  - name: in_folder
    model: stg
    given: [{input: ref('raw'), rows: [{id: 5, at: "2020-01-01"}]}]
    expect: {rows: [{id: 5, name: null, at: 2020-01-01}]}
`,
  'models/schema.yml': `
sources:
  - name: ext
    schema: main
    tables: [{name: things, identifier: raw_things}]
models:
  - name: ver
    latest_version: 2
    versions: [{v: 1}, {v: 2}]
unit_tests:
  - name: ok_dict
    model: totals
    description: "the {{ var('rate') }}"
    config: {tags: [mine], meta: {b: "{{ var('rate') }}"}}
    given:
      - input: ref('stg')
        rows:
          - {id: 1, name: a, price: 2.5, ok: true}
          - {id: 2, name: a, price: null, ok: true, at: 2020-02-02}
          - {id: 3, name: "b's", ok: false}
    expect:
      rows:
        - {name: a, n: 2, total: 5}
  - name: bad_dict
    model: totals
    overrides: {macros: {greet: "'hi'"}, vars: {rate: 10}, env_vars: {NOPE: set}}
    given:
      - input: ref('stg')
        rows:
          - {id: 1, name: a, price: 2.5, ok: true}
          - {id: 3, name: "b", price: 1, ok: true}
    expect:
      rows:
        - {name: a, n: 2, total: 25, e: set}
        - {name: c, n: 2, total: 25, e: set}
  - name: csv_inline
    model: totals
    given:
      - input: ref('stg')
        format: csv
        rows: |
          id,name,ok
          1,x,true
          2,y,
    expect:
      format: csv
      rows: |
        name,n
        x,1
  - name: seed_rows
    model: stg
    given: [{input: ref('raw')}]
    expect:
      rows: [{id: 1, name: a}, {id: 2, name: ""}]
  - name: fixture_file
    model: incr
    overrides: {macros: {is_incremental: true}}
    given:
      - input: ref('stg')
        format: csv
        fixture: stg_rows
      - input: this
        rows: [{id: 1, at: "2021-01-01"}]
    expect:
      rows: [{id: 1, at: 2021-05-05}]
  - name: full
    model: incr
    overrides: {macros: {is_incremental: false}}
    given: [{input: ref('stg'), rows: [{id: 1}]}]
    expect: {rows: [{id: 1}]}
  - name: sql_expect
    model: totals
    given:
      - input: ref('stg')
        format: sql
        rows: select 1 as id, 'x'::text as name, 1 as price, true as ok, '{{ var('rate') }}' as w
    expect: {format: sql, fixture: expected}
  - name: unknown_col
    model: totals
    given: [{input: ref('stg'), rows: [{idd: 1}]}]
    expect: {rows: []}
  - name: unknown_expected
    model: totals
    given: [{input: ref('stg'), rows: []}]
    expect: {rows: [{nope: 1}]}
  - name: missing_given
    model: totals
    given: []
    expect: {rows: []}
  - name: empty_expect
    model: totals
    given: [{input: ref('stg'), rows: []}]
    expect: {rows: []}
  - name: from_source
    model: src
    given: [{input: "source('ext', 'things')", rows: [{ID: 1}]}]
    expect: {rows: [{id: 1, V: null}]}
  - name: badtype
    model: src
    given: [{input: "source('ext', 'things')", rows: [{id: xx}]}]
    expect: {rows: [{id: 1, v: null}]}
  - name: too_long
    model: src
    given: [{input: "source('ext', 'things')", rows: [{id: 1, v: "longer than five"}]}]
    expect: {rows: [{id: 1, v: longe}]}
  - name: nulls_diff
    model: src
    given: [{input: "source('ext', 'things')", rows: [{id: 1, v: a}, {id: 2}, {id: 3, v: ''}, {id: 4, v: z}, {id: 5, v: z}, {id: 6, v: z}, {id: 7, v: "a,b"}]}]
    expect: {rows: [{id: 1, v: b}, {id: 2, v: ''}, {id: 3, v: null}, {id: 4, v: z}, {id: 5, v: z}, {id: 6, v: z}, {id: 7, v: "a,b\\"c"}]}
  - name: kinds_diff
    model: kinds
    given:
      - input: ref('stg')
        rows:
          - {id: 1, ts: "2020-05-05 01:02:03.5", at: "2020-05-05", ok: true, price: 1.5, js: '{"k": [1, null]}'}
          - {id: 2, ts: "2021-05-05", at: "2021-05-05", ok: false, price: 2, js: '"text"'}
          - {id: 9}
    expect:
      rows:
        - {id: 1, ts: "2020-05-05 01:02:03", at: "2020-05-06", ok: false, price: 1.25, js: '{"k": [2, null]}'}
        - {id: 3, ts: "2021-05-05", at: "2021-05-05", ok: false, price: 2.00, js: '"text"'}
        - {id: 9}
  - name: dups
    model: src
    given: [{input: "source('ext', 'things')", rows: [{id: 1, v: a}, {id: 1, v: a}, {id: 1, v: b}]}]
    expect: {rows: [{id: 1, v: a}, {id: 1, v: b}, {id: 1, v: b}]}
  - name: all_missing
    model: src
    given: [{input: "source('ext', 'things')", rows: []}]
    expect: {rows: [{id: 1, v: a}, {id: 2, v: b}]}
  - name: macros_overridden
    model: macros_used
    overrides: {macros: {greet: "'mine'", util.one: 7, dbt.concat: "'z'"}}
    given: [{input: ref('stg'), rows: [{id: 1}]}]
    expect: {rows: [{a: mine, b: mine, c: hello, d: 7, e: z, f: z, g: None, h: unit}]}
  - name: through_ephemeral
    model: on_eph
    given:
      - {input: ref('eph'), format: sql, rows: select 1 as id union all select 2}
      - {input: ref('stg'), rows: [{id: 2, name: two}]}
    expect: {rows: [{id: 2, name: two}]}
  - name: vt
    model: ver
    versions: {exclude: [1]}
    given: [{input: ref('stg'), rows: [{id: 4}]}]
    expect: {rows: [{id: 4}]}
  - name: all_versions
    model: ver
    given: [{input: ref('stg'), rows: [{id: 1}]}]
    expect: {rows: [{id: 1}]}
  - name: of_disabled
    model: gone
    given: []
    expect: {rows: []}
  - name: switched_off
    model: totals
    config: {enabled: false}
    given: []
    expect: {rows: []}
`,
};
