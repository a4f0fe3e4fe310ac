import { afterAll, beforeAll, expect, it } from 'vitest';
import { ProjectBench } from '#lib/testing/project-bench.ts';

let bench: ProjectBench;
beforeAll(async () => {
  bench = await ProjectBench.open();
});
afterAll(() => bench[Symbol.asyncDispose]());

const model = (name: string): string => `{% do remember('${name}') %}select 1 as a`;

it('one graph is a whole run’s: what a macro put there, models of other threads and the last hook read', async () => {
  const s = bench.schema();
  const names = ['m1', 'm2', 'm3', 'm4', 'm5', 'm6'];
  const { status } = await bench.build(s, {
    'dbt_project.yml': 'name: shop\non-run-start: "{{ begin() }}"\non-run-end: "{{ finish() }}"\n',
    'macros/state.sql': `{% macro begin() %}{% do graph.setdefault('shop', {}).update({'seen': []}) if execute %}{% endmacro %}
{% macro remember(name) %}{% do graph['shop']['seen'].append(name) if execute %}{% endmacro %}
{% macro finish() %}{% if execute %}
  create table {{ target.schema }}.seen as select '{{ graph.get('shop', {}).get('seen', []) | sort | join(' ') }}' as names
{% endif %}{% endmacro %}`,
    ...Object.fromEntries(names.map((name) => [`models/${name}.sql`, model(name)])),
  });
  expect(status).toBe('success');
  expect(await bench.rows(`select names from ${s}.seen`)).toEqual([[names.join(' ')]]);
});
