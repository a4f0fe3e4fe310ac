'use client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { problemOf } from '#components/shell/project-files.tsx';
import { preview } from '#lib/client/queries.ts';
import type { PreviewRequest, PreviewResult } from '#lib/contracts/api.ts';
import type { Problem } from '#lib/contracts/problem.ts';

/** What the Results tab shows. The last result stays in sight while the next one is on its way. */
export interface Preview {
  readonly state: 'idle' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly request: PreviewRequest | undefined;
  readonly result: PreviewResult | undefined;
  readonly problem: Problem | undefined;
  /** What the node was when it failed: of another text the problem's line is wrong. */
  readonly failedAs?: string | undefined;
  /** Clock of the start, ms, while it runs. */
  readonly startedAt: number;
}

/** Files whose rows are kept. */
const MOST_KEPT = 8;

const IDLE: Preview = { state: 'idle', request: undefined, result: undefined, problem: undefined, startedAt: 0 };

export interface PreviewControl extends Preview {
  readonly run: (request: PreviewRequest) => Promise<void>;
  /** The next page, below the rows that are there. */
  readonly more: () => Promise<void>;
  readonly cancel: () => void;
}

/**
 * Previews one at a time: a new one aborts the one before, and the server cancels its query. Each file
 * keeps its last rows while the page lives.
 * @param path the open file, whose rows are shown
 * @param ready waits until what was typed is on the server
 * @param checksumOf what the node of a file is now
 */
export function usePreview(
  projectId: string,
  path: string | undefined,
  ready: () => Promise<void>,
  checksumOf: (path: string) => string | undefined,
): PreviewControl {
  const [kept, setKept] = useState<ReadonlyMap<string, Preview>>(new Map());
  const shown = kept.get(path ?? '') ?? IDLE;
  const set = useCallback((of: string, change: (before: Preview) => Preview) => {
    setKept((before) => {
      const next = new Map(before);
      next.delete(of);
      next.set(of, change(before.get(of) ?? IDLE));
      // The least recent go: 500 wide rows of a file can be megabytes.
      return new Map([...next].slice(-MOST_KEPT));
    });
  }, []);
  const abort = useRef<AbortController>(undefined);
  const latestReady = useRef(ready);
  latestReady.current = ready;
  const latestChecksum = useRef(checksumOf);
  latestChecksum.current = checksumOf;
  const ask = useCallback(
    async (request: PreviewRequest, join: (result: PreviewResult) => PreviewResult) => {
      abort.current?.abort();
      const own = new AbortController();
      abort.current = own;
      const of = request.path;
      const fail = (problem: Problem, result?: PreviewResult) => {
        const failedAs = latestChecksum.current(of);
        set(of, (before) => ({ ...before, state: 'failed', result, problem, failedAs }));
      };
      set(of, (before) => ({ ...before, state: 'running', request, problem: undefined, startedAt: Date.now() }));
      try {
        await latestReady.current();
        const result = await preview(projectId, request, own.signal);
        if (own.signal.aborted) return;
        if (result.problem) fail(result.problem, result);
        else set(of, (before) => ({ ...before, state: 'done', result: join(result) }));
      } catch (error) {
        // A newer preview of the same file has taken its place already.
        if (own.signal.aborted)
          set(of, (before) => (before.request === request ? { ...before, state: 'cancelled' } : before));
        else fail(problemOf(error));
      }
    },
    [projectId, set],
  );
  const run = useCallback((request: PreviewRequest) => ask(request, (result) => result), [ask]);
  const more = useCallback(async () => {
    const { request, result, state } = shown;
    if (!request || !result?.more || state === 'running') return;
    await ask({ ...request, offset: result.rows.length }, (page) => ({
      ...page,
      rows: [...result.rows, ...page.rows],
      outputs: result.outputs,
      totalRows: page.totalRows ?? result.totalRows,
    }));
  }, [ask, shown]);
  const cancel = useCallback(() => {
    abort.current?.abort();
    if (path !== undefined)
      set(path, (before) => (before.state === 'running' ? { ...before, state: 'cancelled' } : before));
  }, [path, set]);
  useEffect(() => () => abort.current?.abort(), []);
  return { ...shown, run, more, cancel };
}
