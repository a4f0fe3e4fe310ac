import { eventStream } from '#app/_server/event-stream.ts';
import { projectRoute } from '#app/_server/route.ts';
import { stillAllowed } from '#app/_server/still.ts';
import { followProject } from '#lib/domain/runs/follow-store.ts';

/** Events of all runs of the project from now on. */
export const GET = projectRoute('viewer', async ({ access, request }) =>
  eventStream(followProject(access, request.signal), { ids: false, still: stillAllowed(request, access.project.id) }),
);
