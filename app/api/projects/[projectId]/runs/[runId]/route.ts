import { orThrow, projectRoute } from '#app/_server/route.ts';
import { readRun } from '#lib/domain/runs/read-store.ts';

/** A run with its plan. */
export const GET = projectRoute<{ projectId: string; runId: string }>('viewer', async ({ access, params }) =>
  orThrow(await readRun(access, params.runId)),
);
