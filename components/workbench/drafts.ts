import type { CatalogRelation } from '#lib/contracts/api.ts';

/** A name as YAML takes it without a second thought. */
const yaml = (name: string): string => (/^[A-Za-z_][\w]*$/.test(name) ? name : JSON.stringify(name));

/** `models/sources.yml` for tables of the database, one source a schema. */
export function sourcesYaml(tables: readonly CatalogRelation[]): string {
  const schemas = [...new Set(tables.map(({ schema }) => schema))];
  const lines = schemas.flatMap((schema) => [
    `  - name: ${yaml(schema)}`,
    `    schema: ${yaml(schema)}`,
    '    tables:',
    ...tables.filter((table) => table.schema === schema).map(({ name }) => `      - name: ${yaml(name)}`),
  ]);
  return ['version: 2', '', 'sources:', ...lines, ''].join('\n');
}

/** A feature model over the first thing there is to read; `reads` is a call like `source('a', 'b')`. */
export function featureDraft(reads: string | undefined): string {
  return `-- One row a thing to learn about, one column a feature.
select
    *
from {{ ${reads ?? "ref('')"} }}
`;
}

/** A training node over the first feature model. */
export function trainingDraft(reads: string | undefined): string {
  return `{{ config(
    materialized='model',
    target='',
    algorithm='lightgbm',
    cv={'folds': 3},
    seed=1
) }}
-- The SELECT is the training set: one row an example, one column the target.
select
    *
from {{ ${reads ?? "ref('')"} }}
`;
}
