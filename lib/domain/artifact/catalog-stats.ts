import type { Json } from './manifest/types.ts';

/** Statistics of a relation: what columns `stats:<id>:label`, `:value`, `:description` and `:include` say. */
export function catalogStats(row: Json): Json {
  const ids = new Set(Object.keys(row).flatMap((name) => /^stats:([^:]+):/.exec(name)?.[1] ?? []));
  const told = [...ids].map((id) => statOf(id, row)).filter(({ include }) => include === true);
  return Object.fromEntries([...told, hasStats(told.length > 0)].map((stat) => [stat.id, stat]));
}

const statOf = (id: string, row: Json) => ({
  id,
  label: row[`stats:${id}:label`],
  value: row[`stats:${id}:value`] ?? null,
  description: row[`stats:${id}:description`],
  include: row[`stats:${id}:include`],
});

const hasStats = (value: boolean) => ({
  id: 'has_stats',
  label: 'Has Stats?',
  value,
  description: 'Indicates whether there are statistics for this table',
  include: false,
});
