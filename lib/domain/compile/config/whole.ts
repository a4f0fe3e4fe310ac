import type { Config, Draft } from '../draft.ts';
import { CONFIG_DEFAULTS } from './defaults.ts';
import { type Json, recordOf } from './read.ts';

/** A node's resolved config as `model.config` and the manifest have it: dbt's defaults below what is set. */
export function wholeConfig({ resourceType, config }: Pick<Draft, 'resourceType' | 'config'>): Json {
  const defaults = CONFIG_DEFAULTS[resourceType] ?? {};
  const written: Record<string, unknown> = { ...defaults };
  for (const [key, value] of Object.entries(config)) {
    if (value !== undefined) Object.assign(written, entryOf(key, value, defaults));
  }
  return resourceType === 'test' ? withStoreFailures(written) : written;
}

const NESTED = new Set(['docs', 'contract', 'snapshot_meta_column_names']);

function entryOf(key: string, value: unknown, defaults: Json): Json {
  if (key === 'pre_hook') return { 'pre-hook': hooks(value) };
  if (key === 'post_hook') return { 'post-hook': hooks(value) };
  if (NESTED.has(key) && value !== null) return { [key]: { ...recordOf(defaults[key]), ...recordOf(value) } };
  if (key === 'freshness' && value !== null) return { freshness: freshness(value, defaults) };
  if (key === 'begin' && typeof value === 'string') return { begin: moment(value) };
  return { [key]: value };
}

/** A day is its first moment. */
const moment = (text: string): string =>
  /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00` : text.replace(/^(\d{4}-\d\d-\d\d) /, '$1T');

const freshness = (value: unknown, { freshness: otherwise }: Json): Json => {
  const given = recordOf(value);
  const period = (name: string): unknown => ({ ...recordOf(recordOf(otherwise)[name]), ...recordOf(given[name]) });
  if (otherwise === null || otherwise === undefined) return given;
  const time = (name: string): unknown => (given[name] === null ? null : period(name));
  return { warn_after: time('warn_after'), error_after: time('error_after'), filter: given.filter ?? null };
};

const hooks = (value: unknown): Json[] =>
  (Array.isArray(value) ? value : [value]).map((hook) => {
    const record = typeof hook === 'string' ? parsedHook(hook) : recordOf(hook);
    return { sql: record.sql ?? '', transaction: record.transaction ?? true, index: record.index ?? null };
  });

/** A hook's text may be JSON: `{"sql": …, "transaction": false}`, as `after_commit()` gives it. */
function parsedHook(text: string): Json {
  if (!text.trimStart().startsWith('{')) return { sql: text };
  try {
    const parsed = recordOf(JSON.parse(text));
    return typeof parsed.sql === 'string' ? parsed : { sql: text };
  } catch {
    return { sql: text };
  }
}

/** `store_failures` and `store_failures_as` say the same thing; each follows from the other. */
function withStoreFailures(config: Config): Json {
  const { store_failures: stored, store_failures_as: kind } = config;
  if (kind !== null && kind !== undefined) return { ...config, store_failures: kind !== 'ephemeral' };
  return { ...config, store_failures_as: stored === true ? 'table' : stored === false ? 'ephemeral' : null };
}
