import { ProblemError } from '#lib/contracts/problem.ts';
import { type BatchResults, batchResults, type EarlierAttempt } from '#lib/contracts/run.ts';
import { recordOf } from '../compile/config/read.ts';
import type { Manifest } from './manifest/types.ts';
import type { RunResult, RunResults } from './run-results.ts';

const SECTIONS = [
  'nodes',
  'sources',
  'macros',
  'docs',
  'exposures',
  'metrics',
  'groups',
  'selectors',
  'disabled',
  'parent_map',
  'child_map',
  'group_map',
  'saved_queries',
  'semantic_models',
  'unit_tests',
  'functions',
] as const;

/**
 * Reads a `manifest.json`, dbt's or ours, of any version that has these sections.
 * @throws ProblemError when the text is none
 */
export function readManifest(text: string, path: string): Manifest {
  const json = parse(text, path);
  if (typeof json.nodes !== 'object') throw unreadable(path, 'it has no nodes');
  const sections = SECTIONS.map((name) => [name, recordOf(json[name])]);
  return { metadata: recordOf(json.metadata), ...Object.fromEntries(sections) };
}

/** Reads a `run_results.json`. @throws ProblemError */
export function readRunResults(text: string, path: string): RunResults {
  const json = parse(text, path);
  if (!Array.isArray(json.results)) throw unreadable(path, 'it has no results');
  const results = json.results.map(recordOf).flatMap((result): RunResult[] => {
    const { unique_id: id, status } = result;
    return typeof id === 'string' && typeof status === 'string' ? [{ ...result, unique_id: id, status }] : [];
  });
  return {
    metadata: recordOf(json.metadata),
    args: recordOf(json.args),
    results,
    elapsed_time: Number(json.elapsed_time),
  };
}

/**
 * What a retry goes on from. As in dbt it goes on with a microbatch model of which batches were built;
 * one without any is built as if for the first time.
 */
export const earlierAttempt = ({ metadata, results }: RunResults): EarlierAttempt => ({
  startedAt: String(metadata.invocation_started_at ?? metadata.generated_at),
  batches: Object.fromEntries(
    results.flatMap(({ unique_id: id, batch_results: told }): [string, BatchResults][] => {
      const { success, data } = batchResults.safeParse(told);
      return success && isBuiltInPart(data) ? [[id, data]] : [];
    }),
  ),
});

export const isBuiltInPart = ({ successful, failed }: BatchResults): boolean =>
  successful.length > 0 && failed.length > 0;

/** The newest row of each source a `sources.json` tells of, by unique id. @throws ProblemError */
export function readSourceTimes(text: string, path: string): ReadonlyMap<string, string> {
  const { results } = parse(text, path);
  const rows = (Array.isArray(results) ? results : []).map(recordOf);
  return new Map(
    rows.flatMap(({ unique_id: id, max_loaded_at: at }): [string, string][] =>
      typeof id === 'string' && typeof at === 'string' ? [[id, at]] : [],
    ),
  );
}

function parse(text: string, path: string): Readonly<Record<string, unknown>> {
  try {
    return recordOf(JSON.parse(text));
  } catch (error) {
    throw unreadable(path, error instanceof Error ? error.message : String(error));
  }
}

const unreadable = (path: string, why: string): ProblemError =>
  new ProblemError({
    code: 'artifact.unreadable',
    message: `${path} can't be read: ${why}.`,
    path,
    remedy: 'Give the target folder of an earlier run.',
  });
