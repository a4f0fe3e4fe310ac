import { materializationWord } from '#components/graph/describe.ts';
import type { GraphNode } from '#lib/contracts/graph.ts';

/** How a node's relation is kept, in words, from its config: `incremental` → `merge on flight_id, only new rows`. */
export function storedHow(node: GraphNode): string {
  const config = node.config ?? {};
  if (node.kind === 'snapshot') return snapshot(config);
  if (node.materialized === 'incremental') return ['incremental', incremental(config)].join(': ');
  return materializationWord(node);
}

type Config = Readonly<Record<string, unknown>>;

/** dbt-postgres takes `delete+insert` where there is a key and `append` where there is none. */
function incremental(config: Config): string {
  const key = listed(config.unique_key);
  if (config.incremental_strategy === 'microbatch') {
    return `microbatch by ${config.batch_size ?? 'day'} of ${config.event_time ?? 'its event time'}`;
  }
  const strategy = String(config.incremental_strategy ?? (key === '' ? 'append' : 'delete+insert'));
  return key === '' ? strategy : `${strategy} on ${key}`;
}

/** Which rows are told apart by what, and what makes a new version of one. */
function snapshot(config: Config): string {
  const key = listed(config.unique_key);
  const columns = config.check_cols === 'all' ? 'any column' : listed(config.check_cols);
  const change = config.strategy === 'check' ? columns : listed(config.updated_at);
  return [key && `one history for each ${key}`, change && `a new version when ${change} changes`]
    .filter(Boolean)
    .join(', ');
}

const listed = (value: unknown): string =>
  (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string').join(', ');
