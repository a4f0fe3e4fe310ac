import { expect, it } from 'vitest';
import { projectFiles, TARGET } from '../fixture.ts';
import { compileProject } from '../index.ts';

it('keeps the failing rows of tests that don’t say otherwise, with --store-failures', () => {
  const files = projectFiles({
    'models/m.sql': 'select 1 as a',
    'tests/silent.sql': "select * from {{ ref('m') }}",
    'tests/never.sql': "{{ config(store_failures=false) }} select * from {{ ref('m') }}",
    'tests/view.sql': "{{ config(store_failures_as='view') }} select * from {{ ref('m') }}",
  });
  const stores = (storeFailures: boolean) =>
    [...compileProject(files, { target: TARGET, storeFailures }).nodes.values()].flatMap(({ graph, work }) =>
      work.type === 'test' ? [[graph.name, work.store?.as]] : [],
    );
  expect(stores(true).sort()).toEqual([
    ['never', undefined],
    ['silent', 'table'],
    ['view', 'view'],
  ]);
  expect(stores(false).sort()).toEqual([
    ['never', undefined],
    ['silent', undefined],
    ['view', 'view'],
  ]);
});
