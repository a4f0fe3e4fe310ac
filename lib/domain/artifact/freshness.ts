import { recordOf } from '../compile/config/read.ts';
import type { Json, ManifestNode } from './manifest/types.ts';
import { type Invocation, metadataOf } from './metadata.ts';

/** How fresh one source is, or why that can't be said. */
export type Freshness =
  | {
      readonly source: ManifestNode;
      readonly maxLoadedAt: Date;
      readonly snapshottedAt: Date;
      readonly status: 'pass' | 'warn' | 'error';
      readonly startedAt: Date;
      readonly endedAt: Date;
    }
  | { readonly source: ManifestNode; readonly error: string };

const SECONDS: Readonly<Record<string, number>> = { minute: 60, hour: 3600, day: 86_400 };

/** Whether a source says how fresh it has to be. */
export const hasFreshness = ({ freshness }: ManifestNode): boolean =>
  limit(recordOf(freshness).warn_after) !== undefined || limit(recordOf(freshness).error_after) !== undefined;

/** The verdict on an age in seconds. */
export function freshnessStatus({ freshness }: ManifestNode, age: number): 'pass' | 'warn' | 'error' {
  const exceeds = (rule: unknown): boolean => age > (limit(rule) ?? Number.POSITIVE_INFINITY);
  const { warn_after: warn, error_after: error } = recordOf(freshness);
  return exceeds(error) ? 'error' : exceeds(warn) ? 'warn' : 'pass';
}

function limit(rule: unknown): number | undefined {
  const { count, period } = recordOf(rule);
  const seconds = SECONDS[String(period)];
  return typeof count === 'number' && seconds !== undefined ? count * seconds : undefined;
}

/** The query for a source's newest row, as dbt writes it; undefined when the source does not say where to look. */
export function freshnessQuery(source: ManifestNode): string | undefined {
  const { loaded_at_field: field, loaded_at_query: query, relation_name: relation } = source;
  const now = "current_timestamp at time zone 'utc'";
  if (typeof query === 'string') {
    return `with source_query as (\n${query}\n)\nselect (select * from source_query) as max_loaded_at, ${now} as snapshotted_at`;
  }
  if (typeof field !== 'string') return undefined;
  const { filter } = recordOf(source.freshness);
  const where = typeof filter === 'string' ? `\nwhere ${filter}` : '';
  return `select max(${field}) as max_loaded_at, ${now} as snapshotted_at\nfrom ${String(relation)}${where}`;
}

/** `sources.json`. */
export const makeSources = (invocation: Invocation, results: readonly Freshness[], elapsedMs: number): Json => ({
  metadata: metadataOf('sources', invocation),
  results: results.map(resultOf),
  elapsed_time: elapsedMs / 1000,
});

function resultOf(result: Freshness, index: number): Json {
  const { source } = result;
  if ('error' in result) return { unique_id: source.unique_id, error: result.error, status: 'runtime error' };
  const { maxLoadedAt, snapshottedAt, startedAt, endedAt, status } = result;
  return {
    unique_id: source.unique_id,
    max_loaded_at: maxLoadedAt.toISOString(),
    snapshotted_at: snapshottedAt.toISOString(),
    max_loaded_at_time_ago_in_s: (snapshottedAt.valueOf() - maxLoadedAt.valueOf()) / 1000,
    status,
    criteria: source.freshness,
    adapter_response: { _message: 'SELECT 1', code: 'SELECT', rows_affected: 1 },
    timing: [
      { name: 'compile', started_at: startedAt.toISOString(), completed_at: startedAt.toISOString() },
      { name: 'execute', started_at: startedAt.toISOString(), completed_at: endedAt.toISOString() },
    ],
    thread_id: `Thread-${index + 1} (worker)`,
    execution_time: (endedAt.valueOf() - startedAt.valueOf()) / 1000,
  };
}
