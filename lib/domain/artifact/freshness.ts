import type { SourceAge, SourceQuestion } from '../compile/command-macros.ts';
import { recordOf } from '../compile/config/read.ts';
import type { Json, ManifestNode } from './manifest/types.ts';
import { type Invocation, metadataOf } from './metadata.ts';
import { type Outcome, phases } from './outcome.ts';

/** How fresh one source is, or why that can't be said. */
export type Freshness = Found | { readonly source: ManifestNode; readonly error: string };

interface Found {
  readonly source: ManifestNode;
  readonly age: SourceAge;
  readonly status: 'pass' | 'warn' | 'error';
  readonly startedAt: Date;
  readonly endedAt: Date;
}

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

/** What a source says of how to find its age; undefined when it does not. A query stands before a column. */
export function freshnessQuestion({
  loaded_at_field: field,
  loaded_at_query: query,
  freshness,
}: ManifestNode): SourceQuestion | undefined {
  if (typeof query === 'string') return { query };
  if (typeof field !== 'string') return undefined;
  const { filter } = recordOf(freshness);
  return { field, ...(typeof filter === 'string' ? { filter } : {}) };
}

/** `sources.json`. */
export const makeSources = (invocation: Invocation, results: readonly Freshness[], elapsedMs: number): Json => ({
  metadata: metadataOf('sources', invocation),
  results: results.flatMap(resultOf),
  elapsed_time: elapsedMs / 1000,
});

/** As dbt has it, a source whose age could not be found is not told. */
function resultOf(result: Freshness, index: number): Json[] {
  const { source } = result;
  if ('error' in result) return [];
  const { age } = result;
  return [
    {
      unique_id: source.unique_id,
      max_loaded_at: age.maxLoadedAt,
      snapshotted_at: age.snapshottedAt,
      max_loaded_at_time_ago_in_s: age.age,
      criteria: source.freshness,
      ...lookedAt(result, index),
    },
  ];
}

/** How looking at a source went, as hooks after it read it. */
export function freshnessOutcome(result: Freshness, index: number): Outcome {
  const shared = { failures: null, batch_results: null };
  if ('error' in result) {
    const { error: message } = result;
    return { ...shared, status: 'runtime error', timing: [], adapter_response: {}, message };
  }
  const { age } = result;
  return {
    ...shared,
    ...lookedAt(result, index),
    message: null,
    max_loaded_at: age.maxLoadedAt,
    snapshotted_at: age.snapshottedAt,
    age: age.age,
  };
}

const lookedAt = ({ status, age, startedAt, endedAt }: Found, index: number) => ({
  status,
  adapter_response: age.response,
  timing: phases(startedAt.toISOString(), startedAt.toISOString(), endedAt.toISOString()),
  thread_id: `Thread-${index + 1} (worker)`,
  execution_time: (endedAt.valueOf() - startedAt.valueOf()) / 1000,
});
