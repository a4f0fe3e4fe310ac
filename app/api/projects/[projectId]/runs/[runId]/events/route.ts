import { eventStream } from '#app/_server/event-stream.ts';
import { orThrow, projectRoute } from '#app/_server/route.ts';
import { stillAllowed } from '#app/_server/still.ts';
import { followRun } from '#lib/domain/runs/follow-store.ts';
import { readRun } from '#lib/domain/runs/read-store.ts';

/** Every event of a run from the first, or from where `Last-Event-ID` says; ends with the run. */
export const GET = projectRoute<{ projectId: string; runId: string }>('viewer', async ({ access, request, params }) => {
  const { id } = orThrow(await readRun(access, params.runId));
  const after = Number(request.headers.get('last-event-id')) || 0;
  return eventStream(followRun(id, after, request.signal), {
    ids: true,
    still: stillAllowed(request, access.project.id),
  });
});
