import type { Config } from '../draft.ts';

/** Hooks are written with a dash or with an underscore; of both in one place dbt takes the latter. */
const DASHED: Readonly<Record<string, string>> = { 'pre-hook': 'pre_hook', 'post-hook': 'post_hook' };

const APPEND = new Set(['tags', 'pre_hook', 'post_hook', 'packages']);
const UPDATE = new Set(['meta', 'docs', 'quoting', 'column_types', 'contract']);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const asList = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

/**
 * Lays configs over each other, later ones winning, as dbt merges: tags and hooks add up, `meta`
 * and its like are updated, `grants` add up where a key has a `+`, everything else is replaced.
 */
export function mergeConfigs(layers: readonly Config[]): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  for (const layer of layers) {
    for (const [written, value] of Object.entries(layer)) {
      const key = DASHED[written] ?? written;
      if (key !== written && key in layer) continue;
      if (APPEND.has(key)) merged[key] = [...asList(merged[key]), ...asList(value)];
      else if (UPDATE.has(key) && isRecord(value))
        merged[key] = { ...(isRecord(merged[key]) ? merged[key] : {}), ...value };
      else if (key === 'grants' && isRecord(value)) merged[key] = mergeGrants(merged[key], value);
      else merged[key] = value;
    }
  }
  return merged;
}

function mergeGrants(before: unknown, grants: Record<string, unknown>): Record<string, unknown> {
  const merged: Record<string, unknown> = isRecord(before) ? { ...before } : {};
  for (const [key, value] of Object.entries(grants)) {
    if (key.startsWith('+')) merged[key.slice(1)] = [...asList(merged[key.slice(1)]), ...asList(value)];
    else merged[key] = asList(value);
  }
  return merged;
}
