import { describe, expect, it } from 'vitest';
import type { Compilation } from '../../contracts/compilation.ts';
import { compileProject, createCompiler } from './compiler.ts';
import { TARGET } from './fixture.ts';

/** A small generator of numbers that gives the same for the same seed (mulberry32, public domain). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

interface Random {
  below(count: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
}

function random(seed: number): Random {
  const next = numbers(seed);
  const below = (count: number): number => Math.floor(next() * count);
  return { below, pick: (items) => items[below(items.length)] ?? items[0] };
}

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

/** A call of something that is there, was there, is ambiguous, or never was. */
const call = (r: Random): string =>
  r.pick([
    `{{ ref('${r.pick(NAMES)}') }}`,
    `{{ ref('${r.pick(NAMES)}') }}`,
    `{{ ref('${r.pick(NAMES)}') }}`,
    "{{ ref('s') }}",
    "{{ ref('shared', 'p') }}",
    "{{ ref('p') }}",
    "{{ ref('snap') }}",
    `{{ ref('v', v=${r.pick(['1', '2'])}) }}`,
    `{{ source('raw', '${r.pick(['x', 'y'])}') }}`,
  ]);

const config = (r: Random): string =>
  r.pick([
    '',
    '',
    '',
    "{{ config(materialized='ephemeral') }}",
    "{{ config(materialized='table') }}",
    "{{ config(schema='other') }}",
    `{{ config(alias='${r.pick(NAMES)}') }}`,
    '{{ config(enabled=false) }}',
    "{{ config(tags=['t']) }}",
    "{{ config(access='private', group='g') }}",
    "{{ config(materialized='model', task='regression', target='y') }}",
    `{{ config(materialized='prediction', model='${r.pick(NAMES)}') }}`,
    "{{ config(pre_hook='select {{ one() }}') }}",
    "{{ config(materialized='odd') }}",
    "{{ config(materialized='odd') }}",
    '{{ config(quoting={"identifier": false}) }}',
  ]);

const body = (r: Random): string =>
  r.pick([
    '1 as id',
    '{{ one() }} as id',
    '{{ two(3) }} as id',
    '{{ shared.helper() }} as id',
    '{{ three() }} as id',
    "{{ context['one']() }} as id",
    '{% if one is defined %}{{ one() }}{% else %}0{% endif %} as id',
    "{{ var('v', 1) }} as id",
    '{{ nothing }} as id',
    '{{ 1 + }}',
    "{% if execute %}{{ ref('a') }}{% endif %} as id",
    "'{{ metric('x1') }}' as id",
  ]);

const model = (r: Random): string => `${config(r)} select ${body(r)} from ${call(r)} -- ${r.below(3)}\n`;

const macros = (r: Random): string =>
  [
    `{% macro one() %}${r.pick(['1', '1.5', '{{ target.schema }}', '{{ 1 + }}'])}{% endmacro %}`,
    r.pick(['', `{% macro two(x) %}{{ x }}{{ one() }}{% endmacro %}`, '{% macro two() %}2{% endmacro %}']),
    r.pick(['', '', "{% macro generate_schema_name(name, node) %}{{ name or 'base' }}{% endmacro %}"]),
    r.pick(['', '', '{% test positive(model, column_name) %}select * from {{ model }}{% endtest %}']),
  ].join('\n');

/** Macros that others lead to: by a dispatch, as a materialization, as a test, or because both have one name. */
const moreMacros = (r: Random): string =>
  [
    "{% macro three() %}{{ adapter.dispatch('three', 'shop')() }}{% endmacro %}",
    r.pick([
      '',
      '{% macro default__three() %}3{% endmacro %}',
      '{% macro postgres__three() %}{{ one() }}{% endmacro %}',
    ]),
    r.pick(['', "{% materialization odd, default %}{{ return({'relations': []}) }}{% endmaterialization %}"]),
    r.pick(['', '{% test unique(model, column_name) %}select 1 from {{ model }}{% endtest %}']),
    r.pick(['', '{% macro one() %}11{% endmacro %}']),
    r.pick(['', '{% macro generate_alias_name(custom=none, node=none) %}{{ node.name }}_x{% endmacro %}']),
  ].join('\n');

const test = (r: Random): string =>
  r.pick([
    'unique',
    'not_null',
    'positive',
    `{relationships: {to: ref('${r.pick(NAMES)}'), field: id}}`,
    '{not_null: {where: "id > 1"}}',
    '{accepted_values: {values: [1, 2]}}',
  ]);

const entry = (r: Random, name: string): string =>
  [
    `  - name: ${name}`,
    `    description: ${r.pick(['text', '"{{ doc(\'d\') }}"', 'other'])}`,
    r.pick(['', '    config: {materialized: table}', `    config: {alias: ${r.pick(NAMES)}}`, '    group: g']),
    `    columns:\n      - name: id\n        data_tests:\n          - ${test(r)}\n          - ${test(r)}`,
  ].join('\n');

const properties = (r: Random): string =>
  r.pick([
    `models:\n${entry(r, r.pick(NAMES))}\n`,
    `models:\n${entry(r, r.pick(NAMES))}\n${entry(r, r.pick(NAMES))}\n`,
    `models:\n${entry(r, 'v')}\n    latest_version: ${r.pick(['1', '2'])}\n    versions: [{v: 1}, {v: 2}]\n`,
    `groups:\n  - name: g\n    owner: {name: me}\n`,
    `unit_tests:\n  - name: u\n    model: ${r.pick(NAMES)}\n    given:\n      - input: ref('${r.pick(NAMES)}')\n        rows: [{id: 1}]\n    expect: {rows: [{id: 1}]}\n`,
    'models: [',
    '',
  ]);

const sources = (r: Random): string =>
  `sources:\n  - name: raw\n    schema: ${r.pick(['raw', 'landing'])}\n    tables:\n      - name: x\n        columns: [{name: id, data_tests: [${test(r)}]}]\n${r.pick(['', '      - name: y\n', '      - {name: y, config: {enabled: false}}\n'])}`;

const MEASURES = ['m1', 'm2', 'm3'] as const;

/** A semantic model with other measures, or none; what metrics find another answer for. */
const semanticModel = (r: Random): string =>
  `semantic_models:\n  - name: ${r.pick(['sm', 'other'])}\n    model: ref('${r.pick(NAMES)}')\n    config: {enabled: ${r.pick(['true', 'true', 'false'])}}\n    measures: [{name: ${r.pick(MEASURES)}, agg: sum, create_metric: ${r.pick(['true', 'false'])}}, {name: ${r.pick(MEASURES)}, agg: max}]\n`;

const metrics = (r: Random): string =>
  [
    `metrics:\n  - {name: x1, label: X, type: simple, type_params: {measure: ${r.pick(MEASURES)}}}`,
    `  - {name: x2, label: ${r.pick(['X', 'Y'])}, type: derived, type_params: {expr: x1, metrics: [${r.pick(['x1', 'x2', 'm1'])}]}}`,
    `exposures:\n  - {name: board, type: dashboard, owner: {name: me}, depends_on: ["metric('${r.pick(['x1', 'm2'])}')"]}`,
    `saved_queries:\n  - {name: q, query_params: {metrics: [${r.pick(['x1', 'x2', 'gone'])}]}}\n`,
  ].join('\n');

const project = (r: Random): string =>
  [
    'name: shop',
    r.pick([
      '',
      'models: {+schema: x}',
      'models: {+schema: "{{ one() }}"}',
      'models: {shop: {more: {+materialized: table}}}',
      'vars: {v: 7}',
    ]),
    r.pick(['', "on-run-start: 'select {{ one() }}'", 'data_tests: {+severity: warn}']),
    '',
  ].join('\n');

const python = (r: Random): string =>
  `def model(dbt, session):\n    return dbt.ref("${r.pick(NAMES)}")  # ${r.below(3)}\n`;
const pythonTest = (r: Random): string => `def test_it(dbt):\n    dbt.run("${r.pick(['cell', 'a'])}", a=[])\n`;

/** Files that an edit may write, each with the way its text is made. */
type Writer = readonly [path: string, make: (r: Random) => string];
const WRITERS: readonly [Writer, ...Writer[]] = [
  ['models/a.sql', model],
  ...NAMES.map((name) => [`models/${name}.sql`, model] as const),
  ...NAMES.map((name) => [`models/${name}.sql`, model] as const),
  ['models/more/a.sql', model],
  ['models/v_v1.sql', model],
  ['models/v_v2.sql', model],
  ['models/cell.py', python],
  ['models/one.yml', properties],
  ['models/two.yml', properties],
  ['models/sources.yml', sources],
  ['models/layer.yml', semanticModel],
  ['models/metrics.yml', metrics],
  ['models/docs.md', (r) => `{% docs d %}${r.below(3)}{% enddocs %}`],
  ['macros/m.sql', macros],
  ['macros/m.sql', macros],
  ['macros/n.sql', moreMacros],
  ['macros/n.sql', moreMacros],
  ['seeds/s.csv', (r) => `id\n${r.below(3)}\n`],
  ['tests/t.sql', model],
  ['tests/t.py', pythonTest],
  ['snapshots/snap.sql', (r) => `{% snapshot snap %}${config(r)} select * from ${call(r)}{% endsnapshot %}`],
  ['analyses/look.sql', model],
  ['analyses/look.py', (r) => `dbt.ref("${r.pick(NAMES)}")\n`],
  ['dbt_project.yml', project],
  ['dbt_packages/shared/dbt_project.yml', (r) => `name: shared\n${r.pick(['', 'models: {+schema: z}\n'])}`],
  ['dbt_packages/shared/macros/h.sql', (r) => `{% macro helper() %}${r.below(3)}{% endmacro %}`],
  ['dbt_packages/shared/models/p.sql', model],
  ['dbt_packages/shared/models/a.sql', model],
];

function edit(r: Random, files: ReadonlyMap<string, string>): [path: string, text: string | null][] {
  const [path, make] = r.pick(WRITERS);
  const there = files.get(path);
  const kind = r.below(10);
  if (there === undefined || kind > 3) return [[path, make(r)]];
  if (kind > 1) return [[path, `${there}\n-- more`]];
  if (kind === 1) return [[path, null]];
  return [
    [path, null],
    [path.replace(/(\w+)\.sql$/, `${r.pick(NAMES)}.sql`), there],
  ];
}

/** Everything that is told of a compilation, in its order. */
const told = (compilation: Compilation) => ({
  ...compilation,
  nodes: [...compilation.nodes],
  analyses: [...compilation.analyses],
  scripts: [...(compilation.scripts ?? [])],
});

const EDITS = 40;

describe('the compilation after edits', () => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed))(
    'is what compiling anew gives (seed %i)',
    (seed) => {
      const r = random(seed);
      const files = new Map([
        ['dbt_project.yml', 'name: shop\n'],
        ['macros/m.sql', '{% macro one() %}1{% endmacro %}'],
      ]);
      for (const [path, make] of WRITERS) if (r.below(3) > 0 && path !== 'dbt_project.yml') files.set(path, make(r));
      const compiler = createCompiler({ target: TARGET }, files);
      compiler.compilation();
      for (let count = 0; count < EDITS; count++) {
        const edits = edit(r, files);
        for (const [path, text] of edits) {
          compiler.update(path, text);
          if (text === null) files.delete(path);
          else files.set(path, text);
        }
        const expected = told(compileProject(files, { target: TARGET }));
        expect(told(compiler.compilation()), `edit ${count}: ${JSON.stringify(edits)}`).toEqual(expected);
      }
    },
    120_000,
  );
});
