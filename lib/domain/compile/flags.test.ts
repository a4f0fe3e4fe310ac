import { describe, expect, it } from 'vitest';
import { compileFiles, nodeOf, sqlOf } from './fixture.ts';

/** What the project's `flags:` change; each was seen of dbt-core 1.11. */
const withFlag = (flag: string, files: Readonly<Record<string, string>>) =>
  [true, false].map((value) =>
    compileFiles({ 'dbt_project.yml': `name: shop\nversion: "1.0"\nflags: {${flag}: ${value}}\n`, ...files }),
  );

describe('flags', () => {
  it.each([
    ['require_resource_names_without_spaces', 'name.space', { 'models/a b.sql': 'select 1 as id' }],
    [
      'require_unique_project_resource_names',
      'name.shared',
      { 'models/a.sql': "{{ config(alias='b') }} select 1 as id", 'seeds/a.csv': 'id\n1\n' },
    ],
  ])('%s makes an error of a warning', (flag, code, files) => {
    const told = withFlag(flag, files).map(({ problems }) =>
      problems.flatMap((problem) => (problem.code === code ? [problem.severity] : [])),
    );
    expect(told).toEqual([['error'], ['warning']]);
  });

  it('require_explicit_package_overrides_for_builtin_materializations keeps those of packages away', () => {
    const [explicit, implicit] = withFlag('require_explicit_package_overrides_for_builtin_materializations', {
      'dbt_packages/p/dbt_project.yml': 'name: p\nversion: "1.0"\n',
      'dbt_packages/p/macros/m.sql': '{% materialization view, default %}{% endmaterialization %}',
      'models/a.sql': 'select 1 as id',
    });
    const kinds = [explicit, implicit].map((each) => each && nodeOf(each, 'model.shop.a').work.type);
    expect(kinds).toEqual(['view', 'macro']);
  });

  it('require_generic_test_arguments_property makes of arguments: what is below it', () => {
    const files = {
      'models/a.sql': 'select 1 as id',
      'models/a.yml': 'models: [{name: a, data_tests: [{t: {arguments: {x: 3}}}]}]',
    };
    const test = (argument: string, text: string) => ({
      'macros/t.sql': `{% test t(model, ${argument}) %}select ${text} as x{% endtest %}`,
    });
    const flag = 'require_generic_test_arguments_property';
    const [nested] = withFlag(flag, { ...files, ...test('x', '{{ x }}') });
    const [, plain] = withFlag(flag, { ...files, ...test('arguments', '{{ arguments.x }}') });
    for (const compilation of [nested, plain]) {
      const id = [...(compilation?.nodes.keys() ?? [])].find((each) => each.startsWith('test.'));
      expect(compilation && sqlOf(compilation, id ?? '')).toBe('select 3 as x');
    }
  });

  it('require_nested_cumulative_type_params refuses the old place of a window', () => {
    const [nested, old] = withFlag('require_nested_cumulative_type_params', {
      'models/a.sql': 'select 1 as id, now() as at',
      'models/metricflow_time_spine.sql': 'select current_date as date_day',
      'models/a.yml': `semantic_models:
  - name: s
    model: ref('a')
    defaults: {agg_time_dimension: at}
    entities: [{name: id, type: primary}]
    dimensions: [{name: at, type: time, type_params: {time_granularity: day}}]
    measures: [{name: m, agg: sum, expr: id}]
metrics:
  - {name: c, label: c, type: cumulative, type_params: {measure: m, window: 7 days}}
`,
    });
    const errors = [nested, old].map(
      (each) => each?.problems.filter(({ message }) => message.includes('old place')).length,
    );
    expect(errors).toEqual([1, 0]);
  });
});
