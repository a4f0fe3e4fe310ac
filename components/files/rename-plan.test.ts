import { expect, it } from 'vitest';
import { createCompiler, toGraph } from '#lib/domain/compile/index.ts';
import { nodeNamedBy, planRename } from './rename-plan.ts';

const FILES: readonly (readonly [string, string])[] = [
  [
    'dbt_project.yml',
    'name: shop\nversion: "1"\nmodels:\n  shop:\n    staging:\n      stg:\n        +materialized: view\n    stg:\n      +tags: [x]\n',
  ],
  ['models/staging/stg.sql', 'select 1 as id'],
  [
    'models/a.sql',
    "-- stg, not a ref\nselect * from {{ ref('stg') }} s join {{ ref( \"stg\" ) }} using (id) join {{ ref('shop', 'stg') }} t using (id)",
  ],
  ['models/cell.py', 'def model(dbt, session):\n    stg = dbt.ref("stg")\n    return stg.df()\n'],
  ['macros/m.sql', "{% macro m() %}select count(*) from {{ ref('stg') }}{% endmacro %}"],
  [
    'models/schema.yml',
    `version: 2
models:
  - name: "stg" # the first
    columns:
      - name: stg
        data_tests:
          - relationships: {to: ref('stg'), field: id}
  - name: a
unit_tests:
  - name: one
    model: a
    given:
      - input: ref('stg')
        rows: []
    expect: {rows: []}
exposures:
  - name: board
    type: dashboard
    owner: {name: Mira}
    depends_on: [ref('stg'), ref('a')]
`,
  ],
  [
    'selectors.yml',
    'selectors:\n  - name: mine\n    definition:\n      union:\n        - "+stg"\n        - method: fqn\n          value: stg\n',
  ],
];

function graphOf(files: readonly (readonly [string, string])[]) {
  const target = {
    name: 'dev',
    type: 'postgres' as const,
    database: 'd',
    schema: 's',
    user: 'u',
    host: 'h',
    port: 1,
    threads: 1,
  };
  const compiler = createCompiler({ target });
  for (const [path, text] of files) compiler.update(path, text);
  return toGraph(compiler.compilation());
}

it('finds every place that names a model, and only those', () => {
  const graph = graphOf(FILES);
  const node = nodeNamedBy(graph, 'models/staging/stg.sql', 'select 1 as id');
  if (!node) throw new Error('node');
  const places = planRename(FILES, graph, node, 'stg_orders');
  const texts = new Map(FILES);
  const after = (path: string) =>
    places
      .filter((place) => place.path === path)
      .reverse()
      .reduce((text, { start, end, text: put }) => text.slice(0, start) + put + text.slice(end), texts.get(path) ?? '');
  expect(after('models/a.sql')).toBe(
    "-- stg, not a ref\nselect * from {{ ref('stg_orders') }} s join {{ ref( \"stg_orders\" ) }} using (id) join {{ ref('shop', 'stg_orders') }} t using (id)",
  );
  expect(after('models/cell.py')).toContain('stg = dbt.ref("stg_orders")');
  expect(after('macros/m.sql')).toContain("ref('stg_orders')");
  const yaml = after('models/schema.yml');
  expect(yaml).toContain('- name: "stg_orders" # the first');
  expect(yaml).toContain('      - name: stg\n');
  expect(yaml).toContain("to: ref('stg_orders'), field: id");
  expect(yaml).toContain("input: ref('stg_orders')");
  expect(yaml).toContain("depends_on: [ref('stg_orders'), ref('a')]");
  expect(after('dbt_project.yml')).toBe(
    'name: shop\nversion: "1"\nmodels:\n  shop:\n    staging:\n      stg_orders:\n        +materialized: view\n    stg:\n      +tags: [x]\n',
  );
  expect(after('selectors.yml')).toContain('"+stg_orders"');
  expect(after('selectors.yml')).toContain('value: stg_orders');
});

it('takes a unit test along with the model it tests', () => {
  const graph = graphOf(FILES);
  const node = graph.nodes.find(({ name }) => name === 'a');
  if (!node) throw new Error('node');
  const places = planRename(FILES, graph, node, 'b').filter(({ path }) => path === 'models/schema.yml');
  const yaml = new Map(FILES).get('models/schema.yml') ?? '';
  expect(places.map(({ start }) => yaml.slice(start - 8, start + 1))).toEqual(
    [' - name: a', '  model: a', "), ref('a"].map((words) => words.slice(-9)),
  );
});

it('leaves a name alone that could not be written in a ref', () => {
  const graph = graphOf(FILES);
  const node = graph.nodes.find(({ name }) => name === 'a');
  if (!node) throw new Error('node');
  expect(planRename(FILES, graph, node, "it's")).toEqual([]);
  expect(planRename(FILES, graph, node, 'a')).toEqual([]);
});

it('leaves a broken YAML file as it is where it can’t be read', () => {
  const files = [...FILES, ['models/broken.yml', 'models: [\n  - name: stg'] as const];
  const graph = graphOf(FILES);
  const node = graph.nodes.find(({ name }) => name === 'stg');
  if (!node) throw new Error('node');
  expect(() => planRename(files, graph, node, 'x')).not.toThrow();
});
