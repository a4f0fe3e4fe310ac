'use client';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { keys, preview } from '#lib/client/queries.ts';
import type { Row } from './try-row.tsx';

/** A row of the node's training set, one after another: the form is filled with something true. */
export function useSampleRow(
  projectId: string,
  path: string,
  checksum: string,
  wanted: boolean,
): { readonly sample: Row | undefined; readonly next: () => void } {
  const [at, setAt] = useState(0);
  const { data } = useQuery({
    queryKey: keys.part(projectId, 'sample-rows', path, checksum),
    queryFn: ({ signal }) => preview(projectId, { path, offset: 0 }, signal),
    enabled: wanted,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const sample = useMemo((): Row | undefined => {
    if (!data || data.problem || data.rows.length === 0) return undefined;
    // A prime step, so that neighbours of a sorted set don't come one after another.
    const row = data.rows[(at * 37) % data.rows.length];
    return row && Object.fromEntries(data.columns.map(({ name }, column) => [name, row[column] ?? null]));
  }, [data, at]);
  return { sample, next: useCallback(() => setAt((was) => was + 1), []) };
}
