'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { keys, runsQuery } from '#lib/client/queries.ts';
import { useProjectEvents, useRunEvents } from '#lib/client/run-events.ts';
import type { RunSummary, StoredRunEvent } from '#lib/contracts/api.ts';
import { applyEvents, EMPTY_RUN, isOver, type LiveRun } from './live.ts';

/** Events come in bursts of hundreds (a log, a curve); the screen takes them ten times a second. */
const FLUSH_MS = 100;

/** One run followed from its first event on. */
export function useLiveRun(projectId: string, runId: string | undefined): LiveRun {
  const [live, setLive] = useState<{ readonly id: string | undefined; readonly run: LiveRun }>({
    id: runId,
    run: EMPTY_RUN,
  });
  const waiting = useRef<StoredRunEvent[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const flush = useCallback(() => {
    timer.current = undefined;
    const events = waiting.current;
    waiting.current = [];
    const id = events.at(-1)?.runId;
    if (id === undefined) return;
    setLive((was) => ({
      id,
      run: applyEvents(
        was.id === id ? was.run : EMPTY_RUN,
        events.filter((event) => event.runId === id),
      ),
    }));
  }, []);
  useRunEvents(projectId, runId, (event) => {
    waiting.current.push(event);
    timer.current ??= setTimeout(flush, FLUSH_MS);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return live.id === runId ? live.run : EMPTY_RUN;
}

export interface ActiveRun {
  /** The newest run that is going on, or the last one watched on this page. */
  readonly summary: RunSummary | undefined;
  readonly run: LiveRun;
  readonly going: boolean;
}

/** Follows whatever runs in the project, and renews what a finished run changed. */
export function useActiveRun(projectId: string): ActiveRun {
  const client = useQueryClient();
  const { data: runs } = useQuery(runsQuery(projectId));
  const [watched, setWatched] = useState<string>();
  useProjectEvents(projectId, ({ runId, event }) => {
    if (event.type === 'run_started') setWatched(runId);
    if (event.type === 'run_started' || event.type === 'run_finished')
      void client.invalidateQueries({ queryKey: keys.part(projectId, 'runs') });
    if (event.type === 'run_finished') {
      for (const part of ['state', 'models', 'catalog'])
        void client.invalidateQueries({ queryKey: keys.part(projectId, part) });
    }
  });
  const active = useMemo(
    () => runs?.find(({ status }) => status === 'running') ?? runs?.find(({ status }) => status === 'queued'),
    [runs],
  );
  const id = active?.id ?? watched;
  useEffect(() => {
    if (active) setWatched(active.id);
  }, [active]);
  const run = useLiveRun(projectId, id);
  const summary = runs?.find((candidate) => candidate.id === id);
  return {
    summary,
    run,
    going:
      id !== undefined &&
      (summary !== undefined || run !== EMPTY_RUN) &&
      !isOver(run.status) &&
      !(summary && isOver(summary.status)),
  };
}

/** The reader's clock, moving while something runs; standing still otherwise, so that nothing is drawn for it. */
export function useNow(moving: boolean, everyMs = 1000): number {
  const [now, setNow] = useState(0);
  useEffect(() => {
    setNow(Date.now());
    if (!moving) return;
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [moving, everyMs]);
  return now === 0 ? Date.now() : now;
}
