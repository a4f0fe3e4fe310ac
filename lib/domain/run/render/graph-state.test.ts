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

it('does not wait for itself: a step that holds a lock gets to render its hook while another’s query wants the lock', async () => {
  const s = bench.schema();
  const { status, step } = await bench.build(
    s,
    {
      'dbt_project.yml': `name: shop\non-run-start: ["create table {{ target.schema }}.shared as select 1 as a", "{{ begin() }}"]\n`,
      'macros/state.sql': `{% macro begin() %}{% do graph.setdefault('shop', {}).update({'seen': []}) if execute %}{% endmacro %}
{% macro note(name) %}{% do graph['shop']['seen'].append(name) if execute %}{% do run_query('select 1') if execute %}select 1{% endmacro %}`,
      'models/holder.sql': `{{ config(materialized='table', pre_hook="lock table {{ target.schema }}.shared in access exclusive mode",
        post_hook="{{ note('holder') }}") }}select pg_sleep(1.5)::text as a`,
      'models/reader.sql': `{% if execute %}{% do run_query('select pg_sleep(0.5)') %}{% set found = run_query('select a from ' ~ target.schema ~ '.shared') %}{% endif %}
{{ note('reader') }} as a`,
    },
    { deadlineMs: 20_000 },
  );
  expect(step('holder')?.problem ?? step('reader')?.problem).toBeUndefined();
  expect(status).toBe('success');
});
