import { expect, it } from 'vitest';
import { compileFiles } from './fixture.ts';
import { withoutEchoes } from './missing-packages.ts';

it('a package that is not here is told once, with how many places use it', () => {
  const { problems } = compileFiles({
    'packages.yml':
      'packages:\n  - package: dbt-labs/dbt_utils\n    version: 1.1.1\n  - git: https://x.example/dbt-date.git\n',
    'models/a.sql': "select {{ dbt_utils.star(ref('b')) }}",
    'models/b.sql': 'select {{ dbt_utils.pi() }}, {{ other.thing() }}',
    'models/c.sql': 'select {{ dbt_date.now() }}',
    'models/m.yml': 'models: [{name: a, data_tests: [dbt_utils.expression_is_true: {expression: "1"}]}]\n',
  });
  expect(problems).toHaveLength(6);
  expect(withoutEchoes(problems).map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'package.missing: The package "dbt-labs/dbt_utils" is not here. 3 places use it.',
    'package.missing: The package "https://x.example/dbt-date.git" is not here. One place uses it.',
  ]);
});
