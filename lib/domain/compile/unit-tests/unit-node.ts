import type { Config, Draft } from '../draft.ts';

/** The config dbt gives the node of a unit test: what the materialization `unit` reads. */
export function unitConfig({ unitTest }: Draft): Config {
  const { format = 'dict', rows = [] } = unitTest?.expect ?? {};
  return {
    materialized: 'unit',
    expected_rows: format === 'sql' ? [] : rows,
    expected_sql: format === 'sql' ? rows : null,
  };
}
