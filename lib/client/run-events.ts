'use client';

import { useEffect, useRef } from 'react';
import { type StoredRunEvent, storedRunEvent } from '#lib/contracts/api.ts';

type Listener = (event: StoredRunEvent) => void;

/**
 * Every event of one run, from its first on, in order. The browser resumes by itself after a
 * break: the stream's ids are the events' sequence.
 * @param runId undefined listens to nothing
 */
export function useRunEvents(projectId: string, runId: string | undefined, onEvent: Listener): void {
  const path = runId === undefined ? undefined : `runs/${encodeURIComponent(runId)}/events`;
  useEventStream(projectId, path, onEvent);
}

/** Events of all runs of a project from now on. */
export function useProjectEvents(projectId: string, onEvent: Listener): void {
  useEventStream(projectId, 'events', onEvent);
}

function useEventStream(projectId: string, path: string | undefined, onEvent: Listener): void {
  const listener = useRef(onEvent);
  useEffect(() => {
    listener.current = onEvent;
  });
  useEffect(() => {
    if (path === undefined) return;
    const source = new EventSource(`/api/projects/${encodeURIComponent(projectId)}/${path}`);
    source.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const event = parse(data);
      if (event === undefined) return;
      listener.current(event);
      // The server ends a finished run's stream; left open, the browser would ask for it again.
      if (event.event.type === 'run_finished' && path !== 'events') source.close();
    });
    return () => source.close();
  }, [projectId, path]);
}

function parse(data: string): StoredRunEvent | undefined {
  try {
    return storedRunEvent.parse(JSON.parse(data));
  } catch {
    return undefined; // a newer server's event: what this page does not know it does not draw
  }
}
