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
  /** Clock of the start, ms, while it runs. */
  readonly startedAt: number;
}

const IDLE: Preview = { state: 'idle', request: undefined, result: undefined, problem: undefined, startedAt: 0 };

export interface PreviewControl extends Preview {
  readonly run: (request: PreviewRequest) => Promise<void>;
  /** The next page, below the rows that are there. */
  readonly more: () => Promise<void>;
  readonly cancel: () => void;
}

/**
 * Previews one at a time: a new one aborts the one before, and the server cancels its query.
 * @param ready waits until what was typed is on the server
 */
export function usePreview(projectId: string, ready: () => Promise<void>): PreviewControl {
  const [shown, setShown] = useState<Preview>(IDLE);
  const abort = useRef<AbortController>(undefined);
  const latestReady = useRef(ready);
  latestReady.current = ready;
  const ask = useCallback(
    async (request: PreviewRequest, join: (result: PreviewResult) => PreviewResult) => {
      abort.current?.abort();
      const own = new AbortController();
      abort.current = own;
      setShown((before) => ({ ...before, state: 'running', request, problem: undefined, startedAt: Date.now() }));
      try {
        await latestReady.current();
        const result = await preview(projectId, request, own.signal);
        if (own.signal.aborted) return;
        if (result.problem)
          setShown((before) => ({ ...before, state: 'failed', result: undefined, problem: result.problem }));
        else setShown((before) => ({ ...before, state: 'done', result: join(result) }));
      } catch (error) {
        if (abort.current !== own) return;
        if (own.signal.aborted) setShown((before) => ({ ...before, state: 'cancelled' }));
        else setShown((before) => ({ ...before, state: 'failed', result: undefined, problem: problemOf(error) }));
      }
    },
    [projectId],
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
    setShown((before) => (before.state === 'running' ? { ...before, state: 'cancelled' } : before));
  }, []);
  useEffect(() => () => abort.current?.abort(), []);
  return { ...shown, run, more, cancel };
}
