import { z } from 'zod';
import type { Access } from '#lib/access/access.ts';
import type { StoredRunEvent } from '#lib/contracts/api.ts';
import { control } from '#lib/db/control/client.ts';
import { listen } from '#lib/db/control/listen.ts';
import { type Bell, createBell } from './bell.ts';
import { readEvents } from './read-store.ts';

const runNotice = z.object({ runId: z.string(), projectId: z.string(), from: z.number(), to: z.number() });

/** What a lost notice would hold back is seen after this. */
const lookEveryMs = 5_000;
const page = 500;

/**
 * Events of a run after a sequence number, as they are committed; ends after the run's last.
 * Nothing is kept for a slow reader: the next page is read when it asks for more.
 * @yields undefined every few seconds without an event, so that the stream can say it is alive
 */
export async function* followRun(
  id: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<StoredRunEvent | undefined> {
  const bell = createBell();
  const stop = listen('insitu_run', (text) => text.includes(id) && bell.ring(), bell.ring);
  try {
    let seen = after;
    while (!signal.aborted) {
      const over = await isOver(id);
      const events = await readEvents(id, seen, page);
      for (const event of events) {
        seen = event.seq;
        yield event;
        if (event.event.type === 'run_finished') return;
      }
      if (events.length === page) continue;
      // It ended before we looked, and all that it had was read: a client that resumes after the end.
      if (over && events.length === 0) return;
      await bell.wait(lookEveryMs, signal);
      yield undefined;
    }
  } finally {
    stop();
  }
}

async function isOver(id: string): Promise<boolean> {
  const run = await control().run.findUnique({ where: { id }, select: { status: true } });
  return run === null || (run.status !== 'queued' && run.status !== 'running');
}

/** Events of all runs of a project from now on. Bounded: what waits is a range per run, not the events. */
export async function* followProject(access: Access, signal: AbortSignal): AsyncGenerator<StoredRunEvent | undefined> {
  const bell = createBell();
  const waiting = new Map<string, { after: number; to: number }>();
  const stop = listen('insitu_run', (text) => gather(waiting, access.project.id, text, bell), bell.ring);
  try {
    while (!signal.aborted) {
      const [next] = waiting;
      if (!next) {
        await bell.wait(lookEveryMs, signal);
        yield undefined;
        continue;
      }
      const [id, { after, to }] = next;
      waiting.delete(id);
      const events = await readEvents(id, after, Math.min(page, to - after));
      const last = events.at(-1)?.seq ?? to;
      if (last < to) waiting.set(id, { after: last, to: Math.max(to, waiting.get(id)?.to ?? to) });
      yield* events;
    }
  } finally {
    stop();
  }
}

function gather(
  waiting: Map<string, { after: number; to: number }>,
  projectId: string,
  text: string,
  bell: Bell,
): void {
  const notice = runNotice.parse(JSON.parse(text));
  if (notice.projectId !== projectId) return;
  const known = waiting.get(notice.runId);
  waiting.set(notice.runId, {
    after: known ? Math.min(known.after, notice.from - 1) : notice.from - 1,
    to: Math.max(known?.to ?? 0, notice.to),
  });
  bell.ring();
}
