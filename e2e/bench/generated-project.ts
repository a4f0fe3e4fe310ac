/**
 * Files of a project as large teams have them: staging models on sources, then layers of models that
 * refer to each other by `ref`, with a column of documents and two tests each, and a macro in use.
 * @param models how many models; there are twice as many tests
 */
export function generatedProject(models: number): Map<string, string> {
  const files = new Map([
    [
      'dbt_project.yml',
      "name: bench\nversion: '1.0'\nprofile: bench\nmodels:\n  bench:\n    +materialized: view\n    marts:\n      +materialized: table\n",
    ],
    ['macros/cents.sql', '{% macro cents(column) %}({{ column }} / 100.0)::numeric(16, 2){% endmacro %}\n'],
  ]);
  const folders = Math.ceil(models / 100);
  for (let folder = 0; folder < folders; folder++) {
    const layer = folder < folders / 4 ? 'staging' : 'marts';
    const first = folder * 100;
    const names: string[] = [];
    for (let index = first; index < Math.min(first + 100, models); index++) {
      files.set(`models/${layer}/area_${folder}/m${index}.sql`, modelText(index));
      names.push(`m${index}`);
    }
    files.set(`models/${layer}/area_${folder}/schema.yml`, `version: 2\nmodels:\n${names.map(entryText).join('')}`);
  }
  return files;
}

function modelText(index: number): string {
  if (index < 25) return `select ${index} as id, 'a' as name, 100 as amount\n`;
  const [near, far] = [index - 1 - (index % 7), Math.floor(index / 2)];
  return `{{ config(tags=['t${index % 10}']) }}

with near as (
    select * from {{ ref('m${near}') }}
),

far as (
    select * from {{ ref('m${far}') }}
)

select
    near.id,
    near.name,
    {{ cents('far.amount') }} as amount
    {%- if target.name == 'prod' %},
    current_timestamp as loaded_at
    {%- endif %}
from near
left join far on near.id = far.id
`;
}

const entryText = (name: string): string => `  - name: ${name}
    description: What ${name} holds, and for whom.
    columns:
      - name: id
        description: The key.
        data_tests:
          - unique
          - not_null
      - name: amount
        description: In the currency of the order.
`;
