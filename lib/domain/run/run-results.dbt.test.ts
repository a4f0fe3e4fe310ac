import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runDbt, writeDbtProject } from '#lib/testing/dbt/run-dbt.ts';
import { ProjectBench } from '#lib/testing/project-bench.ts';

/** Writes what `results` tells into a table: each as `to_dict()` gives it, and read by attributes. */
const PROJECT: Readonly<Record<string, string>> = {
  'dbt_project.yml': `name: shop
version: '1.0'
profile: shop
on-run-end: ["{{ tell(results) }}", "{{ tell_places(schemas, database_schemas) }}"]
`,
  'macros/tell.sql': `{% macro tell(results) %}{% if execute %}
create table {{ target.schema }}.told (id text, plain text, attributes text);
{% for result in results %}
insert into {{ target.schema }}.told values ('{{ result.node.unique_id }}',
  '{{ tojson(result.to_dict()) | replace("'", "''") }}', '{{ tojson(attributes_of(result)) | replace("'", "''") }}');
{% endfor %}{% endif %}{% endmacro %}
{% macro attributes_of(result) %}
  {% set node = result.node %}
  {% set facts = {
    'name': node.name, 'by_item': node['name'], 'status': result.status, 'type': node.resource_type,
    'skipped': result.skipped, 'is_relational': node.is_relational, 'missing': node.nope is defined,
    'mapping': [result is mapping, node is mapping], 'config': node.config.get('materialized', 'none'),
    'config_missing': [node.config.full_refreshed, node.config['nope'], node.config.get('nope', 1)],
    'hooks': node.config.pre_hook,
    'path': node.original_file_path, 'depends_on': node.depends_on.to_dict(), 'tags': node.tags,
    'phases': result.timing | map(attribute='name') | list,
    'ordered': result.timing | length == 0 or result.timing[0].started_at <= result.timing[-1].completed_at,
    'rows': result.adapter_response.get('rows_affected'), 'code': result.adapter_response.get('code') } %}
  {% if node.resource_type == 'model' %}{% do facts.update({
    'refs': node.refs | map(attribute='name') | list, 'columns': node.columns.values() | map(attribute='description') | list,
    'meta': node.config.meta, 'access': node.access, 'checksum': node.checksum.name }) %}{% endif %}
  {% do return(facts) %}
{% endmacro %}
{% macro tell_places(schemas, pairs) %}{% if execute %}
create table {{ target.schema }}.places as select '{{ schemas | join(",") }}' as schemas, {{ pairs | length }} as pairs,
  {{ (pairs[0][0] == target.database) }} as of_target
{% endif %}{% endmacro %}`,
  'models/whole.sql':
    "{{ config(materialized='table', meta={'owner': 'me'}, tags=['daily']) }}\nselect 1 as id union all select 2",
  'models/seen.sql': "select * from {{ ref('whole') }}",
  'models/broken.sql': "{{ config(materialized='table') }}select 1 / (id - id) as id from {{ ref('whole') }}",
  'models/below.sql': "select * from {{ ref('broken') }}",
  'models/inside.sql': "{{ config(materialized='ephemeral') }}select * from {{ ref('whole') }}",
  'models/grown.sql': "{{ config(materialized='incremental') }}select * from {{ ref('inside') }}",
  'models/schema.yml': `models:
  - name: whole
    description: All of it
    columns: [{name: id, description: the key, data_tests: [unique]}]
  - name: seen
    columns:
      - name: id
        data_tests:
          - accepted_values: {arguments: {values: [1], quote: false}}
          - accepted_values: {arguments: {values: [2], quote: false}, config: {severity: warn}}
exposures:
  - {name: board, type: dashboard, owner: {name: me}, depends_on: [ref('seen')]}
  - {name: dark, type: dashboard, owner: {name: me}, depends_on: [ref('below')]}
`,
  'seeds/given.csv': 'id,name\n1,a\n2,b\n',
};

let bench: ProjectBench;
let folder: string;
let ours: string;
let theirs: string;
beforeAll(async () => {
  bench = await ProjectBench.open();
  ours = bench.schema();
  theirs = bench.schema();
  folder = mkdtempSync(join(tmpdir(), 'insitu-results-'));
  writeDbtProject(folder, PROJECT, { url: bench.database.url, schema: theirs });
  const passes = ['exposure.shop.board', 'exposure.shop.dark'];
  const [[outcome]] = await Promise.all([runDbt(folder, [['build']]), bench.build(ours, PROJECT, { passes })]);
  expect(outcome?.error).toBe('');
}, 120_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await bench[Symbol.asyncDispose]();
});

/** Clocks and threads; what only a run of dbt's own macros uses; words for an error; white space of dbt's tests. */
const OTHER = new Set([
  ...['created_at', 'started_at', 'completed_at', 'execution_time', 'thread_id', 'root_path'],
  ...['macros', 'extra_ctes'],
]);

async function told(schema: string): Promise<unknown> {
  const rows = await bench.rows(`select id, plain, attributes from ${schema}.told order by id`);
  const text = JSON.stringify(rows).replaceAll(schema, 'schema');
  const parsed: [string, string, string][] = JSON.parse(text);
  return parsed.map(([id, plain, attributes]) => ({ id, result: plainOf(plain), attributes: plainOf(attributes) }));
}

const plainOf = (text: string): unknown =>
  JSON.parse(text, (key, value) => {
    if (OTHER.has(key)) return undefined;
    if (key === 'compiled_code') return String(value).replace(/\s+/g, ' ').trim();
    return key === 'message' && String(value).includes('Error in') ? String(value).split('\n').slice(0, 2) : value;
  });

it('gives hooks after a run what dbt gives them: every field of every result and of its node', async () => {
  const [mine, wanted] = [await told(ours), await told(theirs)];
  expect(mine).toEqual(wanted);
  const ids = (await bench.rows(`select id from ${ours}.told`)).flat();
  expect(ids).toContain('exposure.shop.board');
  expect(ids).not.toContain('model.shop.inside');
});

it('names the schemas it built in', async () => {
  expect(await bench.rows(`select * from ${ours}.places`)).toEqual([[ours, 1, true]]);
  expect(await bench.rows(`select * from ${theirs}.places`)).toEqual([[theirs, 1, true]]);
});
