import { textOf } from '../config/read.ts';
import type { Config } from '../draft.ts';

/** dbt's defaults of a data test's config. */
export const TEST_DEFAULTS: Config = {
  severity: 'ERROR',
  warn_if: '!= 0',
  error_if: '!= 0',
  fail_calc: 'count(*)',
  materialized: 'test',
  schema: 'dbt_test__audit',
};

/** `store_failures` and `store_failures_as` say the same thing; each is set from the other, the second wins. */
export function storedFailures(config: Config): Config {
  const as = textOf(config, 'store_failures_as');
  if (as !== undefined) return { ...config, store_failures: as !== 'ephemeral' };
  if (typeof config.store_failures !== 'boolean') return config;
  return { ...config, store_failures_as: config.store_failures ? 'table' : 'ephemeral' };
}
